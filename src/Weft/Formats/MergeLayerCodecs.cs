using Weft.Layers;

namespace Weft.Formats;

/// <summary>The layers that make one tensor of several.</summary>
internal static class MergeLayerCodecs
{
    public static IEnumerable<LayerCodec> All =>
    [
        Merge(new Add()),
        Merge(new Subtract()),
        Merge(new Multiply()),
        Merge(new Average()),
        Merge(new Maximum()),
        Merge(new Minimum()),
        LayerCodec.Of<Concatenate>("Concatenate", (layer, json) => json["axis"] = layer.Axis, config =>
            new Concatenate(config.Integer("axis", -1)), isBuilt: true),
    ];

    private static LayerCodec Merge(MergeLayer layer) => new(layer.KerasName, (_, _) => { }, _ => layer with { }, IsBuilt: true);
}
