using System.Globalization;

using Spectre.Console;

using Weft.Cli.Measuring;
using Weft.Cli.Reports;

namespace Weft.Cli.Rendering;

/// <summary>Measurements as tables.</summary>
internal static class BenchText
{
    public static void Write(IAnsiConsole console, BenchReport report)
    {
        TextWriter writer = console.Profile.Out.Writer;
        MachineReport machine = report.Machine;
        writer.WriteLine(Format($"{report.Model}: input {string.Join("x", report.InputShape)}, {report.Parameters:N0} parameters"));
        writer.WriteLine(Format($"{machine.Cores} cores, vectors of {machine.VectorBits} bits, {machine.Runtime}, {machine.System}"));
        writer.WriteLine(Format($"medians over {report.Seconds} s each"));
        Write(console, "processor's peak: multiply-adds on registers alone", Peak(report));
        Write(console, "training step", Training(report));
        Write(console, Format($"training step by layer: batch {report.Layers.BatchSize}, 1 thread, ms forward and for the gradients by weights and by input"), Layers(report.Layers));
        Write(console, "inference", Inference(report));
        writer.WriteLine(Format($"peak memory: {report.PeakMemoryBytes / 1e6:0} MB"));
    }

    private static void Write(IAnsiConsole console, string title, Table table)
    {
        console.WriteLine();
        console.WriteLine(title);
        console.Write(table);
    }

    private static Table Peak(BenchReport report)
    {
        Table table = Columns("threads", "GFLOPS");
        foreach (PeakReport peak in report.PeakGflops)
        {
            table.AddRow($"{peak.Threads}", Spread.Digits(peak.Gflops));
        }

        return table;
    }

    private static Table Training(BenchReport report)
    {
        Table table = Columns("threads", "batch", "ms", "min", "max", "pictures/s", "GFLOPS", "of peak", "nominal", "of peak");
        foreach (TrainingReport step in report.Training)
        {
            Spread ms = step.StepMs;
            table.AddRow(
                $"{step.Threads}", $"{step.BatchSize}", Spread.Digits(ms.Median), Spread.Digits(ms.Min), Spread.Digits(ms.Max), Format($"{step.PicturesPerSecond:N0}"),
                Spread.Digits(step.Gflops), Percent(step.ShareOfPeak), Spread.Digits(step.NominalGflops), Percent(step.NominalShareOfPeak));
        }

        return table;
    }

    private static Table Layers(LayersReport report)
    {
        Table table = new() { Border = TableBorder.Simple };
        table.AddColumn(new TableColumn("layer") { NoWrap = true });
        table.AddColumns([.. ((string[])["forward", "by weights", "by input", "all", "share", "MFLOP", "nominal"]).Select(Number)]);
        double whole = report.Steps.Sum(Sum);
        foreach (LayerProfile layer in report.Steps)
        {
            table.AddRow(
                Markup.Escape(layer.Name), Time(layer.ForwardMs), Time(layer.WeightGradientMs), Time(layer.InputGradientMs), Time(Sum(layer)), Percent(Sum(layer) / whole),
                Mega(layer.Executed), Mega(layer.Nominal));
        }

        table.AddRow(
            "all", Time(report.Steps.Sum(layer => layer.ForwardMs)), Time(report.Steps.Sum(layer => layer.WeightGradientMs)), Time(report.Steps.Sum(layer => layer.InputGradientMs)),
            Time(whole), Percent(1), Mega(report.Executed), Mega(report.Nominal));
        return table;
    }

    private static Table Inference(BenchReport report)
    {
        Table table = Columns("threads", "pictures", "ms", "99th of 100", "pictures/s");
        foreach (InferenceReport call in report.Inference)
        {
            table.AddRow($"{call.Threads}", $"{call.BatchSize}", Spread.Digits(call.LatencyMs), Spread.Digits(call.LatencyP99Ms), Format($"{call.PicturesPerSecond:N0}"));
        }

        return table;
    }

    private static double Sum(LayerProfile layer) => layer.ForwardMs + layer.WeightGradientMs + layer.InputGradientMs;

    private static Table Columns(params ReadOnlySpan<string> headings)
    {
        Table table = new() { Border = TableBorder.Simple };
        foreach (string heading in headings)
        {
            table.AddColumn(Number(heading));
        }

        return table;
    }

    private static TableColumn Number(string heading) => new(heading) { Alignment = Justify.Right, NoWrap = true };

    private static string Time(double milliseconds) => milliseconds == 0 ? "-" : milliseconds.ToString("0.000", CultureInfo.InvariantCulture);

    private static string Percent(double share) => Format($"{100 * share:0} %");

    private static string Mega(MultiplyAdds count) => count.Total == 0 ? "-" : Format($"{2e-6 * count.Total:N1}");

    private static string Format(FormattableString text) => FormattableString.Invariant(text);
}
