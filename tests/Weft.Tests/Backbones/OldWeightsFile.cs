using PureHDF;

using Weft.Layers;

namespace Weft.Tests.Backbones;

/// <summary>Writes weights alone in Keras 2's form, as the published ones are: <c>layer_names</c>, and a group with <c>weight_names</c> for each layer.</summary>
internal static class OldWeightsFile
{
    public static byte[] Of(Model model)
    {
        H5File file = new() { Attributes = { ["layer_names"] = model.Layers.Select(layer => layer.Name).ToArray() } };
        foreach (BuiltLayer layer in model.Layers)
        {
            (string Name, Weight Weight)[] weights = [.. Weights(layer)];
            H5Group group = [];
            if (weights.Length > 0)
            {
                group.Attributes["weight_names"] = weights.Select(weight => weight.Name).ToArray();
            }

            foreach ((string name, Weight weight) in weights)
            {
                H5Group own = group;
                string[] path = name.Split('/');
                foreach (string part in path[..^1])
                {
                    own = (H5Group)(own.TryGetValue(part, out object? there) ? there : own[part] = new H5Group());
                }

                own[path[^1]] = weight.Shape.Rank == 0
                    ? new H5Dataset<float>(weight.Values[0])
                    : new H5Dataset<float[]>(weight.Values, fileDims: [.. weight.Shape.Select(extent => (ulong)extent)]);
            }

            file[layer.Name] = group;
        }

        using MemoryStream stream = new();
        file.Write(stream, new H5WriteOptions(PreferCompactDatasetLayout: false));
        return stream.ToArray();
    }

    // Those of a model inside lie flat in its group.
    private static IEnumerable<(string Name, Weight Weight)> Weights(BuiltLayer layer) => layer.Inner is { } inner
        ? inner.Layers.SelectMany(Weights)
        : layer.Weights.Select(weight => ($"{layer.Name}/{Word(layer, weight)}:0", weight));

    private static string Word(BuiltLayer layer, Weight weight)
    {
        string word = weight.Name[(weight.Name.LastIndexOf('/') + 1)..];
        return layer.Layer is DepthwiseConv2D && word == "kernel" ? "depthwise_kernel" : word;
    }
}
