using System.CommandLine;

using Weft.Cli.Choices;
using Weft.Cli.CommandLine;

namespace Weft.Cli.Training.Options;

/// <summary>The options of <c>weft train</c> about how weights change.</summary>
internal sealed class OptimizerOptions
{
    private static readonly OptimizerSettings Defaults = new();

    private readonly Option<OptimizerChoice> _optimizer = ChoiceOption.One("--optimizer", OptimizerChoice.All, Defaults.Optimizer, "How gradients change weights.");
    public Option<double> LearningRate { get; } = NumberOption.Real(
        "--learning-rate", Defaults.LearningRate, IsPositive, "above 0", "The optimizer's learning rate; the highest where a schedule changes it.");
    private readonly Option<ScheduleChoice> _schedule = ChoiceOption.One(
        "--schedule", ScheduleChoice.All, Defaults.Schedule,
        "The course of the learning rate over the run. linear and cosine fall to 0, exponential to 1 %, steps to 10 % at half and 1 % at three quarters; cosine-restarts rises again twice; one-cycle rises from 4 % and falls.");
    private readonly Option<double?> _warmup = NumberOption.MaybeReal(
        "--warmup", IsPositive, "above 0", "Epochs in which the rate rises, for cosine (none if left out) and one-cycle (30 % of the run if left out).");
    private readonly Option<double?> _momentum = NumberOption.MaybeReal("--momentum", x => x is >= 0 and < 1, "from 0 up to but not including 1", "How much of the last step is kept, for sgd and rmsprop.");
    private readonly Option<double?> _weightDecay = NumberOption.MaybeReal(
        "--weight-decay", x => x >= 0 && double.IsFinite(x), "of at least 0", "How fast weights shrink, in units of the learning rate; 0.004 for adamw and muon if left out, none for others.");
    private readonly Option<bool> _decayKernelsOnly = new("--decay-kernels-only")
    {
        Description = "Leaves biases and the weights of normalisations out of the weight decay.",
    };
    private readonly Option<double?> _clipNorm = NumberOption.MaybeReal("--clip-norm", IsPositive, "above 0", "The longest that the gradient of one weight may be; longer ones are scaled down.");
    private readonly Option<double?> _globalClipNorm = NumberOption.MaybeReal("--global-clip-norm", IsPositive, "above 0", "The longest that all gradients together may be.");
    private readonly Option<double?> _clipValue = NumberOption.MaybeReal("--clip-value", IsPositive, "above 0", "The largest that any value of a gradient may be.");
    private readonly Option<double?> _ema = NumberOption.MaybeReal("--ema", x => x is >= 0 and < 1, "from 0 up to but not including 1", "Validates, saves and ends with a moving average of the weights, of which this much is kept at a step: 0.99 is usual.");
    private readonly Option<int?> _accumulate = NumberOption.MaybeWhole("--accumulate", 2, "Averages the gradients of so many batches before they change weights.");

    public OptionGroup Group => new(
        "Optimizer", _optimizer, LearningRate, _schedule, _warmup, _momentum, _weightDecay, _decayKernelsOnly, _clipNorm, _globalClipNorm, _clipValue, _ema, _accumulate);

    /// <param name="parsed">The command line.</param>
    /// <param name="recipe">What holds where it says nothing.</param>
    public OptimizerSettings Read(ParseResult parsed, OptimizerSettings recipe) => new()
    {
        Optimizer = parsed.Or(_optimizer, recipe.Optimizer),
        LearningRate = parsed.Or(LearningRate, recipe.LearningRate),
        Schedule = parsed.Or(_schedule, recipe.Schedule),
        Warmup = parsed.Or(_warmup, recipe.Warmup),
        Momentum = parsed.Or(_momentum, recipe.Momentum),
        WeightDecay = parsed.Or(_weightDecay, recipe.WeightDecay),
        DecayKernelsOnly = parsed.Or(_decayKernelsOnly, recipe.DecayKernelsOnly),
        ClipNorm = parsed.Or(_clipNorm, recipe.ClipNorm),
        GlobalClipNorm = parsed.Or(_globalClipNorm, recipe.GlobalClipNorm),
        ClipValue = parsed.Or(_clipValue, recipe.ClipValue),
        Ema = parsed.Or(_ema, recipe.Ema),
        AccumulateSteps = parsed.Or(_accumulate, recipe.AccumulateSteps),
    };

    private static bool IsPositive(double x) => x > 0 && double.IsFinite(x);
}
