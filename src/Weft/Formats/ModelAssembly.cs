using System.Text.Json.Nodes;

namespace Weft.Formats;

/// <summary>Makes a model of what every kind of file has: an architecture, weights, and how it was compiled.</summary>
internal static class ModelAssembly
{
    /// <param name="config">The architecture, of any age.</param>
    /// <param name="compiled">Keras 3's compile_config; null where there is none.</param>
    /// <param name="weights">The weights.</param>
    /// <param name="weft">What Weft files beside what Keras does; empty in files of others.</param>
    /// <param name="own">The losses, metrics and schedules of one's own that the file may name.</param>
    /// <param name="notes">What was left out goes here.</param>
    /// <exception cref="ModelFileException">The file is damaged, or holds what Weft does not have.</exception>
    public static ModelFile Build(
        JsonObject config, JsonObject? compiled, StoredWeights weights, JsonObject weft, OwnPieces own, List<string> notes)
    {
        KerasModelReader reader = new(weft, notes);
        ModelGraph graph = reader.Read(config);
        JsonObject? compileConfig = compiled is null ? null : OldCompilation.Modern(compiled);
        Compilation compilation = Compilation.Read(compileConfig, weft, own, notes);
        if (compileConfig is { } silent && silent["optimizer"] is null && silent["loss"] is not null && weights.HasOptimizer)
        {
            notes.Add("The model is loaded uncompiled, for prediction: its file has an optimizer's state and not the optimizer, which "
                + "Keras 3 "
                + "takes out when the model was saved as .h5 before. Call Compile with the optimizer it was trained with, then "
                + "LoadWeights of "
                + "the same file, which brings the state back.");
        }

        IReadOnlyDictionary<BuiltLayer, Tensor[]> values = weights.Read(WantedWeights.Of(graph, reader.PlaceOf));
        new LayerBuilder($"Model '{graph.Name}'", seed: 0, (layer, _) => values[layer]) { NamesAreGiven = true }.Build(graph);
        Variable[] trainable = [.. graph.Weights.Where(weight => weight.Trainable).Select(weight => weight.Variable)];
        return new ModelFile
        {
            Graph = graph,
            Trainable = KerasModelReader.IsTrainable(config),
            Optimizer = compilation.Optimizer,
            Loss = compilation.Loss,
            Metrics = compilation.Metrics,
            OptimizerState = compilation.Optimizer is { } optimizer ? weights.Optimizer(optimizer, trainable, notes) : null,
            Metadata = WeftMember.Metadata(weft),
            Notes = notes,
        };
    }
}
