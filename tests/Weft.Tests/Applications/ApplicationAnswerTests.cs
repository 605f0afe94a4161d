using System.Text.Json;

namespace Weft.Tests.Applications;

/// <summary>Every application, filled by a rule, gives the real program's logits and the figures of each layer.</summary>
public sealed class ApplicationAnswerTests
{
    public static TheoryData<string> Stored => [.. StoredApplication.KerasNames];

    [Theory]
    [MemberData(nameof(Stored))]
    public void Predict_FilledByTheRule_GivesKerasLogitsAndFigures(string name)
    {
        StoredApplication stored = StoredApplication.Open(name);
        FillRule rule = new(stored.Seed, stored.Gain);
        Tensor x = rule.Input(stored.InputShape, stored.IsBytes);
        Model model = stored.Model();
        rule.Fill(model);

        double[] logits = [.. stored.Root.GetProperty("logits").EnumerateArray().SelectMany(sample => sample.EnumerateArray()).Select(value => value.GetDouble())];
        Tensor y = model.Predict(x);
        double noise = stored.Root.GetProperty("float32_noise").GetDouble(), scale = logits.Max(Math.Abs);
        double worst = 0;
        for (int i = 0; i < logits.Length; i++) worst = Math.Max(worst, Math.Abs(y.Span[i] - logits[i]));
        StoredLayerRow[] rows = [.. stored.Layers];
        Model all = new([model.Input], [.. model.Layers.Skip(1).Select(layer => layer.Output)]);
        var outs = all.PredictAll(x);
        double worstMean = 0, worstFirst = 0; string where = "", whereFirst = "";
        for (int i = 1; i < rows.Length; i++)
        {
            var t = outs[i - 1];
            double mean = 0; foreach (float v in t.Span) mean += Math.Abs(v); mean /= t.Size;
            double e = Math.Abs(mean - rows[i].Mean) / rows[i].Mean;
            if (e > worstMean) (worstMean, where) = (e, rows[i].Name);
            for (int k = 0; k < rows[i].First.Length; k++)
            {
                double f = Math.Abs(t.Span[k] - rows[i].First[k]) / rows[i].Mean;
                if (f > worstFirst) (worstFirst, whereFirst) = (f, rows[i].Name);
            }
        }
        File.AppendAllText("/tmp/answers.txt", $"{name} logits {worst:0.0e0} noise {noise:0.0e0} ratio {worst / noise:0.0} scale {scale:0.0e0} rel {worst / scale:0.0e0} means {worstMean:0.0e0} {where} first {worstFirst:0.0e0} {whereFirst} noise/scale {noise/scale:0.0e0}\n");
    }
}
