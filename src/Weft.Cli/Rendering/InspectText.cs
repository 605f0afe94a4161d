using System.Globalization;
using System.Text;

using Weft.Cli.Reports;

namespace Weft.Cli.Rendering;

/// <summary>What a model is made of, as text.</summary>
internal static class InspectText
{
    public static string Of(Model model, InspectReport report)
    {
        StringBuilder text = new();
        text.Append(model.Summary(expandNested: true, showTrainable: true)).Append("\n\n");
        if (report.Weights.Count > 0)
        {
            text.Append(TextTable.Of([["weight", "shape", "mean", "deviation", "least", "most", "zeros"], .. report.Weights.Select(Row)], numbers: 2)).Append('\n');
        }

        text.Append("training    ").Append(Training(report.Training)).Append('\n');
        if (report.Model.TrainedOn is { } data)
        {
            text.Append(CultureInfo.InvariantCulture, $"trained on  {data}, {report.Model.Epochs} epochs, seed {report.Model.Seed}\n");
        }

        if (report.Model.ClassNames.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"classes     {string.Join(", ", report.Model.ClassNames)}\n");
        }

        text.Append("pixels      ").Append(Pixels(model)).Append('\n');
        text.Append("unusual     ").AppendJoin("\n            ", report.Unusual.Count == 0 ? ["nothing"] : report.Unusual);
        return text.ToString();
    }

    private static string[] Row(WeightReport weight) =>
    [
        weight.Name, $"[{string.Join(", ", weight.Shape)}]", Figure(weight.Mean), Figure(weight.Deviation), Figure(weight.Least), Figure(weight.Most),
        $"{weight.Zeros}",
    ];

    private static string Figure(double value) => value.ToString("G4", CultureInfo.InvariantCulture);

    private static string Training(CompilationReport? training)
    {
        if (training is null)
        {
            return "not compiled";
        }

        string rate = training.LearningRate is { } number ? $"learning rate {Figure(number)}" : "a schedule of learning rates";
        string metrics = training.Metrics.Count == 0 ? "" : $", metrics {string.Join(", ", training.Metrics)}";
        return $"{training.Optimizer}, {rate}, {training.Steps} steps done; loss {training.Loss}{metrics}";
    }

    private static string Pixels(Model model)
    {
        List<string> parts = [model.Metadata.PixelScale is { } scale ? $"bytes times {Figure(scale)}" : "as they come"];
        if (model.Metadata.Preparation is not null)
        {
            parts.Add("photos prepared as its data was");
        }

        if (model.Metadata.TestTimeFlip)
        {
            parts.Add("answers are means with those to mirror images");
        }

        if (model.Metadata.Temperature is { } temperature)
        {
            parts.Add($"temperature {Figure(temperature)}");
        }

        return string.Join(", ", parts);
    }
}
