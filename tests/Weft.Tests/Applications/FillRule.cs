using Weft.Layers;

namespace Weft.Tests.Applications;

/// <summary>The rule by which keras-files/applications fill weights and inputs; its README has the formulas.</summary>
/// <param name="seed">The file's seed.</param>
/// <param name="gain">The file's g.</param>
internal sealed class FillRule(int seed, double gain)
{
    private const ulong InputNumber = 1000;

    /// <summary>Fills a model's weights, in Keras' layouts and order.</summary>
    public void Fill(Model model)
    {
        ulong number = 0;
        foreach (BuiltLayer layer in model.Graph.Leaves)
        {
            foreach (Weight weight in layer.Weights)
            {
                Fill(weight.Values, number++, RoleOf(layer, weight));
            }
        }
    }

    /// <summary>The input of a file: two samples.</summary>
    public Tensor Input(Shape shape, bool isBytes)
    {
        Tensor x = new(shape.Prepend(2));
        Fill(x.Values, InputNumber, isBytes ? new Role(1, 0, 255) : new Role(2, -1, 1));
        return x;
    }

    /// <summary>The role of a kernel with so many values behind each output.</summary>
    public Role Kernel(int fanIn) => new(2, -1, Math.Sqrt(6.0 / fanIn) * gain);

    /// <summary>The role of another weight, by the last part of Keras' path.</summary>
    public static Role Of(string name) => name switch
    {
        "bias" or "beta" or "moving_mean" => new(2, -1, 0.1),
        "gamma" or "variable" => new(0.4, 0.5, 1),
        "moving_variance" => new(0.6, 0.7, 1),
        "mean" => new(0.1, 0.4, 1),
        "variance" => new(0.02, 0.05, 1),
        "count" => new(0, 0, 0),
        _ => throw new InvalidOperationException($"The rule knows no weight called {name}."),
    };

    /// <summary>Fills the weight of a number.</summary>
    public void Fill(Span<float> values, ulong number, Role role)
    {
        uint start = unchecked((uint)((number + (ulong)seed) * 2246822519));
        for (int i = 0; i < values.Length; i++)
        {
            uint h = unchecked(((uint)i * 2654435761) + start);
            h = unchecked((h ^ (h >> 16)) * 0x85EBCA6B);
            h = unchecked((h ^ (h >> 13)) * 0xC2B2AE35);
            h ^= h >> 16;
            values[i] = (float)(((h / 4294967296.0 * role.Scale) + role.Offset) * role.Factor);
        }
    }

    private Role RoleOf(BuiltLayer layer, Weight weight)
    {
        string name = weight.Name[(weight.Name.LastIndexOf('/') + 1)..];
        bool isDepthwise = name == "depthwise_kernel" || layer.Layer is DepthwiseConv2D;
        return name.EndsWith("kernel", StringComparison.Ordinal)
            ? Kernel(weight.Shape.SkipLast(isDepthwise ? 2 : 1).Aggregate(1, (product, extent) => product * extent))
            : Of(name);
    }
}

/// <summary>What becomes of a number u in [0, 1): <c>(scale u + offset) factor</c>.</summary>
internal readonly record struct Role(double Scale, double Offset, double Factor);
