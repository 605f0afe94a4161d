namespace Weft.Engine;

/// <summary>How many samples go through a plan at a time: a function of the model alone, so that results do not depend on the machine.</summary>
/// <param name="floats">The floats of a sample's values and their gradients.</param>
/// <param name="weights">The floats of the weights.</param>
internal sealed class GroupChoice(long floats, long weights)
{
    // Weights that are read once for eight samples save more than a smaller group that stays in the cache would; only very large pictures go in smaller ones.
    private const int GroupBytes = 64 * 1024 * 1024;
    private const int MaxGroup = 8;
    private const int CacheBytes = 1024 * 1024;

    /// <summary>The most samples where gradients are wanted.</summary>
    public int Group => (int)Math.Clamp(GroupBytes / (sizeof(float) * floats), 1, MaxGroup);

    /// <summary>The most of them where nothing is learned: four times as many where the second-level cache does not keep the weights, but would keep the values.</summary>
    public int PredictionGroup => sizeof(float) * weights > CacheBytes && !OutgrowsCache(4 * Group) ? 4 * Group : Group;

    /// <summary>How many of <paramref name="most"/> are taken of so many samples: no more than leave work for sixteen threads.</summary>
    public static int Of(int samples, int most) => Math.Min(most, Math.Max(samples / 16 / MaxGroup * MaxGroup, MaxGroup));

    /// <summary>Whether the values of a group are more than a core's second-level cache holds, so that each comes from further away when it is needed again.</summary>
    public bool OutgrowsCache(int group) => sizeof(float) * group * floats > CacheBytes;
}
