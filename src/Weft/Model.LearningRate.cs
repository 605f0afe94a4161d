using Weft.Data;
using Weft.Engine;
using Weft.Training;

namespace Weft;

public partial class Model
{
    /// <summary>Trains a little with a rate that grows from step to step, to see which rates the loss bears; the model is afterwards as it was.</summary>
    /// <remarks>
    /// Smith 2017. The test ends after <paramref name="steps"/>, or where the smoothed loss is four times its least or no number. Samples come in the order of an epoch, as
    /// often as it takes. A good rate is where the loss falls most steeply: <see cref="LearningRateRange.Suggestion"/>.
    /// </remarks>
    /// <param name="train">What to learn from.</param>
    /// <param name="from">The first rate.</param>
    /// <param name="to">The last rate.</param>
    /// <param name="steps">How many steps lead from the one to the other, by equal factors.</param>
    /// <param name="batchSize">Samples per step.</param>
    /// <param name="smoothing">How much of the running mean of the losses is kept at a step.</param>
    /// <exception cref="ArgumentOutOfRangeException">Rates, steps, batch size or smoothing make no sense.</exception>
    /// <exception cref="DataException">The data does not fit the model.</exception>
    /// <exception cref="TrainingException">The model is not compiled.</exception>
    public LearningRateRange FindLearningRate(Dataset train, double from = 1e-7, double to = 10, int steps = 100, int batchSize = 32, double smoothing = 0.9)
    {
        TrainingSession session = RequireCompiled(nameof(FindLearningRate));
        RequireAtLeastOne(batchSize, nameof(batchSize), nameof(FindLearningRate));
        if (!(from > 0 && to > from && double.IsFinite(to)))
        {
            throw new ArgumentOutOfRangeException(nameof(from), $"FindLearningRate: expected rates above 0 that grow, got {from} to {to}.");
        }

        if (steps < 2)
        {
            throw new ArgumentOutOfRangeException(nameof(steps), $"FindLearningRate: expected at least 2 steps, got {steps}.");
        }

        if (smoothing is not (>= 0 and < 1))
        {
            throw new ArgumentOutOfRangeException(nameof(smoothing), $"FindLearningRate: expected smoothing from 0 up to but not including 1, got {smoothing}.");
        }

        train = DataCheck.ForTraining(this, train, nameof(FindLearningRate));
        TrainingSession apart = session.Copy();
        float[][] kept = [.. Weights.Select(weight => (float[])weight.Values.Clone())];
        int[] order = Tables.Multiples(train.Count, 1);
        new Generator((ulong)Seed, (ulong)RandomPurpose.Shuffle, (ulong)Metadata.Epochs).Shuffle<int>(order);
        int samples = Math.Min(batchSize, train.Count);
        try
        {
            using Trainer trainer = apart.CreateTrainer(CompilePlan(training: true), samples, Threads);
            Batch batch = new() { Data = train, Pixels = Pixels };
            return new LearningRateRange([.. new LearningRateTest(from, to, steps, smoothing).Run(apart, trainer, batch, order, samples)]);
        }
        finally
        {
            foreach ((Weight weight, float[] values) in Weights.Zip(kept))
            {
                values.CopyTo(weight.Values, 0);
            }

            Changed();
        }
    }
}
