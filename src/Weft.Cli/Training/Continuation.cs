using System.Globalization;

using Weft.Schedules;

namespace Weft.Cli.Training;

/// <summary>What a run takes over from a model that was trained before, and words about it.</summary>
/// <remarks>That is its optimizer with its state, its loss and its metrics, unless an option says otherwise.</remarks>
/// <param name="trained">The model as it was loaded.</param>
/// <param name="given">The words of the command line, options among them.</param>
internal sealed class Continuation(Model trained, IReadOnlySet<string> given)
{
    private static readonly string[] OfOptimizer =
        ["--recipe", "--optimizer", "--schedule", "--warmup", "--momentum", "--ema", "--accumulate"];

    private static readonly string[] OfLoss = ["--recipe", "--loss", "--label-smoothing"];

    /// <summary>Compiles the model of a run.</summary>
    /// <param name="model">A copy of the trained model.</param>
    /// <param name="asked">How weights change where the options say so.</param>
    /// <param name="optimizer">The optimizer that the options make.</param>
    /// <param name="loss">The loss that the options make.</param>
    /// <param name="metrics">The metrics of the options.</param>
    /// <returns>What the run goes on with and what not, a sentence each.</returns>
    public IReadOnlyList<string> Compile(
        Model model, OptimizerSettings asked, Func<Optimizer> optimizer, Func<Loss> loss, Metric[] metrics)
    {
        if (trained is not { Optimizer: { } own, Loss: { } ownLoss })
        {
            model.Compile(optimizer(), loss(), metrics);
            return [$"The file says neither optimizer nor loss: training begins with {Words(model)}."];
        }

        List<string> said = [];
        string? newOptimizer = Array.Find(OfOptimizer, given.Contains), newLoss = Array.Find(OfLoss, given.Contains);
        if (newOptimizer is not null)
        {
            said.Add($"The file's {Words(own)} is not gone on with: {newOptimizer} asks for another optimizer, which starts afresh.");
        }

        if (newLoss is not null)
        {
            said.Add($"The file's loss, {ownLoss.KerasName}, is not gone on with: {newLoss} asks for another.");
        }

        bool keepsMetrics = trained.Metrics.Count > 0 && !given.Contains("--metrics");
        Optimizer next = newOptimizer is null ? Changed(own, asked) : optimizer();
        Loss goal = newLoss is null ? ownLoss : loss();
        IReadOnlyList<Metric> figures = keepsMetrics ? trained.Metrics : metrics;
        if (model.OutputShape != trained.OutputShape)
        {
            model.Compile(next, goal, [.. figures]);
            if (newOptimizer is null)
            {
                said.Add($"Training goes on with the file's {Words(model)}; with other outputs than the file's, it starts afresh.");
            }

            return said;
        }

        // One of the same kind could take the state over, its steps among it, and would stand at the end of a schedule that was to begin.
        bool hasState = newOptimizer is null && model.ContinueFrom(trained, next, goal, figures);
        if (newOptimizer is not null)
        {
            model.Compile(next, goal, [.. figures]);
        }
        else
        {
            said.Add(hasState
                ? $"Training goes on with the file's {Words(model)}, after {model.Iterations} steps."
                : $"Training goes on with the file's {Words(model)}; the file has no state of its optimizer, which starts afresh.");
            if (HasRunOut(model.Optimizer!.LearningRate, model.Iterations))
            {
                string rate = model.Optimizer.LearningRate.At(model.Iterations).ToString("G3", CultureInfo.InvariantCulture);
                said.Add(
                    $"warning: the file's learning rate has come to the end of its schedule, {rate}: weights will hardly change. "
                    + "--learning-rate or --schedule begins another.");
            }
        }

        return said;
    }

    // Limits and rates may change while the optimizer's memory goes on.
    private Optimizer Changed(Optimizer own, OptimizerSettings asked) => own with
    {
        LearningRate = given.Contains("--learning-rate") ? asked.LearningRate : own.LearningRate,
        WeightDecay = given.Contains("--weight-decay") ? asked.WeightDecay : own.WeightDecay,
        ClipNorm = LimitIsGiven ? asked.ClipNorm : own.ClipNorm,
        GlobalClipNorm = LimitIsGiven ? asked.GlobalClipNorm : own.GlobalClipNorm,
        ClipValue = LimitIsGiven ? asked.ClipValue : own.ClipValue,
    };

    private bool LimitIsGiven => given.Contains("--clip-norm") || given.Contains("--global-clip-norm") || given.Contains("--clip-value");

    private static bool HasRunOut(Schedule rate, long steps) =>
        rate is not ConstantSchedule && rate.At(steps) < 0.01 * Enumerable.Range(0, 100).Max(part => rate.At(steps * part / 100));

    private static string Words(Model model) => $"{Words(model.Optimizer!)} and {model.Loss!.KerasName}";

    private static string Words(Optimizer optimizer)
    {
        string rate = optimizer.LearningRate is ConstantSchedule constant
            ? string.Create(CultureInfo.InvariantCulture, $"learning rate {constant.LearningRate:G6}")
            : $"a learning rate by {optimizer.LearningRate.GetType().Name}";
        double momentum = optimizer switch
        {
            SGD sgd => sgd.Momentum,
            RMSprop rms => rms.Momentum,
            _ => 0,
        };
        string more = momentum > 0 ? string.Create(CultureInfo.InvariantCulture, $", momentum {momentum:G6}") : string.Empty;
        return $"{optimizer.GetType().Name} ({rate}{more})";
    }
}
