using Weft.Formats;
using Weft.Layers;

namespace Weft.Applications;

/// <summary>Makes a model of the arrays that PyTorch files for a network: its <c>state_dict</c>.</summary>
internal static class TorchNetwork
{
    // Sixteen times what the deepest of these networks has.
    private const int MostArrays = 32_768;

    // Networks that people have such files of and that Weft does not make, by an array that each has.
    private static readonly (string Array, string Name)[] s_others =
    [
        ("stage2.0.branch1.0.weight", "ShuffleNetV2"),
        ("features.3.squeeze.weight", "SqueezeNet"),
        ("trunk_output.block1.block1-0.proj.0.weight", "RegNet"),
        ("s1.b1.conv1.conv.weight", "RegNet"),
        ("Mixed_5b.branch1x1.conv.weight", "Inception V3"),
        ("inception3a.branch1.conv.weight", "GoogLeNet"),
        ("patch_embed.proj.weight", "a transformer"),
        ("conv_proj.weight", "a transformer"),
    ];

    /// <summary>Whether names are PyTorch's, <c>conv1.weight</c>, and not Weft's, <c>conv1/kernel</c>.</summary>
    public static bool HasNamesOf(NamedArrays arrays) =>
        arrays.Shapes.Count > 0 && arrays.Shapes.Keys.All(name => name.Contains('.', StringComparison.Ordinal) && !name.Contains('/', StringComparison.Ordinal));

    /// <summary>The model of a file's arrays, with their values.</summary>
    /// <param name="arrays">The arrays.</param>
    /// <param name="options">What they do not say.</param>
    /// <exception cref="ModelFileException">They are of no network that Weft knows.</exception>
    public static Model Read(NamedArrays arrays, TorchOptions options)
    {
        TorchModules modules = new(arrays, options.IsTensorFlow);
        (string name, Func<Node, Activation, Node> build) = arrays.Shapes.Count <= MostArrays ? Find(modules, arrays) : throw Unknown(arrays);
        try
        {
            Node input = new Input(options.InputShape ?? [options.Size, options.Size, channels]);
            Node output = build(options.Prepared(input), options.Activation);
            ModelGraph graph = new(name, [input], [output], isSequential: false);
            TorchWeights weights = new(arrays, modules.Paths);
            new LayerBuilder($"Model '{name}'", seed: 0, weights.Of) { NamesAreGiven = true }.Build(graph);
            weights.RequireAllTaken(name);
            return new Model(graph, seed: null);
        }
        catch (Exception error) when (error is ShapeException or ArgumentException or OverflowException)
        {
            throw new ModelFileException($"expected the arrays of {name}, as their names say, got others: {error.Message}", error);
        }
    }

    private static (string Name, Func<Node, Activation, Node> Build) Find(TorchModules modules, NamedArrays arrays)
    {
        if (TorchResNet.Is(modules))
        {
            return (TorchResNet.Name(modules), (input, activation) => TorchResNet.Build(modules, input, activation));
        }

        MobileNetwork? mobile = TimmMobileNames.Are(modules) ? TimmMobileNames.Read(modules)
            : TorchvisionMobileNames.Are(modules) ? TorchvisionMobileNames.Read(modules) : null;
        return mobile is not null && MobileKind.Of(mobile, modules) is { } kind
            ? (kind.Name, new TorchMobileNet(mobile, kind, modules).Build)
            : throw Unknown(arrays);
    }

    private static ModelFileException Unknown(NamedArrays arrays)
    {
        string? other = s_others.FirstOrDefault(network => arrays.Shapes.ContainsKey(network.Array)).Name;
        string what = other is null ? "" : $"{other} of PyTorch: ";
        return new ModelFileException("expected the arrays of a network of PyTorch that Weft has (MobileNetV2, MobileNetV3, ResNet, EfficientNet, EfficientNetV2), "
            + $"got {what}{WeightNames.Listed(arrays.Shapes.Keys)}. Export the network as ONNX; for weights of a model of Weft's, build the model and call LoadWeights.");
    }
}
