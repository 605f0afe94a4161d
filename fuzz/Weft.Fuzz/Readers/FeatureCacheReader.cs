using Weft.Backbones;

namespace Weft.Fuzz.Readers;

/// <summary>What is kept of pictures' features: records up to the first that is damaged, and what is added behind them.</summary>
internal sealed class FeatureCacheReader : Reader
{
    private const int Features = 3;
    private static readonly float[] s_added = [1, 2, 3];

    public override void Read(Seed input)
    {
        string path = Save(input);
        UInt128 added = UInt128.MaxValue;
        float[]? first;
        using (FeatureCache cache = Open(path))
        {
            first = cache.Find(1);
            Require((first ?? s_added).Length == Features, $"{Features} features of a picture");
            cache.Add([(added, s_added)]);
        }

        using FeatureCache again = Open(path);
        Require(again.Find(added) is { } found && found.AsSpan().SequenceEqual(s_added), "what was added behind the damage");
        if (first is null)
        {
            throw new DataException($"{input.Name}: expected the first picture's features, got none that are whole.");
        }
    }

    private static FeatureCache Open(string path) =>
        FeatureCache.Open(Path.GetDirectoryName(path), Path.GetFileNameWithoutExtension(path), Features);
}
