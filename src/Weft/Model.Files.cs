using Weft.Formats;
using Weft.Schedules;

namespace Weft;

public partial class Model
{
    /// <summary>What <see cref="Load(string)"/> could not take over from the file and a prediction does not need, a sentence each; empty for a model of Weft's own.</summary>
    public IReadOnlyList<string> LoadNotes { get; internal set; } = [];

    /// <summary>Writes the model as a Keras 3 file (<c>.keras</c>), atomically.</summary>
    /// <param name="path">Where to; an existing file is replaced only once the new one is complete.</param>
    /// <param name="includeOptimizer">Whether the optimizer's state goes with it, as training on needs it; with Adam that is two thirds of the file.</param>
    /// <exception cref="ModelFileException">The file cannot be written, its name does not end in <c>.keras</c>, or the model has no layers.</exception>
    public void Save(string path, bool includeOptimizer = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (KerasFile.NameError(path) is { } error)
        {
            throw new ModelFileException($"Save: {error}");
        }

        if (Layers.Count == 0)
        {
            throw new ModelFileException($"Model '{Name}': expected at least one layer to save, got none. Add layers first.");
        }

        ModelFile file = ToFile();
        KerasFile.Write(path, includeOptimizer ? file : file with { KeepsOptimizer = false });
    }

    /// <summary>Reads a model, recognised by its content: a <c>.keras</c> of Weft or of Keras, a whole-model HDF5 file of Keras 2 or 3 (<c>.h5</c>,
    /// <c>.hdf5</c>), the model.json of TensorFlow.js, which may be named by its folder, or arrays of a network of PyTorch
    /// (<see cref="FromPyTorch(string, Shape?, string?, bool, Activation?)"/>, which has options).</summary>
    /// <remarks>Nothing in a file is executed. Layers that Weft does not have, and Lambdas, are refused by name.</remarks>
    /// <param name="path">The file, or the folder.</param>
    /// <returns>The model, compiled where the file says how and Weft has it; see <see cref="LoadNotes"/>.</returns>
    /// <exception cref="ModelFileException">The file is damaged, or holds what Weft does not have.</exception>
    public static Model Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return ArrayFile.Is(path) ? FromPyTorch(path) : FromFile(SavedModel.Read(path));
    }

    /// <summary>Reads a model from the content of a file of Keras, as <see cref="Load(string)"/> does.</summary>
    /// <param name="stream">The whole content, in a stream that can seek; it stays open.</param>
    /// <returns>The model, compiled where the file says how and Weft has it; see <see cref="LoadNotes"/>.</returns>
    /// <exception cref="ModelFileException">The content is damaged, or holds what Weft does not have.</exception>
    public static Model Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        const string name = "the model";
        return ReadingErrors.Describing(name, () => FromPyTorch(stream)) ?? FromFile(SavedModel.ReadContent(stream, name));
    }

    /// <summary>Writes weights and the optimizer's state alone, atomically: the <c>model.weights.h5</c> of the model's file.</summary>
    /// <exception cref="ModelFileException">The file cannot be written.</exception>
    internal void WriteWeights(string path)
    {
        byte[] weights = WeightsWriter.Write(ToFile());
        AtomicFile.Write(path, stream => stream.Write(weights));
    }

    internal ModelFile ToFile() => new()
    {
        Graph = Graph,
        Trainable = Trainable,
        Optimizer = Optimizer,
        Loss = Loss,
        Metrics = Metrics,
        OptimizerState = _session?.State,
        Metadata = Metadata with { Seed = Seed },
    };

    internal static Model FromFile(ModelFile file)
    {
        Model model = Of(file.Graph, file.Metadata.Seed);
        (model.Metadata, model.LoadNotes) = (file.Metadata, file.Notes);
        if (!file.Trainable)
        {
            model.Trainable = false;
        }

        if (file is { Optimizer: not null, Loss: not null })
        {
            model.Restore(file);
        }

        model.Changed();
        return model;
    }

    private void Restore(ModelFile file)
    {
        try
        {
            CompileAt(file.OptimizerState, AtRate(file.Optimizer!, file.OptimizerState), file.Loss!, file.Metrics);
        }
        catch (ShapeException error)
        {
            LoadNotes = [.. LoadNotes, $"The model is loaded uncompiled, for prediction: {error.Message}"];
        }
    }

    // The file keeps the rate twice: exactly in the configuration, rounded in the state. They differ where it was changed after compiling.
    private static Optimizer AtRate(Optimizer optimizer, OptimizerState? state) =>
        state is not null && optimizer.LearningRate is ConstantSchedule constant && (float)constant.LearningRate != (float)state.LearningRate
            ? optimizer with { LearningRate = state.LearningRate }
            : optimizer;
}
