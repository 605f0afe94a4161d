using System.Text.Json;
using System.Text.Json.Nodes;

using Weft.Data;
using Weft.Formats;

namespace Weft.Tests.Keras;

/// <summary>
/// What the real Keras says of losses and their gradients, by the end of a training plan and from Keras' own configurations.
/// </summary>
public sealed class LossNumbersTests
{
    // The loss of pairs of a batch, which is none of a sample.
    private static readonly Dictionary<string, int> s_unchecked = new() { ["Circle"] = 2 };

    [Fact]
    public void Losses_ValuesAndGradients_AreThoseOfKeras()
    {
        Dictionary<string, int> left = [];
        int done = 0;
        foreach (JsonElement item in KerasFiles.Json("current", "losses.json").GetProperty("cases").EnumerateArray())
        {
            string name = item.GetProperty("class").GetString()!;
            if (s_unchecked.ContainsKey(name))
            {
                left[name] = left.GetValueOrDefault(name) + 1;
                continue;
            }

            Check(item, $"case {done++}, {name} {item.GetProperty("args").GetRawText()}");
        }

        Assert.Equal(s_unchecked, left);
        Assert.Equal(130, done);
    }

    [Fact]
    public void Load_LossWithoutReduction_IsRefused()
    {
        JsonNode json = JsonNode.Parse("""{"class_name":"MeanSquaredError","config":{"name":"mean_squared_error","reduction":"none"}}""")!;
        Assert.Contains("reduction", Assert.Throws<ModelFileException>(() => LossCodec.FromJson(json, [])).Message);
    }

    // Of an output [batch, units], axis 1 and the last one are each sample by itself; Keras' default is the whole batch.
    [Theory]
    [InlineData("Dice", "-1")]
    [InlineData("Dice", "1")]
    [InlineData("Dice", "[1]")]
    [InlineData("Dice", "[-1]")]
    [InlineData("Tversky", "{\"class_name\": \"__tuple__\", \"items\": [1]}")]
    public void Load_OverlapOfEachSample_IsRead(string name, string axis)
    {
        Loss loss = LossCodec.FromJson(Overlap(name, $", \"axis\": {axis}"), []);
        Assert.Equal(name, loss.KerasName);
        Assert.Equal(loss, LossCodec.FromJson(JsonNode.Parse(LossCodec.ToJson(loss).ToJsonString())!, []));
    }

    [Theory]
    [InlineData("Dice", "")]
    [InlineData("Dice", ", \"axis\": null")]
    [InlineData("Tversky", "")]
    [InlineData("Tversky", ", \"axis\": null")]
    public void Load_OverlapOfAWholeBatch_IsRefusedWithWhatToDo(string name, string axis)
    {
        string message = Assert.Throws<ModelFileException>(() => LossCodec.FromJson(Overlap(name, axis), [])).Message;
        Assert.Contains("each sample by itself", message);
        Assert.Contains($"keras.losses.{name}(axis=-1)", message);
    }

    [Theory]
    [InlineData("Dice", ", \"axis\": [0, 1]")]
    [InlineData("Dice", ", \"axis\": 0")]
    [InlineData("Tversky", ", \"axis\": [1, 2, 3]")]
    public void Load_OverlapAlongOtherAxes_IsRefused(string name, string axis) =>
        Assert.Contains("axis", Assert.Throws<ModelFileException>(() => LossCodec.FromJson(Overlap(name, axis), [])).Message);

    private static JsonNode Overlap(string name, string axis) =>
        JsonNode.Parse($"{{\"class_name\": \"{name}\", \"config\": {{\"name\": \"a\", \"reduction\": \"sum_over_batch_size\"{axis}}}}}")!;

    private static void Check(JsonElement item, string what)
    {
        (Numbers outputs, Numbers targets) = (Numbers.Of(item.GetProperty("y_pred")), Numbers.Of(item.GetProperty("y_true")));
        int[] within = Axes(item, outputs.Shape.Length);

        // A model cannot be trained on losses left apart; the file's gradient is that of their sum.
        bool apart = item.GetProperty("config").GetProperty("reduction").GetString() == "none";
        JsonObject json = Numbers.Object(item, "axis", "reduction");
        json["config"]!["reduction"] = apart ? "sum" : item.GetProperty("config").GetProperty("reduction").GetString();
        json["config"]!["axis"] = -1;
        Loss loss = LossCodec.FromJson(JsonNode.Parse(json.ToJsonString())!, []);

        float[][] rows = [.. outputs.Rows(within).Select(row => row.Select(value => (float)value).ToArray())];
        Dataset data = Data(loss, targets, outputs, within, rows.Length);
        if (item.GetProperty("sample_weight") is { ValueKind: JsonValueKind.Array } weights)
        {
            data = data.WithSampleWeights(Numbers.Of(weights).Values.Select(weight => (float)weight).ToArray());
        }

        (double value, float[] gradient) = LossProbe.Run(loss, data, rows);
        Numbers.AssertClose(Numbers.Of(item.GetProperty("value")).Values.Sum(), value, what);
        double[] expected = [.. Numbers.Of(item.GetProperty("gradient")).Rows(within).SelectMany(row => row)];
        Assert.Equal(expected.Length, gradient.Length);
        Assert.All(expected.Zip(gradient), pair => Numbers.AssertClose(pair.First, pair.Second, $"{what}, gradient"));
    }

    // The axes that a sample's values lie along: the last, or those that are named, or for two losses all.
    private static int[] Axes(JsonElement item, int rank)
    {
        bool given = item.GetProperty("args").TryGetProperty("axis", out JsonElement axis);
        int[] axes = !given ? [] : axis.ValueKind == JsonValueKind.Array ? [.. axis.EnumerateArray().Select(a => a.GetInt32())] : [axis.GetInt32()];
        return given ? axes : item.GetProperty("class").GetString() is "Dice" or "Tversky" ? [.. Enumerable.Range(0, rank)] : [rank - 1];
    }

    private static TensorDataset Data(Loss loss, Numbers targets, Numbers outputs, int[] within, int count)
    {
        Tensor samples = new([count, 1]);
        if (loss.TakesClassNumbers)
        {
            return new(samples, targets.Values.Select(label => (int)label).ToArray());
        }

        Assert.Equal(outputs.Shape, targets.Shape);
        double[][] rows = targets.Rows(within);
        return new(samples, new Tensor([count, rows[0].Length], [.. rows.SelectMany(row => row).Select(value => (float)value)]));
    }
}
