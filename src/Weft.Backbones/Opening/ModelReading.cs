using Weft.Formats;
using Weft.Onnx;

namespace Weft.Backbones.Opening;

/// <summary>Reads a model of any kind that Weft knows, by its content.</summary>
internal static class ModelReading
{
    /// <summary>The model, and whether its file is arrays of a network of PyTorch.</summary>
    /// <param name="path">The file, or the folder of a model of TensorFlow.js.</param>
    /// <param name="options">The size of pictures, where a file leaves it open.</param>
    /// <exception cref="ModelFileException">It cannot be read, or takes no pictures.</exception>
    public static (Model Model, bool IsTorch) Read(string path, BackboneOptions options)
    {
        string saved = Path.Combine(path, "model.keras");
        string file = File.Exists(saved) ? saved : path;
        Shape? shape = options.ImageSize is { } size ? [size, size, 3] : null;
        bool isTorch = ArrayFile.Is(file);
        Model model = isTorch ? Model.FromPyTorch(file, shape) : OnnxModel.IsOnnx(file) ? OnnxModel.Load(file, ForOnnx(options)) : Model.Load(file);
        return model is { Inputs.Count: 1, Outputs.Count: 1, InputShape.Rank: 3 } && model.InputShape[2] is 1 or 3
            ? (model, isTorch)
            : throw new ModelFileException($"{path}: expected a model of pictures, [height, width, 3], with one output, got one that takes "
                + $"{string.Join(" and ", model.Inputs.Select(input => input.Shape))} and has {model.Outputs.Count} outputs.");
    }

    private static OnnxReadOptions ForOnnx(BackboneOptions options) =>
        options.ImageSize is { } size ? new OnnxReadOptions { InputSize = size } : new OnnxReadOptions();
}
