using Weft.Formats;
using Weft.Schedules;

namespace Weft;

public sealed partial class Sequential
{
    /// <summary>What <see cref="Load(string)"/> could not take over from the file and a prediction does not need, a sentence each; empty for a model of Weft's own.</summary>
    public IReadOnlyList<string> LoadNotes { get; private set; } = [];

    /// <summary>Where the optimizer stands; null before the first step.</summary>
    internal StoredOptimizerState? OptimizerState
    {
        get => Optimizer is null || Iterations == 0
            ? null
            : new StoredOptimizerState(
                Iterations,
                Optimizer.LearningRate.At(Iterations),
                [.. Weights.Where(weight => weight.Trainable).Select(weight => Copies(weight))]);
        set
        {
            Iterations = value?.Iterations ?? 0;
            Weight[] trainable = [.. Weights.Where(weight => weight.Trainable)];
            for (int i = 0; value is not null && i < trainable.Length; i++)
            {
                trainable[i].Slots = [.. value.Slots[i].Select(slot => slot.Span.ToArray())];
            }
        }
    }

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

        if (_layers.Count == 0)
        {
            throw new ModelFileException($"Sequential '{Name}': expected at least one layer to save, got none. Add layers first.");
        }

        ModelFile file = ToFile();
        KerasFile.Write(path, includeOptimizer ? file : file with { KeepsOptimizer = false });
    }

    /// <summary>Reads a model from a Keras 3 file, by Weft or by Keras.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The model, compiled where the file says how and Weft has it; see <see cref="LoadNotes"/>.</returns>
    /// <exception cref="ModelFileException">The file is damaged, or holds what Weft does not have.</exception>
    public static Sequential Load(string path) => FromFile(KerasFile.Read(path));

    /// <summary>Reads a model from the content of a Keras 3 file.</summary>
    /// <param name="stream">The whole content, in a stream that can seek; it stays open.</param>
    /// <returns>The model, compiled where the file says how and Weft has it; see <see cref="LoadNotes"/>.</returns>
    /// <exception cref="ModelFileException">The content is damaged, or holds what Weft does not have.</exception>
    public static Sequential Load(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return FromFile(KerasFile.Read(stream, "the model"));
    }

    /// <summary>Writes weights and the optimizer's state alone, atomically: the <c>model.weights.h5</c> of the model's file.</summary>
    /// <exception cref="ModelFileException">The file cannot be written.</exception>
    internal void WriteWeights(string path)
    {
        ModelFile file = ToFile();
        byte[] weights = WeightsWriter.Write(file, new FunctionalGraph(file));
        AtomicFile.Write(path, stream => stream.Write(weights));
    }

    internal ModelFile ToFile() => new()
    {
        Name = Name,
        InputShape = InputShape,
        Layers = [.. _layers.Select(Stored)],
        Optimizer = Optimizer,
        Loss = Loss,
        Metrics = Metrics,
        OptimizerState = OptimizerState,
        Metadata = Metadata with { Seed = Seed },
    };

    private static StoredLayer Stored(BuiltLayer layer) => new(layer.Layer, layer.Name, layer.InputShape, [.. layer.Weights.Select(weight => new Tensor(weight.Shape, [.. weight.Values]))])
    {
        Body = [.. layer.Body.Select(Stored)],
        Shortcut = [.. layer.Shortcut.Select(Stored)],
    };

    internal static Sequential FromFile(ModelFile file)
    {
        Sequential model = new(file.InputShape, file.Metadata.Seed, file.Name) { Metadata = file.Metadata, LoadNotes = file.Notes };
        foreach (StoredLayer stored in file.Layers)
        {
            model.Add(stored.Layer, stored.Name);
            foreach ((Weight weight, Tensor values) in model._layers[^1].Weights.Zip(stored.Weights))
            {
                values.Span.CopyTo(weight.Values);
            }
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
            Compile(AtRate(file.Optimizer!, file.OptimizerState), file.Loss!, [.. file.Metrics]);
            OptimizerState = file.OptimizerState;
        }
        catch (ShapeException error)
        {
            LoadNotes = [.. LoadNotes, $"The model is loaded uncompiled, for prediction: {error.Message}"];
        }
    }

    // The file keeps the rate twice: exactly in the configuration, rounded in the state. They differ where it was changed after compiling.
    private static Optimizer AtRate(Optimizer optimizer, StoredOptimizerState? state) =>
        state is not null && optimizer.LearningRate is ConstantSchedule constant && (float)constant.LearningRate != (float)state.LearningRate
            ? optimizer with { LearningRate = state.LearningRate }
            : optimizer;

    private static IReadOnlyList<Tensor> Copies(Weight weight) => [.. weight.Slots.Select(slot => new Tensor(weight.Shape, [.. slot]))];
}
