using System.Globalization;
using System.Text;

namespace Weft.Cli.Rendering;

/// <summary>A plan as text: a line a step, then the memory.</summary>
internal static class PlanText
{
    public static string Of(PlanReport plan)
    {
        string[][] rows =
        [
            ["#", "operation", "algorithm", "layers", "output", "place"],
            .. plan.Steps.Select((step, i) => (string[])
            [
                $"{i}", step.Operation, step.Algorithm, string.Join(", ", step.Layers), $"{step.Output}", step.Place is { } place ? Kilobytes(place) : "-",
            ]),
        ];
        StringBuilder text = new(TextTable.Of(rows));
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"{plan.Group} samples at a time, {plan.Stages} {(plan.Stages == 1 ? "stage" : "stages")}");
        text.AppendLine(CultureInfo.InvariantCulture, $"values     {Kilobytes(plan.ValueBytes),10} a group ({Kilobytes(plan.UnsharedValueBytes)} if none shared its memory)");
        text.AppendLine(CultureInfo.InvariantCulture, $"scratch    {Kilobytes(plan.ScratchBytes),10} a thread");
        text.AppendLine(CultureInfo.InvariantCulture, $"weights    {Kilobytes(plan.PackedBytes),10} packed for the kernels");
        text.Append(CultureInfo.InvariantCulture, $"gradients  {Kilobytes(plan.GradientBytes),10} a shard");
        return text.ToString();
    }

    private static string Kilobytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KB");
}
