using System.Text.Json;

using Weft.Tests.Reference;

namespace Weft.Tests.Applications;

/// <summary>Every application, filled by a rule, gives the real program's logits, features and the figures of each layer.</summary>
/// <remarks>
/// Tolerances follow the files: how far float32 itself is from float64 there (<c>float32_noise</c>), in units of the largest logit, times
/// eight, and a few roundings. Where a network damps its signal that is
/// a few millionths; some of the EfficientNets amplify.
/// </remarks>
public sealed class ApplicationAnswerTests
{
    public static TheoryData<string> Stored => [.. StoredApplication.KerasNames];

    // Whose layers are those of smaller ones, only more and wider: logits alone, for time. Every layer's figures were compared once.
    private static readonly string[] s_logitsAlone =
        ["EfficientNetB5", "EfficientNetB6", "EfficientNetB7", "EfficientNetV2M", "EfficientNetV2L", "ResNet152", "ResNet152V2"];

    [Theory]
    [MemberData(nameof(Stored))]
    public void Predict_FilledByTheRule_GivesKerasLogitsAndTheFiguresOfEachLayer(string name)
    {
        StoredApplication stored = StoredApplication.Open(name);
        Model model = stored.Filled(stored.Model());
        Tensor x = stored.Input();
        double most = stored.Tolerance * stored.Logits.Max(Math.Abs);
        Assert.All(stored.Logits.Zip(model.Predict(x).Span.ToArray()), pair => Assert.Equal(pair.First, pair.Second, most));
        if (!s_logitsAlone.Contains(name))
        {
            AssertFigures(stored, model, x);
        }
    }

    [Theory]
    [MemberData(nameof(StoredApplication.WithFeatures), MemberType = typeof(StoredApplication))]
    public void Predict_WithoutTop_GivesKerasFeatures(string name)
    {
        StoredApplication stored = StoredApplication.Open(name);
        Model model = stored.Filled(stored.Features());
        Tensor features = model.Predict(stored.Input());
        JsonElement expected = stored.Root.GetProperty("features");
        double[] sums = [.. expected.GetProperty("sum").EnumerateArray().Select(value => value.GetDouble())];
        foreach ((string sample, int i) in ((string[])["first", "second"]).Select((sample, i) => (sample, i)))
        {
            double[] first = [.. expected.GetProperty(sample).EnumerateArray().Select(value => value.GetDouble())];
            float[] row = features.Row(i).ToArray();
            double scale = row.Max(Math.Abs);
            Difference.AssertClose(row.AsSpan(0, first.Length), first, 30 * stored.Tolerance * scale, $"{name}, {sample}");
            Assert.Equal(sums[i], row.Sum(value => (double)value), stored.Tolerance * row.Sum(Math.Abs));
        }
    }

    // All values are outputs here, so that nothing is fused away.
    private static void AssertFigures(StoredApplication stored, Model model, Tensor x)
    {
        Model values = new([model.Input], [.. model.Layers.Skip(1).Select(layer => layer.Output)]);
        foreach ((StoredLayerRow row, Tensor output) in stored.Layers.Skip(1).Zip(values.PredictAll(x)))
        {
            double mean = output.Span.ToArray().Average(value => Math.Abs((double)value));
            Assert.True(Math.Abs(mean - row.Mean) <= stored.Tolerance * row.Mean, $"{row.Name}: mean {mean}, {row.Mean} expected");
            for (int i = 0; i < row.First.Length; i++)
            {
                // A single value may lie where a sum nearly cancels, or behind a steep gate.
                double most = 30 * stored.Tolerance * Math.Max(row.Mean, Math.Abs(row.First[i]));
                Assert.True(Math.Abs(output.Span[i] - row.First[i]) <= most, $"{row.Name}[{i}]: {output.Span[i]}, {row.First[i]} expected");
            }
        }
    }
}
