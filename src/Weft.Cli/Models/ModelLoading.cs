using System.Text.Json;

using Weft.Cli.Choices;
using Weft.Onnx;

namespace Weft.Cli.Models;

/// <summary>Opens saved models, and gives those without a loss the one their last layer asks for.</summary>
internal static class ModelLoading
{
    /// <summary>What the model is called that comes with the tool: the best recipe's on Fashion-MNIST (docs/models/fashion.md).</summary>
    public const string Shipped = "fashion.keras, which comes with weft";

    private const string Checkpoint = "checkpoint.keras";

    private const string Script = "model.json";

    private static readonly string[] s_endings = [".keras", ".h5", ".hdf5", ".json", ".onnx"];

    /// <summary>Loads a model from a file, or from the folder of a training run; the one that comes with the tool where none is
    /// named.</summary>
    /// <exception cref="ModelFileException">There is no such file, or it cannot be read.</exception>
    public static Model Open(string? path, OnnxReadOptions? options = null)
    {
        if (path is null)
        {
            using Stream shipped = typeof(ModelLoading).Assembly.GetManifestResourceStream("fashion.keras")!;
            return Model.Load(shipped);
        }

        string trained = Path.Combine(path, "model.keras");
        if (!File.Exists(trained) && IsStopped(path))
        {
            throw new ModelFileException($"{path}: expected the folder of a finished run, got one that was stopped and has no model.keras yet. "
                + $"Go on with: weft train --resume {path}. What it has learned so far is in {Path.Combine(path, Checkpoint)}.");
        }

        if (!Path.Exists(path) || (Directory.Exists(path) && !File.Exists(trained) && !File.Exists(Path.Combine(path, Script))))
        {
            throw new ModelFileException($"{path}: expected a model file (.keras, .h5, .onnx), the folder of a training run, or of a "
                + "TensorFlow.js model, found "
                + "none. 'weft train' makes one and says where.");
        }

        return Read(File.Exists(trained) ? trained : path, options ?? new OnnxReadOptions());
    }

    /// <summary>Reads a file of any format that the tool knows, by its content.</summary>
    /// <param name="file">The file.</param>
    /// <param name="options">What an ONNX file may leave open.</param>
    /// <exception cref="ModelFileException">It cannot be read.</exception>
    public static Model Read(string file, OnnxReadOptions options) =>
        OnnxModel.IsOnnx(file) ? OnnxModel.Load(file, options) : Model.Load(file);

    /// <summary>Loads a model and says what was left out of its file.</summary>
    /// <param name="path">As for the other.</param>
    /// <param name="messages">Where to say it.</param>
    /// <param name="pixels">What the model takes pixels for, where the command line says it.</param>
    /// <param name="options">What an ONNX file may leave open; null for nothing.</param>
    /// <exception cref="ModelFileException">There is no such file, or it cannot be read.</exception>
    public static Model Open(string? path, TextWriter messages, PixelChoice? pixels = null, OnnxReadOptions? options = null)
    {
        Model model = Open(path, options);
        foreach (string note in model.LoadNotes)
        {
            messages.WriteLine($"note: {path ?? Shipped}: {ToolWords.Of(note)}");
        }

        return pixels?.Apply(model) ?? model;
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

    /// <summary>Whether a word of the command line names a model: a file that holds one, or a folder with one.</summary>
    public static bool IsModel(string word) =>
        Array.Exists(s_endings, ending => word.EndsWith(ending, StringComparison.OrdinalIgnoreCase))
        || File.Exists(Path.Combine(word, "model.keras")) || File.Exists(Path.Combine(word, Script)) || IsStopped(word)
        || BeginsAsModel(word);

    // A run that was stopped is meant as a model all the same.
    private static bool IsStopped(string folder) => File.Exists(Path.Combine(folder, Checkpoint));

    /// <summary>Whether a JSON file is a model of TensorFlow.js, whose weights lie beside it, and not Keras' description of one.</summary>
    public static bool IsScriptModel(string path)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllBytes(path));
            return json.RootElement is { ValueKind: JsonValueKind.Object } root && root.TryGetProperty("modelTopology", out _);
        }
        catch (JsonException)
        {
            return false;
        }
    }

    // HDF5 files are known whatever they are called; no picture begins so.
    private static bool BeginsAsModel(string word)
    {
        if (!File.Exists(word))
        {
            return false;
        }

        using FileStream stream = new(word, FileMode.Open, FileAccess.Read, FileShare.Read);
        byte[] start = new byte[8];
        ReadOnlySpan<byte> hdf = [0x89, 0x48, 0x44, 0x46, 0x0D, 0x0A, 0x1A, 0x0A];
        return stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) == start.Length && hdf.SequenceEqual(start);
    }

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

    /// <summary>Compiles a model anew for measuring: with its own loss and metrics, and the calibration error where its outputs are
    /// probabilities of classes.</summary>
    public static void CompileForEvaluation(Model model)
    {
        EnsureCompiled(model);
        ExpectedCalibrationError calibration = new();
        if (LastActivation(model) == ActivationKind.Softmax && !model.Metrics.Contains(calibration))
        {
            model.Compile(model.Optimizer!, model.Loss!, [.. model.Metrics, calibration]);
        }
    }

    /// <summary>The function at the end of a model.</summary>
    public static ActivationKind LastActivation(Model model) => model.LastActivation.Kind;
}
