using System.Text;
using System.Text.Json;

using Weft.Formats;
using Weft.Layers;

namespace Weft;

public sealed partial class Sequential
{
    /// <summary>A model with the same layers and weights, to be compiled anew: to train a loaded model further, some of its layers frozen.</summary>
    /// <param name="seed">Where the new model gets its randomness; null keeps this one's.</param>
    /// <param name="before">Layers to put in front, such as random ones.</param>
    /// <param name="frozen">Which of the layers keep their weights in training; null leaves each as it is.</param>
    /// <exception cref="ShapeException">The layers in front change the shape.</exception>
    public Sequential Copy(int? seed = null, IEnumerable<Layer>? before = null, Func<BuiltLayer, bool>? frozen = null)
    {
        Sequential copy = new(InputShape, seed ?? Seed, Name) { Metadata = Metadata, Threads = Threads };
        foreach (Layer layer in before ?? [])
        {
            copy.Add(layer);
        }

        foreach (BuiltLayer built in _layers)
        {
            Layer layer = frozen?.Invoke(built) == true ? built.Layer with { Trainable = false } : built.Layer;
            copy.Add(layer, built.Name);
            foreach ((Weight own, Weight other) in copy._layers[^1].Weights.Zip(built.Weights))
            {
                other.Span.CopyTo(own.Values);
            }
        }

        return copy;
    }

    /// <summary>The layers as JSON, without weights: Keras' <c>to_json</c>, which Keras' <c>model_from_json</c> reads.</summary>
    public string ToJson() => KerasModelWriter.ToJson(ToFile() with { Optimizer = null }).ToJsonString(new JsonSerializerOptions { WriteIndented = true });

    /// <summary>A model with first weights from Keras' JSON: what <c>to_json</c> gives, or the config.json of a <c>.keras</c> file. <see cref="LoadNotes"/> say what was left out.</summary>
    /// <param name="json">The text.</param>
    /// <param name="seed">Where weights, shuffling and dropout get their randomness; null draws one.</param>
    /// <exception cref="ModelFileException">The text is no JSON, or describes what Weft does not have.</exception>
    public static Sequential FromJson(string json, int? seed = null)
    {
        ArgumentNullException.ThrowIfNull(json);
        try
        {
            List<string> notes = [];
            KerasModelReader reader = new(notes);
            reader.Read(KerasObject.Parse(Encoding.UTF8.GetBytes(json), "the JSON of a model"));
            Sequential model = new(reader.InputShape, seed, reader.Name) { LoadNotes = notes };
            foreach (StoredLayer layer in new LayerAssembly(weights: null, weft: []).Assemble(reader.Layers, reader.InputShape))
            {
                model.Add(layer.Layer, layer.Name);
            }

            return model;
        }
        catch (Exception error) when (error is ShapeException or ArgumentException or OverflowException or InsufficientExecutionStackException)
        {
            throw new ModelFileException($"expected the JSON of a model, got: {error.Message}", error);
        }
    }

    // A name that the layer would get by itself stays automatic, so that a copy of the copy still counts by itself.
    private void Add(Layer layer, string name)
    {
        Layer unnamed = layer with { Name = null };
        Add(AutomaticName(unnamed, [.. AllLayers]) == name ? unnamed : layer with { Name = name });
    }
}
