using Weft.Cli.Choices;
using Weft.Cli.Models;

namespace Weft.Cli.Training;

/// <summary>What a run minimises and reports.</summary>
internal sealed record ObjectiveSettings
{
    private static readonly IReadOnlyList<MetricChoice> DefaultMetrics = [MetricChoice.Accuracy];

    public LossChoice Loss { get; init; } = LossChoice.Crossentropy;

    public double LabelSmoothing { get; init; }

    public IReadOnlyList<MetricChoice> Metrics { get; init; } = DefaultMetrics;

    /// <summary>The loss for a model's outputs.</summary>
    /// <exception cref="UsageException">The loss wants an output for each class, and the model has one.</exception>
    public Loss Create(Model model)
    {
        if (model.OutputShape.Size == 1 && Loss != LossChoice.Binary)
        {
            throw new UsageException($"--loss: expected binary for a model with one output, got {Loss.Name}. "
                + "Write --loss binary, or name a model with an output for each class.");
        }

        bool fromLogits = ModelLoading.LastActivation(model) is not (ActivationKind.Softmax or ActivationKind.Sigmoid or ActivationKind.HardSigmoid);
        return Loss.Create(fromLogits, LabelSmoothing);
    }

    /// <summary>Whether rare classes count more, so that all classes count alike.</summary>
    public bool BalanceClasses { get; init; }
}
