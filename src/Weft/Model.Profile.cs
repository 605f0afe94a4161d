using Weft.Data;
using Weft.Engine;
using Weft.Training;

namespace Weft;

public partial class Model
{
    /// <summary>Times every layer in a training step on a batch, forward and backward, on the calling thread. Weights stay as they are.</summary>
    /// <param name="batch">The samples of the step, in order.</param>
    /// <param name="duration">How long to measure; a third of it more is warm-up, and at least three rounds are done.</param>
    /// <param name="cancellationToken">Ends the measurement with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="DataException">The data does not fit the model.</exception>
    /// <exception cref="TrainingException">The model is not compiled.</exception>
    public TrainingProfile Profile(Dataset batch, TimeSpan duration, CancellationToken cancellationToken = default)
    {
        RequireCompiled(nameof(Profile));
        batch = DataCheck.ForTraining(this, batch, nameof(Profile));
        using Profiler profiler = new(CompilePlan(training: true), batch.Count);
        return new TrainingProfile(batch.Count, profiler.Run(WholeBatch(batch), duration, cancellationToken));
    }

    /// <summary>How the model runs on this machine: steps, fusions, algorithms and memory; the first thing to look at when something is slow.</summary>
    /// <param name="training">Whether the plan of a training step is meant, which needs a compiled model, or that of predictions.</param>
    /// <exception cref="TrainingException">The model is not compiled, and a training step is asked for.</exception>
    public PlanReport InspectPlan(bool training = false)
    {
        if (training)
        {
            RequireCompiled(nameof(InspectPlan));
        }

        using Plan plan = training ? CompilePlan(training: true) : Predictor.Compile();
        return PlanInspection.Of(plan);
    }
}
