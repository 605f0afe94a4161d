using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using Weft.Formats;
using Weft.Layers;

namespace Weft;

public partial class Model
{
    /// <summary>A model with the same layers and weights, to be compiled anew: to train a loaded model further, some of its layers frozen.</summary>
    /// <param name="seed">Where the new model gets its randomness; null keeps this one's.</param>
    /// <param name="before">Layers to put in front, such as random ones.</param>
    /// <param name="frozen">Which of the layers keep their weights in training; null leaves each as it is.</param>
    /// <exception cref="ShapeException">The layers in front change the shape.</exception>
    public virtual Model Copy(int? seed = null, IEnumerable<Layer>? before = null, Func<BuiltLayer, bool>? frozen = null)
    {
        int key = seed ?? Seed;
        return Like(new Model(GraphCopy.Of(Graph, key, isSequential: false, before, frozen), key));
    }

    /// <summary>The layers as JSON, without weights: Keras' <c>to_json</c>, which Keras' <c>model_from_json</c> reads.</summary>
    public string ToJson() => KerasModelWriter.ToJson(ToFile() with { Optimizer = null }).ToJsonString(new JsonSerializerOptions { WriteIndented = true });

    /// <summary>A model with first weights from Keras' JSON: what <c>to_json</c> gives, or the config.json of a <c>.keras</c> file.</summary>
    /// <param name="json">The text.</param>
    /// <param name="seed">Where weights, shuffling and dropout get their randomness; null draws one.</param>
    /// <exception cref="ModelFileException">The text is no JSON, or describes what Weft does not have.</exception>
    public static Model FromJson(string json, int? seed = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            List<string> notes = [];
            JsonObject described = KerasObject.Parse(Encoding.UTF8.GetBytes(json), "the JSON of a model");
            ModelGraph graph = new KerasModelReader(weft: [], notes).Read(described);
            int key = seed ?? Random.Shared.Next();
            new LayerBuilder($"Model '{graph.Name}'", key) { NamesAreGiven = true }.Build(graph);
            Model model = Of(graph, key);
            model.LoadNotes = notes;
            return model;
        }
        catch (Exception error) when (error is ShapeException or ArgumentException or OverflowException or InsufficientExecutionStackException)
        {
            throw new ModelFileException($"expected the JSON of a model, got: {error.Message}", error);
        }
    }

    /// <summary>The model of a graph: a <see cref="Sequential"/> where it is one.</summary>
    private static Model Of(ModelGraph graph, int? seed) => graph.IsSequential ? new Sequential(graph, seed) : new Model(graph, seed);

    /// <summary>Gives a copy what is not in its layers.</summary>
    private protected T Like<T>(T copy)
        where T : Model
    {
        (copy.Metadata, copy.Threads) = (Metadata, Threads);
        return copy;
    }
}
