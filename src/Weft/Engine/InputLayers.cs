using Weft.Layers;

namespace Weft.Engine;

/// <summary>The layers at a model's beginning that are computed while samples are copied: all up to the last random one, where nothing but rescalings stands between.</summary>
/// <param name="Sample">The shape of a sample as the data set has it.</param>
/// <param name="Count">How many layers these are.</param>
/// <param name="Chain">What they do.</param>
internal sealed record InputLayers(Shape Sample, int Count, TransformChain Chain)
{
    public static InputLayers Of(IReadOnlyList<BuiltLayer> layers, Shape input, PlanOptions options, ArenaLayout arena)
    {
        int count = 0;
        for (int i = 0; i < layers.Count && layers[i].Layer is RandomLayer or Rescaling && layers[i].Layer.ActivityRegularizer is null; i++)
        {
            count = layers[i].Layer is RandomLayer ? i + 1 : count;
        }

        (Layer, ulong)[] taken = [.. layers.Take(count).Select(built => (built.Layer, KeyOf(built.Layer, built.Position, options.Seed)))];
        return new InputLayers(input, count, TransformChain.Create(taken, input, options.Training, arena));
    }

    /// <summary>What keys a layer's random numbers: its own seed, or the model's and the layer's place.</summary>
    public static ulong KeyOf(Layer layer, int place, int seed) => layer is RandomLayer { Seed: { } own } ? (ulong)own : ((ulong)seed << 32) + (ulong)place;
}
