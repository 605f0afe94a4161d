using Weft.Data;

namespace Weft.Formats;

/// <summary>Weights of a file for the layers of a model that is there already, and where its optimizer stands.</summary>
/// <param name="Values">For each layer that gets weights, their values.</param>
/// <param name="Optimizer">Where the optimizer stands; null where the file does not say.</param>
internal sealed record LoadedWeights(IReadOnlyDictionary<BuiltLayer, Tensor[]> Values, OptimizerState? Optimizer);

/// <summary>Reads weights into a model, from any file that has some, as Keras' <c>load_weights</c> does.</summary>
internal static class WeightsFile
{
    /// <param name="path">The file, or the folder of a model of TensorFlow.js.</param>
    /// <param name="graph">The model.</param>
    /// <param name="optimizer">What it is compiled with; null for nothing.</param>
    /// <param name="byName">Whether layers of the file and of the model belong together by name, and not by order.</param>
    /// <param name="skipMismatch">Whether layers whose weights are others keep theirs, with a note.</param>
    /// <param name="notes">What was not taken over goes here.</param>
    /// <exception cref="ModelFileException">The file is missing or damaged, or its weights are not the model's.</exception>
    public static LoadedWeights Read(
        string path, ModelGraph graph, Optimizer? optimizer, bool byName, bool skipMismatch, List<string> notes)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return ReadingErrors.Describing(path, () =>
        {
            string file = FileKind.InFolder(path);
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.Read);
            using NamedArrays? arrays = ArrayFile.Open(stream);
            if (arrays is not null)
            {
                return new LoadedWeights(ArrayWeights.Read(arrays, graph, byName, skipMismatch, notes), null);
            }

            using StoredWeights weights = Open(stream, file);
            IReadOnlyDictionary<BuiltLayer, LayerPlace> places = LayerPlace.Of(graph);
            IReadOnlyList<WantedWeights> wanted = WantedWeights.Of(graph, layer => places[layer]);
            IReadOnlyDictionary<BuiltLayer, Tensor[]> values = weights is LayerNamesReader named
                ? new LayerPairing(named, notes).Read(wanted, byName, skipMismatch)
                : !byName || weights is ManifestReader ? Tolerant(weights, wanted, skipMismatch, notes)
                : throw new ModelFileException("expected byName: false for a file of Keras 3, whose groups have no names of layers, got "
                    + "true. Load it by "
                    + "order, into a model of the same layers.");
            Variable[] trainable = [.. graph.Weights.Where(weight => weight.Trainable).Select(weight => weight.Variable)];
            bool goesOn = optimizer is not null && weights is WeightsReader;
            return new LoadedWeights(values, goesOn ? weights.Optimizer(optimizer!, trainable, notes) : null);
        });
    }

    private static IReadOnlyDictionary<BuiltLayer, Tensor[]> Tolerant(
        StoredWeights weights, IReadOnlyList<WantedWeights> wanted, bool skipMismatch, List<string> notes)
    {
        if (!skipMismatch)
        {
            return weights.Read(wanted);
        }

        Dictionary<BuiltLayer, Tensor[]> values = [];
        foreach (WantedWeights one in wanted)
        {
            try
            {
                values.Add(one.Layer, weights.Read([one])[one.Layer]);
            }
            catch (ModelFileException error)
            {
                notes.Add($"{one.Layer} keeps its weights: {error.Message}");
            }
        }

        return values;
    }

    private static StoredWeights Open(FileStream stream, string file)
    {
        switch (FileKind.Of(stream))
        {
            case ContentKind.Zip:
                return KerasFile.Parse(stream, members => new WeightsReader(members.Read("model.weights.h5")));
            case ContentKind.Hdf:
                return OfHdf(new HdfMembers(SavedModel.Bytes(stream)));
            case ContentKind.Json when KerasObject.Parse(SavedModel.Bytes(stream), ScriptModelFile.Name) is var json
                && ScriptModelFile.Is(json):
                return ScriptModelFile.Weights(json, Path.GetDirectoryName(Path.GetFullPath(file))!);
            default:
                throw FileKind.Refused(stream);
        }
    }

    private static StoredWeights OfHdf(HdfMembers members)
    {
        if (LayerNamesReader.Is(members))
        {
            return new LayerNamesReader(members, "");
        }

        if (members.Group("model_weights") is not null)
        {
            return new LayerNamesReader(members, "model_weights");
        }

        if (WeightsReader.IsTree(members))
        {
            return new WeightsReader(members);
        }

        using (members)
        {
            throw new ModelFileException("expected weights of Keras, got an HDF5 file without layer_names, model_weights or layers. Save "
                + "them with "
                + "model.save_weights(\"name.weights.h5\").");
        }
    }
}
