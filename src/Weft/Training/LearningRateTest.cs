using Weft.Engine;

namespace Weft.Training;

/// <summary>Steps at rates that grow by equal factors, to see which the loss bears.</summary>
/// <param name="From">The first rate.</param>
/// <param name="To">The last rate.</param>
/// <param name="Steps">How many steps lead from the one to the other.</param>
/// <param name="Smoothing">How much of the running mean of the losses is kept at a step.</param>
internal sealed record LearningRateTest(double From, double To, int Steps, double Smoothing)
{
    // Where the smoothed loss is so many times its least, larger rates have nothing more to say.
    private const double Explosion = 4;

    /// <summary>The steps' losses, until all are done or one explodes.</summary>
    /// <param name="session">The model's training.</param>
    /// <param name="trainer">What does the steps.</param>
    /// <param name="batch">A batch of the data; its indices are set here.</param>
    /// <param name="order">The samples in an epoch's order.</param>
    /// <param name="batchSize">Samples per step.</param>
    public IEnumerable<LearningRatePoint> Run(TrainingSession session, Trainer trainer, Batch batch, int[] order, int batchSize)
    {
        int[] indices = new int[batchSize];
        double running = 0, least = double.PositiveInfinity;
        for (int step = 0; step < Steps; step++)
        {
            double rate = From * Math.Pow(To / From, step / (Steps - 1.0));
            session.UseRate(rate);
            for (int i = 0; i < batchSize; i++)
            {
                indices[i] = order[(int)((((long)step * batchSize) + i) % order.Length)];
            }

            batch.Indices = indices;
            if (!session.TryStep(trainer, batch, out double loss))
            {
                yield break;
            }

            running = (Smoothing * running) + ((1 - Smoothing) * loss);
            double smoothed = running / (1 - Math.Pow(Smoothing, step + 1));
            yield return new LearningRatePoint(rate, loss, smoothed);
            least = Math.Min(least, smoothed);
            if (smoothed > Explosion * least)
            {
                yield break;
            }
        }
    }
}
