using System.CommandLine;

using Weft.Cli.Choices;
using Weft.Cli.CommandLine;

namespace Weft.Cli.Training.Options;

/// <summary>The options of <c>weft train</c> about what is minimised and reported.</summary>
internal sealed class ObjectiveOptions
{
    private static readonly ObjectiveSettings Defaults = new();

    private readonly Option<LossChoice> _loss = ChoiceOption.One("--loss", LossChoice.All, Defaults.Loss, "What training minimises; binary takes a model that ends in sigmoids.");
    private readonly Option<double> _labelSmoothing = NumberOption.Real(
        "--label-smoothing", Defaults.LabelSmoothing, x => x is >= 0 and < 1, "from 0 up to but not including 1", "The part of the target spread over all classes.");
    private readonly Option<IReadOnlyList<MetricChoice>> _metrics = ChoiceOption.Several("--metrics", MetricChoice.All, Defaults.Metrics, "What is reported beside the loss.");
    private readonly Option<ClassWeightsChoice> _classWeights = ChoiceOption.One(
        "--class-weights", ClassWeightsChoice.All, ClassWeightsChoice.Even, "How much a picture counts: all alike, or those of rare classes more, so that all classes weigh alike.");

    public OptionGroup Group => new("Loss and metrics", _loss, _labelSmoothing, _metrics, _classWeights);

    /// <param name="parsed">The command line.</param>
    /// <param name="recipe">What holds where it says nothing.</param>
    public ObjectiveSettings Read(ParseResult parsed, ObjectiveSettings recipe) => new()
    {
        Loss = parsed.Or(_loss, recipe.Loss),
        LabelSmoothing = parsed.Or(_labelSmoothing, recipe.LabelSmoothing),
        Metrics = parsed.Or(_metrics, recipe.Metrics),
        BalanceClasses = parsed.GetValue(_classWeights)!.Balanced,
    };
}
