using System.Text.Json.Nodes;

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
        LayerCodec.Of<Dot>("Dot", WriteDot, ReadDot, isBuilt: true),
    ];

    private static void WriteDot(Dot layer, JsonObject json)
    {
        json["axes"] = KerasObject.Axes(layer.Axes.First == layer.Axes.Second ? [layer.Axes.First] : [layer.Axes.First, layer.Axes.Second]);
        json["normalize"] = layer.Normalize;
    }

    private static Dot ReadDot(KerasConfig config)
    {
        bool normalize = config.Flag("normalize", false);
        return config.Integers("axes") switch
        {
            [var both] => new Dot(both, normalize),
            [var first, var second] => new Dot((first, second), normalize),
            _ => throw config.Expected("axes", "one axis, or one for each of two inputs"),
        };
    }

    private static LayerCodec Merge(MergeLayer layer) => new(layer.KerasName, (_, _) => { }, _ => layer with { }, IsBuilt: true);
}
