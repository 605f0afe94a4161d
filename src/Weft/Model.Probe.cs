using Weft.Data;
using Weft.Engine;
using Weft.Training;

namespace Weft;

public partial class Model
{
    /// <summary>Convolution algorithms to use wherever they fit, so that tests can hold each of them against the oracle.</summary>
    internal ConvChoice? Convolutions
    {
        get;
        set
        {
            field = value;
            Changed();
        }
    }

    /// <summary>The gradient of the mean loss of one batch by every trainable weight, in order; nothing is updated.</summary>
    internal IReadOnlyList<Tensor> Gradients(Dataset batch)
    {
        using Trainer trainer = CreateTrainer(batch, out Plan plan);
        trainer.ComputeGradients(WholeBatch(batch));
        return [.. plan.Parameters.Select(trainer.Gradient)];
    }

    /// <summary>One optimizer step on exactly these samples, in order; returns their mean loss.</summary>
    internal double TrainStep(Dataset batch)
    {
        using Trainer trainer = CreateTrainer(batch, out _);
        if (!TryTrainStep(trainer, WholeBatch(batch), out double loss))
        {
            throw LossNotFinite(loss);
        }

        Changed();
        return loss;
    }

    private Trainer CreateTrainer(Dataset batch, out Plan plan)
    {
        RequireCompiled(nameof(TrainStep));
        DataCheck.ForTraining(this, batch, nameof(TrainStep));
        plan = CompilePlan(training: true);
        return new Trainer(plan, Optimizer!, batch.Count, Threads);
    }
}
