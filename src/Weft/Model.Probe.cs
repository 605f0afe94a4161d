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

    /// <summary>One optimizer step on exactly these samples, in order; returns their mean loss.</summary>
    internal double TrainStep(Dataset batch)
    {
        RequireCompiled(nameof(TrainStep));
        DataCheck.ForTraining(this, batch, nameof(TrainStep));
        using Trainer trainer = new(CompilePlan(training: true), Optimizer!, batch.Count, Threads);
        if (!TryTrainStep(trainer, WholeBatch(batch), out double loss))
        {
            throw LossNotFinite(loss);
        }

        Changed();
        return loss;
    }
}
