using Weft.Layers;

namespace Weft.Formats;

/// <summary>Weights that a file names, and which of them is a layer's: <c>Conv1/kernel:0</c>, <c>sequential/dense/kernel</c>.</summary>
internal sealed class NamedWeights
{
    private readonly Dictionary<string, List<int>> _ends = [];

    /// <param name="names">The names in the file's order.</param>
    public NamedWeights(IEnumerable<string> names)
    {
        foreach ((int place, string written) in names.Index())
        {
            string name = written.EndsWith(":0", StringComparison.Ordinal) ? written[..^2] : written;
            Add(name, place);
            for (int slash = name.IndexOf('/'); slash >= 0; slash = name.IndexOf('/', slash + 1))
            {
                Add(name[(slash + 1)..], place);
            }

            // The whole name goes before names that only end in it.
            _ends[$"/{name}"] = [place];
        }
    }

    /// <summary>The places of a layer's weights; null where one of them is not named there, or more than once.</summary>
    public int[]? Find(WantedWeights wanted)
    {
        int[] places = [.. wanted.Specs.Select(spec => Words(wanted, spec)
            .Select(word => Find(wanted.Place.Own, word)).FirstOrDefault(place => place >= 0, -1))];
        return places.All(place => place >= 0) && places.Distinct().Count() == places.Length ? places : null;
    }

    private int Find(string layer, string word) =>
        _ends.GetValueOrDefault($"/{layer}/{word}") is [var whole] ? whole
            : _ends.GetValueOrDefault($"{layer}/{word}") is [var only] ? only : -1;

    // Keras 2 calls a depthwise kernel so.
    private static string[] Words(WantedWeights wanted, WeightSpec spec) =>
        wanted.Layer.Layer is DepthwiseConv2D && spec.Name == "kernel" ? ["depthwise_kernel", "kernel"] : [spec.Name];

    private void Add(string end, int place)
    {
        if (!_ends.TryGetValue(end, out List<int>? places))
        {
            _ends[end] = places = [];
        }

        places.Add(place);
    }
}
