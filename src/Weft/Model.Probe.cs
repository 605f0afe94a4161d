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

    /// <summary>Compiles the model for predictions; with <paramref name="divideFrom"/> for one sample on several threads.</summary>
    internal Plan CompilePrediction(double? divideFrom = null) => Predictor.Compile(divideFrom);

    /// <summary>One optimizer step on exactly these samples, in order; returns their mean loss.</summary>
    internal double TrainStep(Dataset batch)
    {
        TrainingSession session = RequireCompiled(nameof(TrainStep));
        batch = DataCheck.ForTraining(this, batch, nameof(TrainStep));
        using Trainer trainer = session.CreateTrainer(CompilePlan(training: true), batch.Count, Threads);
        if (!session.TryStep(trainer, WholeBatch(batch), out double loss))
        {
            throw session.LossNotFinite(loss);
        }

        Changed();
        return loss;
    }
}
