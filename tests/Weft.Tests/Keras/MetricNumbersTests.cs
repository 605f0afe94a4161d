using System.Text.Json;
using System.Text.Json.Nodes;

using Weft.Formats;

namespace Weft.Tests.Keras;

/// <summary>What the real Keras says of metrics, weighted and not, update by update and from Keras' own configurations.</summary>
public sealed class MetricNumbersTests
{
    // Cases of classes that Weft does not have, two or more of each.
    private static readonly Dictionary<string, int> s_unchecked = new()
    {
        // Compares values, not outputs.
        ["Accuracy"] = 2,

        // Along the batch instead of the outputs.
        ["CosineSimilarity"] = 2,

        // From class numbers in the order of their outputs, which no model gives.
        ["SparseTopKCategoricalAccuracy"] = 2,

        // Of values, for regressions and for what a program counts by itself.
        ["R2Score"] = 8,
        ["PearsonCorrelation"] = 2,
        ["ConcordanceCorrelation"] = 2,
        ["Mean"] = 2,
        ["Sum"] = 2,

        // Of maps of classes.
        ["IoU"] = 6,
        ["MeanIoU"] = 4,
        ["BinaryIoU"] = 4,
        ["OneHotIoU"] = 4,
        ["OneHotMeanIoU"] = 4,
    };

    [Fact]
    public void Metrics_UpdateByUpdate_AreThoseOfKeras()
    {
        Dictionary<string, int> left = [];
        int done = 0;
        foreach (JsonElement item in KerasFiles.Json("current", "metrics.json").GetProperty("cases").EnumerateArray())
        {
            string name = item.GetProperty("class").GetString()!;
            if (MetricCodec.FromJson(JsonNode.Parse(Numbers.Object(item).ToJsonString()), OwnPieces.None, []) is [var metric])
            {
                bool weighted = item.GetProperty("updates")[0].GetProperty("sample_weight").ValueKind == JsonValueKind.Array;
                Check(metric with { Weighted = weighted }, item, $"{name} {item.GetProperty("args").GetRawText()}");
                done++;
            }
            else
            {
                left[name] = left.GetValueOrDefault(name) + 1;
            }
        }

        Assert.Equal(s_unchecked.OrderBy(pair => pair.Key), left.OrderBy(pair => pair.Key));
        Assert.Equal(254 - s_unchecked.Values.Sum(), done);
    }

    private static void Check(Metric metric, JsonElement item, string what)
    {
        JsonElement[] updates = [.. item.GetProperty("updates").EnumerateArray()];
        int outputs = Rows(updates[0])[0].Length;
        metric.Check(outputs);
        double[] state = new double[metric.StateSize(outputs)];
        double[] figures = new double[metric.FigureCount(outputs)];
        metric.Results(state, figures);
        Assert.All(Numbers.Of(item.GetProperty("after_reset")).Values.Zip(figures), pair => Numbers.AssertClose(pair.First, pair.Second, $"{what}, of nothing"));
        for (int i = 0; i < updates.Length; i++)
        {
            Add(metric, updates[i], state);
            metric.Results(state, figures);
            double[] expected = Numbers.Of(item.GetProperty("results")[i]).Values;
            Assert.Equal(expected.Length, figures.Length);
            Assert.All(expected.Zip(figures), pair => Numbers.AssertClose(pair.First, pair.Second, what));
        }
    }

    private static void Add(Metric metric, JsonElement update, double[] state)
    {
        float[][] rows = Rows(update);
        Numbers truth = Numbers.Of(update.GetProperty("y_true"));
        bool vectors = truth.Values.Length == rows.Length * rows[0].Length;
        double[]? weights = update.GetProperty("sample_weight") is { ValueKind: JsonValueKind.Array } given ? Numbers.Of(given).Values : null;
        for (int i = 0; i < rows.Length; i++)
        {
            float[] target = vectors ? [.. truth.Values.AsSpan(i * rows[0].Length, rows[0].Length).ToArray().Select(value => (float)value)] : [];
            metric.Add(rows[i], vectors ? -1 : (int)truth.Values[i], target, weights?[i] ?? 1, state);
        }
    }

    // Outputs without an axis of their own are one each.
    private static float[][] Rows(JsonElement update)
    {
        Numbers outputs = Numbers.Of(update.GetProperty("y_pred"));
        return [.. outputs.Rows(outputs.Shape.Length == 1 ? [] : [outputs.Shape.Length - 1]).Select(row => row.Select(value => (float)value).ToArray())];
    }
}
