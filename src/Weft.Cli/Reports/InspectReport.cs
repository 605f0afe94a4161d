namespace Weft.Cli.Reports;

/// <summary>What <c>weft inspect --json</c> writes.</summary>
internal sealed record InspectReport(
    SummaryReport Model, IReadOnlyList<WeightReport> Weights, CompilationReport? Training, IReadOnlyList<string> Unusual, PlanReport? Plan);

/// <summary>What the values of a weight are like; figures are of those that are numbers.</summary>
internal sealed record WeightReport(
    string Name, IReadOnlyList<int> Shape, bool Trainable, double Mean, double Deviation, double Least, double Most, int Zeros, int NotFinite)
{
    public static WeightReport Of(Weight weight)
    {
        int zeros = 0, finite = 0;
        double sum = 0, least = double.PositiveInfinity, most = double.NegativeInfinity;
        foreach (float value in weight.Span)
        {
            if (float.IsFinite(value))
            {
                finite++;
                sum += value;
                zeros += value == 0 ? 1 : 0;
                (least, most) = (Math.Min(least, value), Math.Max(most, value));
            }
        }

        double mean = finite == 0 ? 0 : sum / finite, squares = 0;
        foreach (float value in weight.Span)
        {
            squares += float.IsFinite(value) ? (value - mean) * (value - mean) : 0;
        }

        double deviation = finite == 0 ? 0 : Math.Sqrt(squares / finite);
        (least, most) = finite == 0 ? (0, 0) : (least, most);
        return new(weight.Name, [.. weight.Shape], weight.Trainable, mean, deviation, least, most, zeros, weight.Span.Length - finite);
    }
}

/// <summary>How a model is set to train, and how far it has come.</summary>
internal sealed record CompilationReport(string Optimizer, double? LearningRate, long Steps, string Loss, IReadOnlyList<string> Metrics)
{
    public static CompilationReport? Of(Model model) => model.Optimizer is not { } optimizer
        ? null
        : new(
            optimizer.GetType().Name, optimizer.LearningRate is Schedules.ConstantSchedule constant ? constant.LearningRate : null,
            model.Iterations, model.Loss!.KerasName, [.. model.Metrics.Select(metric => metric.Name)]);
}
