using Weft.Data;
using Weft.Engine;
using Weft.Training;

namespace Weft;

public sealed partial class Sequential
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
        RequireCompiled(nameof(FindLearningRate));
        RequireAtLeastOne(batchSize, nameof(batchSize));
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
        Optimizer optimizer = Optimizer!;
        long iterations = Iterations;
        (float[] Values, float[][] Slots)[] kept = [.. Weights.Select(weight => ((float[])weight.Values.Clone(), (float[][])[.. weight.Slots.Select(slot => (float[])slot.Clone())]))];
        try
        {
            return new LearningRateRange([.. Probe(train, from, to, steps, Math.Min(batchSize, train.Count), smoothing)]);
        }
        finally
        {
            (Optimizer, Iterations) = (optimizer, iterations);
            foreach ((Weight weight, (float[] values, float[][] slots)) in Weights.Zip(kept))
            {
                values.CopyTo(weight.Values, 0);
                weight.Slots = slots;
            }

            Changed();
        }
    }

    private IEnumerable<LearningRatePoint> Probe(Dataset train, double from, double to, int steps, int batchSize, double smoothing)
    {
        using Trainer trainer = new(CompilePlan(training: true), Optimizer!, batchSize, Threads);
        Batch batch = new() { Data = train, PixelScale = PixelScale };
        Generator random = new((ulong)Seed, (ulong)RandomPurpose.Shuffle, (ulong)Metadata.Epochs);
        int[] order = Tables.Multiples(train.Count, 1);
        random.Shuffle<int>(order);
        int[] indices = new int[batchSize];
        double running = 0, least = double.PositiveInfinity;
        for (int step = 0; step < steps; step++)
        {
            double rate = from * Math.Pow(to / from, step / (steps - 1.0));
            Optimizer = Optimizer! with { LearningRate = rate };
            for (int i = 0; i < batchSize; i++)
            {
                indices[i] = order[(int)((((long)step * batchSize) + i) % order.Length)];
            }

            batch.Indices = indices;
            if (!TryTrainStep(trainer, batch, out double loss))
            {
                yield break;
            }

            running = (smoothing * running) + ((1 - smoothing) * loss);
            double smoothed = running / (1 - Math.Pow(smoothing, step + 1));
            yield return new LearningRatePoint(rate, loss, smoothed);
            least = Math.Min(least, smoothed);
            if (smoothed > 4 * least)
            {
                yield break;
            }
        }
    }
}
