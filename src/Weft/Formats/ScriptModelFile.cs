using System.Text.Json.Nodes;

namespace Weft.Formats;

/// <summary>A layers model of TensorFlow.js: model.json, by TensorFlow.js itself or by its converter, and shards of weights beside
/// it.</summary>
internal static class ScriptModelFile
{
    /// <summary>The file's name, in a folder that is a model.</summary>
    public const string Name = "model.json";

    /// <summary>Reads a model.</summary>
    /// <param name="json">What model.json holds.</param>
    /// <param name="folder">The folder it lies in.</param>
    /// <exception cref="ModelFileException">It is damaged, or holds what Weft does not have.</exception>
    public static ModelFile Read(JsonObject json, string folder)
    {
        using ManifestReader weights = Weights(json, folder);
        JsonNode topology = json["modelTopology"]!;
        JsonObject config = KerasObject.Member(topology, "model_config") as JsonObject ?? topology as JsonObject
            ?? throw new ModelFileException("model.json: expected the layers in modelTopology, got something else. Get a fresh copy.");
        JsonObject? compiled = OldCompilation.OfTraining(KerasObject.Member(topology, "training_config") ?? json["trainingConfig"]);
        return ModelAssembly.Build((JsonObject)config.DeepClone(), compiled, weights, weft: [], OwnPieces.None, []);
    }

    /// <summary>The weights of a model.</summary>
    /// <exception cref="ModelFileException">It is no layers model, or its weights are damaged.</exception>
    public static ManifestReader Weights(JsonObject json, string folder) => KerasObject.Text(json["format"]) is null or "layers-model"
        ? new ManifestReader(json["weightsManifest"], folder)
        : throw new ModelFileException($"expected a layers model of TensorFlow.js, got a {KerasObject.Text(json["format"])}, which holds "
            + "TensorFlow's operations and no layers. Convert the Keras model with --output_format=tfjs_layers_model.");

    /// <summary>Whether a JSON is a model of TensorFlow.js.</summary>
    public static bool Is(JsonObject json) => json["modelTopology"] is not null;
}
