using Weft.Layers;
using Weft.Onnx;

namespace Weft.Cli.Models;

/// <summary>Opens saved models, and gives those without a loss the one their last layer asks for.</summary>
internal static class ModelLoading
{
    /// <summary>What the model is called that comes with the tool: the best recipe's on Fashion-MNIST (docs/models/fashion.md).</summary>
    public const string Shipped = "fashion.keras, which comes with weft";

    private const string Checkpoint = "checkpoint.keras";

    /// <summary>Loads a model from a file, or from the folder of a training run; the one that comes with the tool where none is named.</summary>
    /// <exception cref="ModelFileException">There is no such file, or it cannot be read.</exception>
    public static Model Open(string? path)
    {
        if (path is null)
        {
            using Stream shipped = typeof(ModelLoading).Assembly.GetManifestResourceStream("fashion.keras")!;
            return Model.Load(shipped);
        }

        string file = Directory.Exists(path) ? Path.Combine(path, "model.keras") : path;
        if (!File.Exists(file) && IsStopped(path))
        {
            throw new ModelFileException($"{path}: expected the folder of a finished run, got one that was stopped and has no model.keras yet. "
                + $"Go on with: weft train --resume {path}. What it has learned so far is in {Path.Combine(path, Checkpoint)}.");
        }

        if (!File.Exists(file))
        {
            throw new ModelFileException($"{path}: expected a .keras or .onnx file or the folder of a training run, found none. 'weft train' makes one and says where.");
        }

        return Read(file, new OnnxReadOptions());
    }

    /// <summary>Reads a file of any format that the tool knows, by its content.</summary>
    /// <param name="file">The file.</param>
    /// <param name="options">What an ONNX file may leave open.</param>
    /// <exception cref="ModelFileException">It cannot be read.</exception>
    public static Model Read(string file, OnnxReadOptions options) => IsOnnx(file) ? OnnxModel.Load(file, options) : Model.Load(file);

    // A file that cannot be opened is left to who reads it, and says so.
    private static bool IsOnnx(string file)
    {
        try
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.Read);
            return OnnxModel.IsOnnx(stream);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Loads a model and says what was left out of its file.</summary>
    /// <param name="path">As for <see cref="Open(string?)"/>.</param>
    /// <param name="messages">Where to say it.</param>
    /// <exception cref="ModelFileException">There is no such file, or it cannot be read.</exception>
    public static Model Open(string? path, TextWriter messages)
    {
        Model model = Open(path);
        foreach (string note in model.LoadNotes)
        {
            messages.WriteLine($"note: {path ?? Shipped}: {ToolWords.Of(note)}");
        }

        return model;
    }

    /// <summary>The model, if it takes pictures and says one thing of each.</summary>
    /// <param name="model">A model as it was loaded.</param>
    /// <param name="path">Where from, for the error.</param>
    /// <exception cref="ModelFileException">It has several inputs or outputs.</exception>
    public static Model ForPictures(Model model, string? path) => model is { Inputs.Count: 1, Outputs.Count: 1 }
        ? model
        : throw new ModelFileException(
            $"{path ?? Shipped}: expected a model of one input and one output, for pictures and what they show, got "
                + $"{Counted(model.Inputs.Count, "input")} and {Counted(model.Outputs.Count, "output")}. "
            + "weft summary and weft inspect show it; a program can run it: Model.PredictAll.");

    private static string Counted(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    /// <summary>Whether a word of the command line names a model: a .keras or .onnx file, or a folder with one of a training run.</summary>
    public static bool IsModel(string word) => word.EndsWith(".keras", StringComparison.OrdinalIgnoreCase)
        || word.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) || File.Exists(Path.Combine(word, "model.keras")) || IsStopped(word);

    // A run that was stopped is meant as a model all the same.
    private static bool IsStopped(string folder) => File.Exists(Path.Combine(folder, Checkpoint));

    /// <summary>Compiles a model that was saved without a loss, with the one its last layer asks for.</summary>
    public static void EnsureCompiled(Model model)
    {
        if (model.Loss is not null)
        {
            return;
        }

        Loss loss = LastActivation(model) switch
        {
            ActivationKind.Softmax => new SparseCategoricalCrossentropy(),
            ActivationKind.Sigmoid when model.OutputShape.Size == 1 => new BinaryCrossentropy(),
            _ => new SparseCategoricalCrossentropy(fromLogits: true),
        };
        model.Compile(new Adam(), loss, Metric.Accuracy);
    }

    /// <summary>Compiles a model anew for measuring: with its own loss and metrics, and the calibration error where its outputs are probabilities of classes.</summary>
    public static void CompileForEvaluation(Model model)
    {
        EnsureCompiled(model);
        ExpectedCalibrationError calibration = new();
        if (LastActivation(model) == ActivationKind.Softmax && !model.Metrics.Contains(calibration))
        {
            model.Compile(model.Optimizer!, model.Loss!, [.. model.Metrics, calibration]);
        }
    }

    public static ActivationKind LastActivation(Model model) => model.Layers.Count == 0
        ? ActivationKind.Linear
        : model.Layers[^1].Layer switch
        {
            Dense dense => dense.Activation.Kind,
            Conv2D convolution => convolution.Activation.Kind,
            ActivationLayer layer => layer.Function.Kind,
            Softmax => ActivationKind.Softmax,
            _ => ActivationKind.Linear,
        };
}
