using Weft.Onnx;

namespace Weft.Cli.Choices;

/// <summary>A kind of file that a model can be written as.</summary>
/// <param name="Name">The word for it.</param>
/// <param name="Ending">How its files' names end.</param>
/// <param name="Write">Writes a model to a path; ONNX alone asks for the options.</param>
internal sealed record FormatChoice(string Name, string Ending, Action<Model, string, OnnxWriteOptions> Write) : Choice(Name)
{
    public static FormatChoice Onnx { get; } = new("onnx", ".onnx", OnnxModel.Save);

    /// <summary>All of them; of several endings that fit a name, the longest counts.</summary>
    public static IReadOnlyList<FormatChoice> All { get; } =
    [
        new("keras", ".keras", (model, path, _) => model.Save(path)),
        Onnx,
        new("weights", ".weights.h5", (model, path, _) => model.SaveWeights(path)),
        new("safetensors", ".safetensors", (model, path, _) => model.SaveWeights(path)),
        new("npz", ".npz", (model, path, _) => model.SaveWeights(path)),
    ];

    /// <summary>The format of a file's name; null where none has its ending.</summary>
    public static FormatChoice? Of(string path) =>
        All.Where(format => path.EndsWith(format.Ending, StringComparison.OrdinalIgnoreCase)).MaxBy(format => format.Ending.Length);
}

/// <summary>Where the channels of images stand.</summary>
/// <param name="Name">The word for it.</param>
/// <param name="ChannelsFirst">Whether before height and width.</param>
internal sealed record LayoutChoice(string Name, bool ChannelsFirst) : Choice(Name)
{
    public static IReadOnlyList<LayoutChoice> All { get; } = [new("nhwc", false), new("nchw", true)];
}
