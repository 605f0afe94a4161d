using System.Globalization;

using Weft.Cli.Reports.Runs;

namespace Weft.Cli.Training;

/// <summary>What a run was asked to do, as a list of settings for people.</summary>
internal static class RecipeSettings
{
    /// <summary>The settings of a run.</summary>
    /// <param name="settings">What it was asked.</param>
    /// <param name="model">Its model, compiled.</param>
    /// <param name="plan">What a backbone's training picked; null where a network was trained as a whole.</param>
    public static IReadOnlyList<Setting> Of(TrainSettings settings, Model model, string? plan)
    {
        List<Setting> list = [];
        void Add(string name, string? value)
        {
            if (value is not null)
            {
                list.Add(new Setting(name, value));
            }
        }

        if (settings.Backbone is { } backbone)
        {
            Add("backbone", backbone.NameOrFile);
            Add("plan", plan);
            Add("groups", backbone.Groups);
        }
        else
        {
            Add("network", Word(settings.Model));
            Add("frozen", settings.Freezing is { } freezing ? $"{string.Join(", ", freezing.Names.DefaultIfEmpty($"the first {freezing.Count} layers"))}" : null);
            Add("epochs", $"{settings.Epochs}{(settings.InitialEpoch > 0 ? $", from {settings.InitialEpoch + 1} on" : "")}");
            Add("steps per epoch", settings.StepsPerEpoch is { } steps ? $"{steps}" : null);
            Add("batch size", $"{settings.BatchSize}");
            Add("validation split", Number(settings.ValidationSplit));
            OfOptimizer(settings.Optimization, model, Add);
            OfObjective(settings, model, Add);
        }

        OfAugmentation(settings.Augmentation, Add);
        Add("early stopping", settings.Watch.EarlyStopping is { } patience ? $"after {patience} epochs without a better {settings.Watch.Monitor}" : null);
        Add("rate on a plateau", settings.Watch.ReduceRate is { } wait ? $"a tenth after {wait} epochs without a better {settings.Watch.Monitor}" : null);
        Add("seed", $"{settings.Seed}");
        return list;
    }

    private static void OfOptimizer(OptimizerSettings asked, Model model, Action<string, string?> add)
    {
        Optimizer optimizer = model.Optimizer!;
        add("optimizer", optimizer.GetType().Name);
        add("learning rate", Number(asked.LearningRate));
        add("schedule", asked.Schedule.Name);
        add("warm-up", asked.Warmup is { } warmup ? $"{Number(warmup)} epochs" : null);
        add("momentum", asked.Momentum is { } momentum ? Number(momentum) : null);
        add("weight decay", optimizer.WeightDecay is > 0 and { } decay ? Number(decay) + (asked.DecayKernelsOnly ? ", kernels only" : "") : null);
        add("clipping", asked switch
        {
            { ClipNorm: { } norm } => $"gradient of a weight to length {Number(norm)}",
            { GlobalClipNorm: { } norm } => $"all gradients to length {Number(norm)}",
            { ClipValue: { } most } => $"values of gradients to {Number(most)}",
            _ => null,
        });
        add("moving average", asked.Ema is { } ema ? Number(ema) : null);
        add("accumulated batches", asked.AccumulateSteps is { } batches ? $"{batches}" : null);
    }

    private static void OfObjective(TrainSettings settings, Model model, Action<string, string?> add)
    {
        add("loss", model.Loss!.KerasName);
        add("label smoothing", settings.Objective.LabelSmoothing is > 0 and var smoothing ? Number(smoothing) : null);
        add("class weights", settings.Objective.BalanceClasses ? "balanced" : null);
    }

    private static void OfAugmentation(AugmentationSettings asked, Action<string, string?> add)
    {
        add("random changes", asked.Changes.Count > 0 ? string.Join(", ", asked.Changes) : null);
        add("mix-up", asked.MixUp is { } alpha ? Number(alpha) : null);
        add("cut-mix", asked.CutMix is { } factor ? Number(factor) : null);
        add("test-time flip", asked.TestTimeFlip ? "yes" : null);
    }

    private static string Word(ModelSource source) => source switch
    {
        ModelSource.BuiltIn built => built.Recipe.Name,
        ModelSource.Described described => described.Path,
        ModelSource.Saved saved => saved.Path,
        _ => "of the stopped run",
    };

    private static string Number(double value) => value.ToString("G6", CultureInfo.InvariantCulture);
}
