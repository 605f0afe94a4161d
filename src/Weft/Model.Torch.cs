using Weft.Applications;
using Weft.Data;
using Weft.Formats;

namespace Weft;

public partial class Model
{
    /// <summary>
    /// A network of PyTorch with its weights, made from the names and shapes of its arrays: torchvision's and timm's MobileNetV2 and V3,
    /// ResNet, EfficientNet, EfficientNetV2, DenseNet, VGG, ConvNeXt and others, of any width, depth and number of classes.
    /// </summary>
    /// <remarks>
    /// <code>Model model = Model.FromPyTorch("model.safetensors", [160, 160, 3]);</code>
    /// It answers as PyTorch's network does in <c>eval()</c>. Layers have the names of the application of Keras; paddings, epsilon and
    /// the place of strides are PyTorch's. Pictures are <c>[height, width, channels]</c>; PyTorch's files nearly always ask for
    /// pixels from 0 to 1, less (0.485, 0.456, 0.406), divided by (0.229, 0.224, 0.225), red, green, blue.
    /// </remarks>
    /// <param name="path">A file of safetensors, or an <c>.npz</c>, with the arrays of a <c>state_dict</c>.</param>
    /// <param name="inputShape">The shape of one picture, which the file does not say; null for 224 by 224.</param>
    /// <param name="architecture">timm's name of the network, where it is known: one that begins with <c>tf_</c> pads as TensorFlow does and
    /// adds 1e-3 to variances, which the arrays do not tell. Null for one that does not.</param>
    /// <param name="includePreprocessing">Whether pixels from 0 to 255 are normalised as above by a first layer; false by default.</param>
    /// <param name="classifierActivation">The function at the end; null for none: PyTorch's networks give logits.</param>
    /// <exception cref="ModelFileException">The file is missing or damaged, or of a network that Weft does not have.</exception>
    public static Model FromPyTorch(
        string path,
        Shape? inputShape = null,
        string? architecture = null,
        bool includePreprocessing = false,
        Activation? classifierActivation = null) => ArrayFile.Open(path, arrays => TorchNetwork.Read(arrays, new TorchOptions
        {
            InputShape = inputShape,
            Architecture = architecture,
            IncludePreprocessing = includePreprocessing,
            Activation = classifierActivation ?? Activation.Linear,
        }));

    /// <summary>The network of the arrays in a stream; null where it holds none.</summary>
    private static Model? FromPyTorch(Stream stream)
    {
        using NamedArrays? arrays = ArrayFile.Open(stream);
        return arrays is null ? null : TorchNetwork.Read(arrays, new TorchOptions());
    }

    // The network that the file is of is made, and gives its weights to those layers of this model that are its own. Whether it pads as
    // TensorFlow does, which the file does not say, this model does.
    private LoadedWeights WeightsOfTorch(string path, bool byName, bool skipMismatch, List<string> notes)
    {
        Model network = FromPyTorch(path, InputShape);
        IReadOnlySet<BuiltLayer> others = NetworkLikeness.Others(Graph, network.Graph);
        if (others.Count > 0 && FromPyTorch(path, InputShape, "tf_") is var other && NetworkLikeness.Others(Graph, other.Graph) is { Count: 0 } none)
        {
            (network, others) = (other, none);
        }

        Dictionary<string, BuiltLayer> own = [];
        foreach (BuiltLayer layer in Graph.Leaves.Where(layer => layer.Weights.Count > 0))
        {
            if (!own.TryAdd(layer.Name, layer))
            {
                throw new ModelFileException($"{path}: expected the weights of a model whose layers differ in their names, '{Name}' has '{layer.Name}' in two models inside it. "
                    + "Load them into one of these.");
            }
        }

        Dictionary<BuiltLayer, Tensor[]> values = [];
        foreach (BuiltLayer theirs in network.Graph.Leaves.Where(layer => layer.Weights.Count > 0))
        {
            if (own.Remove(theirs.Name, out BuiltLayer? layer) && !others.Contains(theirs))
            {
                values.Add(layer, [.. theirs.Weights.Select(weight => new Tensor(weight.Shape, weight.Values))]);
                continue;
            }

            string error = $"the file has {network.Name} of PyTorch, whose {theirs} is another layer than the model's of this name, or stands elsewhere.";
            notes.Add(skipMismatch || (byName && layer is null)
                ? $"{theirs.Name} keeps its weights: {error}"
                : throw new ModelFileException($"{path}: expected the weights of model '{Name}': {error} Model.FromPyTorch makes the network of the file."));
        }

        if (own.Count > 0)
        {
            string listed = WeightNames.Listed(own.Keys);
            notes.Add(byName
                ? $"{own.Count} layers of the model that the file does not have keep their weights: {listed}."
                : throw new ModelFileException($"{path}: expected weights for all layers of model '{Name}', got none for {listed}. Load those that there "
                    + "are: byName: true."));
        }

        return new LoadedWeights(values, null);
    }
}
