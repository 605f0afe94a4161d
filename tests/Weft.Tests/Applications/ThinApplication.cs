using System.Text.Json.Nodes;

using Weft.Applications;

namespace Weft.Tests.Applications;

/// <summary>
/// An application with an eighth of its channels, NASNet with an eleventh: every layer, name and connection, at a sixty-fourth of the weights, of which the largest
/// has half a gigabyte.
/// </summary>
internal static class ThinApplication
{
    private const int Colours = 3;

    private static readonly string[] s_channels = ["filters", "units", "projection_dim", "groups"];

    public static TheoryData<string> Names => [.. Application.All.Select(application => application.Name)];

    /// <summary>The network for pictures of the least size that does, with logits at its end.</summary>
    public static Model Create(string name, int seed)
    {
        Application application = Application.Named(name);
        int side = Math.Max(application.LeastSize, 32);
        (Node input, Node output) = application.Call([side, side, 3], includeTop: true, 80, pooling: null, Activation.Linear, seed);
        ModelGraph graph = new(name, [input], [output], isSequential: false);
        new LayerBuilder(name, seed, (_, specs) => [.. specs.Select(spec => new Tensor(spec.Shape))]).Build(graph);
        JsonNode json = Weft.Formats.KerasModelWriter.ToJson(new Weft.Formats.ModelFile { Graph = graph });
        Thin(json, application is NASNetMobile ? 11 : 8);
        return Model.FromJson(json.ToJsonString(), seed);
    }

    // Equal numbers stay equal, so that what is added or multiplied still goes together; what is concatenated follows from its parts.
    private static void Thin(JsonNode? node, int part)
    {
        if (node is JsonArray list)
        {
            foreach (JsonNode? item in list)
            {
                Thin(item, part);
            }
        }

        if (node is not JsonObject owner)
        {
            return;
        }

        int Part(int channels) => (channels + part - 1) / part;
        owner.Remove("build_config");
        foreach (string key in owner.Select(member => member.Key).ToArray())
        {
            if (s_channels.Contains(key) && owner[key] is JsonValue)
            {
                owner[key] = Part((int)owner[key]!);
            }
            else if (key == "target_shape" && owner[key] is JsonArray shape && shape.SkipLast(1).All(extent => (int)extent! == 1))
            {
                shape[shape.Count - 1] = Part((int)shape[^1]!);
            }
            else if (key == "batch_shape" && owner[key] is JsonArray inner && (int)inner[^1]! != Colours)
            {
                // Of a model in the model.
                inner[inner.Count - 1] = Part((int)inner[^1]!);
            }
            else
            {
                Thin(owner[key], part);
            }
        }
    }
}
