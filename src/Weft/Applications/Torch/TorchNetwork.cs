using Weft.Data;
using Weft.Layers;

namespace Weft.Applications;

/// <summary>Makes a model of the arrays that PyTorch files for a network: its <c>state_dict</c>.</summary>
internal static class TorchNetwork
{
    // Far more than the deepest of these networks has.
    private const int MostArrays = 10_000;

    private const string MayBeTensorFlow = "timm's networks from TensorFlow (tf_efficientnet_b0) have the names of its own "
        + "(efficientnet_b0), and this "
        + "file was read as one of its own. If it is from TensorFlow, call Model.FromPyTorch with its architecture.";

    // Networks that people have such files of and that Weft does not make, by an array that each has.
    private static readonly (string Array, string Name)[] s_others =
    [
        ("Mixed_5b.branch1x1.conv.weight", "Inception V3"),
        ("inception3a.branch1.conv.weight", "GoogLeNet"),
        ("patch_embed.proj.weight", "a transformer"),
        ("conv_proj.weight", "a transformer"),
    ];

    /// <summary>Whether names are PyTorch's, <c>conv1.weight</c>, and not Weft's, <c>conv1/kernel</c>.</summary>
    public static bool HasNamesOf(NamedArrays arrays) => arrays.Shapes.Count > 0
        && arrays.Shapes.Keys.All(name => name.Contains('.', StringComparison.Ordinal) && !name.Contains('/', StringComparison.Ordinal));

    /// <summary>The model of a file's arrays, with their values.</summary>
    /// <param name="arrays">The arrays.</param>
    /// <param name="options">What they do not say.</param>
    /// <exception cref="ModelFileException">They are of no network that Weft knows.</exception>
    public static Model Read(NamedArrays arrays, TorchOptions options)
    {
        if (arrays.Shapes.Count > MostArrays)
        {
            throw Unknown(arrays);
        }

        TorchModules modules = new(arrays, options.IsTensorFlow);
        TorchPlan plan = Find(modules) ?? throw Unknown(arrays);
        try
        {
            Node input = new Input(options.InputShape ?? [TorchOptions.Size, TorchOptions.Size, modules.Weight(plan.Stem, rank: 4)[1]]);
            Node output = plan.Build(options.Prepared(input), options.Activation);
            ModelGraph graph = new(plan.Name, [input], [output], isSequential: false);
            TorchWeights weights = new(arrays, modules.Paths);
            new LayerBuilder($"Model '{plan.Name}'", seed: 0, weights.Of) { NamesAreGiven = true }.Build(graph);
            weights.RequireAllTaken(plan.Name);
            bool mayBeOther = plan.MayBeTensorFlow && options.Architecture is null;
            return new Model(graph, seed: null) { LoadNotes = mayBeOther ? [MayBeTensorFlow] : [] };
        }
        catch (Exception error) when (error is ShapeException or ArgumentException or OverflowException)
        {
            throw new ModelFileException($"expected the arrays of {plan.Name}, as their names say, got others: {error.Message}", error);
        }
    }

    private static TorchPlan? Find(TorchModules modules) => TorchResNet.Plan(modules) ?? TorchDenseNet.Plan(modules)
        ?? TorchConvNeXt.Plan(modules) ?? TorchVgg.Plan(modules) ?? TorchMobileNet.Plan(modules) ?? TorchRegNet.Plan(modules)
        ?? TorchSqueezeNet.Plan(modules) ?? TorchShuffleNet.Plan(modules);

    private static ModelFileException Unknown(NamedArrays arrays)
    {
        string? other = s_others.FirstOrDefault(network => arrays.Shapes.ContainsKey(network.Array)).Name;
        string what = other is null ? "" : $"{other} of PyTorch: ";
        return new ModelFileException("expected the arrays of a network of PyTorch that Weft has (MobileNetV2 and V3, ResNet, "
            + "EfficientNet and V2, DenseNet, VGG, ConvNeXt, RegNet, SqueezeNet, ShuffleNetV2), "
            + $"got {arrays.Kind} with {what}{WeightNames.Listed(arrays.Shapes.Keys)}. Export the network as ONNX; for weights of a model "
                + "of Weft's, build the model and call LoadWeights.");
    }
}

/// <summary>How a network is made of its arrays.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Stem">The module of the first convolution, whose kernel tells how many channels pictures have.</param>
/// <param name="Build">The layers from the input to the classes, with the function at the end.</param>
internal sealed record TorchPlan(string Name, string Stem, Func<Node, Activation, Node> Build)
{
    /// <summary>Whether the same names and shapes are those of a network from TensorFlow too, which pads otherwise.</summary>
    public bool MayBeTensorFlow { get; init; }
}
