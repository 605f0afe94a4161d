using Weft.Applications;
using Weft.Formats;

namespace Weft;

public partial class Model
{
    /// <summary>Takes over weights from a file, recognised by its content: Keras' <c>load_weights</c>.</summary>
    /// <remarks>
    /// A file of Keras 2's form (<c>.h5</c>, whole models among them) goes by the order of the layers that have weights, or by their names.
    /// A
    /// file of Keras 3's form (<c>.weights.h5</c>, <c>.keras</c>) goes by class and place; the optimizer's state in it is taken over where
    /// the
    /// model is compiled with that optimizer. A model of TensorFlow.js goes by names, and so does a file of arrays (<c>.safetensors</c>,
    /// <c>.npz</c>), by those of <see cref="GetWeights"/>. One of a network of PyTorch goes into the same network: <see cref="ResNet18"/>,
    /// <see cref="ResNet34"/>, or what <see cref="Load(string)"/> made of another such file. Where something does not fit, the model stays as
    /// it was.
    /// </remarks>
    /// <param name="path">The file.</param>
    /// <param name="byName">For files of Keras 2's form: whether layers belong together by their names, and those that only one side has
    /// are
    /// passed over; otherwise there must be as many on both sides. For files of arrays: whether what only one side has is passed
    /// over.</param>
    /// <param name="skipMismatch">Whether a layer whose weights are others in the file keeps its own, with a note.</param>
    /// <returns>What was passed over, a sentence each; empty where every weight was taken over.</returns>
    /// <exception cref="ModelFileException">The file is missing or damaged, or its weights are not this model's.</exception>
    public IReadOnlyList<string> LoadWeights(string path, bool byName = false, bool skipMismatch = false)
    {
        List<string> notes = [];
        bool isTorch = ArrayFile.Is(path) && ArrayFile.Open(path, TorchNetwork.HasNamesOf);
        LoadedWeights loaded = isTorch
            ? WeightsOfTorch(path, byName, skipMismatch, notes)
            : WeightsFile.Read(path, Graph, Optimizer, byName, skipMismatch, notes);
        foreach ((BuiltLayer layer, Tensor[] values) in loaded.Values)
        {
            foreach ((Weight weight, Tensor value) in layer.Weights.Zip(values))
            {
                value.Span.CopyTo(weight.Values);
            }
        }

        if (loaded.Optimizer is { } state)
        {
            _session!.Restore(AtRate(Optimizer!, state), state);
        }

        ForgetTemperature();
        Changed();
        return notes;
    }

    /// <summary>
    /// Writes the weights alone, atomically: Keras 3's <c>save_weights</c>, with the optimizer's state where the model is compiled, or
    /// arrays by
    /// the names of <see cref="GetWeights"/>, without it.
    /// </summary>
    /// <param name="path">Where to; the name ends in <c>.weights.h5</c>, as Keras asks, or in <c>.safetensors</c> or <c>.npz</c>.</param>
    /// <exception cref="ModelFileException">The file cannot be written, or its name ends otherwise.</exception>
    public void SaveWeights(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (ArrayFile.Endings.Any(ending => path.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
        {
            ArrayFile.Write(path, GetWeights());
            return;
        }

        if (!path.EndsWith(".weights.h5", StringComparison.Ordinal))
        {
            throw new ModelFileException($"SaveWeights: expected a file name that ends in .weights.h5, as Keras asks of weights, "
                + $"{string.Join(" or ", ArrayFile.Endings)}, got '{path}'. Change the ending.");
        }

        WriteWeights(path);
    }
}
