using System.Text.Json.Nodes;

using Weft.Layers;

namespace Weft.Formats;

/// <summary>Which layers of two networks are the same: of the same class and options, on inputs that are the same.</summary>
/// <remarks>
/// What does not change a prediction is passed over: names, first values, prices and constraints, momentum, dropout, and the function at
/// the
/// end, so that logits are like probabilities.
/// </remarks>
internal sealed class NetworkLikeness
{
    private static readonly HashSet<string> s_silent = ["name", "trainable", "dtype", "momentum", "seed"];
    private static readonly string[] s_silentEnds = ["_initializer", "_regularizer", "_constraint"];

    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);

    private NetworkLikeness()
    {
    }

    /// <summary>The layers of a network that another one does not have.</summary>
    /// <param name="own">The other one.</param>
    /// <param name="theirs">The network.</param>
    public static IReadOnlySet<BuiltLayer> Others(ModelGraph own, ModelGraph theirs)
    {
        NetworkLikeness likeness = new();
        HashSet<int> known = [.. likeness.Numbered(own).Select(pair => pair.Number)];
        return likeness.Numbered(theirs).Where(pair => !known.Contains(pair.Number)).Select(pair => pair.Layer).ToHashSet();
    }

    // One number for whatever is the same.
    private List<(BuiltLayer Layer, int Number)> Numbered(ModelGraph graph)
    {
        List<(BuiltLayer, int)> layers = [];
        Dictionary<LayerCall, int> numbers = [];
        foreach (LayerCall call in graph.Calls)
        {
            string inputs = string.Join(',', call.Inputs.Select(node => $"{numbers[node.Call]}:{node.Index}"));
            bool isLast = graph.Outputs.Any(output => output.Call == call);
            numbers[call] = call.Layer.Layer is Dropout or StochasticDepth && call.Inputs is [var only]
                ? numbers[only.Call]
                : Number($"{Described(call, isLast)}({inputs})");
            layers.Add((call.Layer, numbers[call]));
        }

        return layers;
    }

    private int Number(string text)
    {
        if (!_numbers.TryGetValue(text, out int number))
        {
            _numbers[text] = number = _numbers.Count;
        }

        return number;
    }

    // A layer with weights has its name too: two of one kind on one input are two.
    private static string Described(LayerCall call, bool isLast)
    {
        Layer layer = call.Layer.Layer;
        string name = call.Layer.Weights.Count > 0 ? call.Layer.Name : "";
        if (layer is Input or NestedModel || layer.IsOperation)
        {
            return $"{layer with { Name = null }}{name}{call.Outputs[0].Shape}";
        }

        JsonObject config = LayerCodec.ToJson(call.Layer)["config"]!.AsObject();
        IEnumerable<string> options = config.Where(option => !s_silent.Contains(option.Key)
                && !s_silentEnds.Any(end => option.Key.EndsWith(end, StringComparison.Ordinal)) && !(isLast && option.Key == "activation"))
            .Select(option => $"{option.Key}={option.Value?.ToJsonString()}");
        return $"{layer.KerasName} {name} {string.Join(' ', options)}";
    }
}
