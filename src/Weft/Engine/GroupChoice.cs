using Weft.Layers;

namespace Weft.Engine;

/// <summary>How many samples go through a plan at a time: a function of the model alone, so that results do not depend on the machine.</summary>
internal static class GroupChoice
{
    // Activations of a group, gradients included, should stay in a core's second-level cache beside the weights.
    private const int GroupBytes = 512 * 1024;
    private const int MaxGroup = 8;

    // Between two stages a group leaves the cache anyway, so it need not fit as a whole.
    private const int StagedGroup = 4;

    public static int For(IReadOnlyList<BuiltLayer> layers, Shape input, bool training)
    {
        int group = (int)Math.Clamp(GroupBytes / (sizeof(float) * (input.Size + Floats(layers))), 1, MaxGroup);
        return training && layers.Any(NeedsBatch) ? Math.Max(group, StagedGroup) : group;
    }

    private static bool NeedsBatch(BuiltLayer layer) => layer.Layer is BatchNormalization { Trainable: true } || layer.Body.Concat(layer.Shortcut).Any(NeedsBatch);

    // What a convolution hands to a pooling it has taken in is never stored.
    private static long Floats(IReadOnlyList<BuiltLayer> layers)
    {
        long floats = 0;
        for (int i = 0; i < layers.Count; i++)
        {
            bool isTakenIn = layers[i].Layer is Conv2D && i + 1 < layers.Count && layers[i + 1].Layer is MaxPooling2D pool && PlanCompiler.CanTakeIn(pool, layers[i].OutputShape);
            floats += layers[i].Layer is Flatten || isTakenIn ? 0 : 2L * layers[i].OutputShape.Size;
            floats += Floats(layers[i].Body) + Floats(layers[i].Shortcut);
        }

        return floats;
    }
}
