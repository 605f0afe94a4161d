using Weft.Applications;
using Weft.Data;
using Weft.Formats;

namespace Weft;

public partial class Model
{
    /// <summary>
    /// A network of PyTorch with its weights, made from the names and shapes of its arrays: torchvision's and timm's MobileNetV2 and V3,
    /// ResNet, EfficientNet, EfficientNetV2, DenseNet, VGG and ConvNeXt, of any width, depth and number of classes.
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
}
