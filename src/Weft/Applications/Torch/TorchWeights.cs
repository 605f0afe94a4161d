using Weft.Data;
using Weft.Layers;

namespace Weft.Applications;

/// <summary>The weights of layers from PyTorch's arrays, in Keras' names and layouts.</summary>
/// <param name="arrays">The arrays.</param>
/// <param name="paths">The module of each layer, by the layer's name.</param>
internal sealed class TorchWeights(NamedArrays arrays, IReadOnlyDictionary<string, string> paths)
{
    // How many outputs are copied at a time: a line of the processor's cache.
    private const int Block = 16;

    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>The values of a layer's weights.</summary>
    /// <exception cref="ModelFileException">An array is missing, or has another shape.</exception>
    public IReadOnlyList<Tensor>? Of(BuiltLayer layer, IReadOnlyList<WeightSpec> specs) =>
        paths.TryGetValue(layer.Name, out string? module) ? [.. specs.Select(spec => Read(module, layer.Layer, spec))] : null;

    /// <summary>Refuses a file with arrays that no layer has asked for.</summary>
    /// <param name="network">What the file was taken for.</param>
    /// <exception cref="ModelFileException">There are some; how many batches a normalisation has counted is passed over.</exception>
    public void RequireAllTaken(string network)
    {
        string[] left = [.. arrays.Shapes.Keys.Where(name =>
            !_taken.Contains(name) && !name.EndsWith("num_batches_tracked", StringComparison.Ordinal))];
        if (left.Length > 0)
        {
            throw new ModelFileException($"expected the arrays of {network}, whose names some are, got others beside them: "
                + $"{WeightNames.Listed(left)}. Weft has no such variant; export the network as ONNX.");
        }
    }

    private Tensor Read(string module, Layer layer, WeightSpec spec)
    {
        string name = spec.Name switch
        {
            "kernel" or "gamma" => $"{module}.weight",
            "bias" or "beta" => $"{module}.bias",
            "moving_mean" => $"{module}.running_mean",
            "moving_variance" => $"{module}.running_var",
            // A scale of channels is no module, but an array of the block.
            _ => module,
        };
        if (!arrays.Shapes.TryGetValue(name, out Shape got))
        {
            throw new ModelFileException($"expected an array '{name}' for {layer.KerasName} '{layer.Name}', got none.");
        }

        Shape expected = Theirs(layer, spec);
        if (got != expected && spec.Name != "variable")
        {
            throw new ModelFileException($"expected '{name}' to have shape {expected}, got {got}.");
        }

        if (got.Size != expected.Size)
        {
            throw new ModelFileException($"expected '{name}' to have {expected.Size} values, got {got}.");
        }

        _taken.Add(name);
        float[] values = arrays.Read(name);
        return new Tensor(spec.Shape, spec.Name == "kernel" ? OutputsLast(values, expected) : values);
    }

    // [height, width, in, out] is [out, in, height, width] there, and [height, width, channels, m] is [channels m, 1, height, width].
    private static Shape Theirs(Layer layer, WeightSpec spec) => (spec.Name, spec.Shape) switch
    {
        ("kernel", { Rank: 4 } shape) when layer is DepthwiseConv2D => [shape[2] * shape[3], 1, shape[0], shape[1]],
        ("kernel", { Rank: 4 } shape) => [shape[3], shape[2], shape[0], shape[1]],
        ("kernel", { Rank: 2 } shape) => [shape[1], shape[0]],
        (_, var shape) => shape,
    };

    private static float[] OutputsLast(float[] values, Shape shape)
    {
        (int outputs, int inputs) = (shape[0], shape[1]);
        int window = values.Length / outputs / inputs, row = inputs * window;
        float[] turned = new float[values.Length];
        for (int first = 0; first < outputs; first += Block)
        {
            int end = Math.Min(first + Block, outputs);
            for (int input = 0; input < inputs; input++)
            {
                for (int at = 0; at < window; at++)
                {
                    int from = (input * window) + at, to = ((at * inputs) + input) * outputs;
                    for (int output = first; output < end; output++)
                    {
                        turned[to + output] = values[(output * row) + from];
                    }
                }
            }
        }

        return turned;
    }
}
