using Weft.Data;
using Weft.Engine;
using Weft.Layers;
using Weft.Training;

namespace Weft;

public partial class Model
{
    // Outputs of this many samples are measured at a time.
    private const int AdaptBatch = 256;

    /// <summary>Gives every <see cref="Normalization"/> that has no values of its own the mean and the variance of what reaches it, for each place along its axes; in order, so that one may follow another.</summary>
    /// <remarks>Keras' <c>layer.adapt(data)</c>, for all layers of the model at once. Means and squared deviations are combined in double precision.</remarks>
    /// <param name="data">Samples as the model is trained on; targets are not needed.</param>
    /// <exception cref="DataException">The data is empty or does not fit the model.</exception>
    public void Adapt(Dataset data)
    {
        ArgumentNullException.ThrowIfNull(data);
        data = DataCheck.Shape(this, data, nameof(Adapt));
        if (data.Count == 0)
        {
            throw new DataException($"{nameof(Adapt)}: expected samples, got none.");
        }

        foreach (BuiltLayer layer in Graph.Leaves)
        {
            if (layer is { Layer: Normalization { Mean: null } normalization, Weights: [Weight mean, Weight variance, Weight count] })
            {
                (double[] means, double[] variances) = Moments(data, layer, normalization, mean.Shape.Size);
                for (int c = 0; c < means.Length; c++)
                {
                    (mean.Values[c], variance.Values[c]) = ((float)means[c], (float)variances[c]);
                }

                count.Values[0] = data.Count;
            }
        }

        Changed();
    }

    private (double[] Mean, double[] Variance) Moments(Dataset data, BuiltLayer layer, Normalization normalization, int count)
    {
        Node reaching = Graph.LeafCalls.First(call => call.Layer == layer).Inputs[0];
        Plan plan = PlanCompiler.Compile(Graph, new PlanOptions(Seed, Training: false, Loss: null, Metrics: [], Convolutions) { UpTo = reaching });
        using Inference inference = new(plan);
        int[] numbers = normalization.Numbers(plan.Output.Shape);
        double[] mean = new double[count], deviation = new double[count];
        long[] seen = new long[count];
        for (int first = 0; first < data.Count; first += AdaptBatch)
        {
            Dataset part = data.Slice(first, Math.Min(AdaptBatch, data.Count - first));
            float[] outputs = new float[part.Count * plan.Output.Size];
            inference.Run(WholeBatch(part), new Inference.Results([outputs], [], []), Threads);
            for (int i = 0; i < outputs.Length; i++)
            {
                // Welford's update: exact means whatever comes first.
                int c = numbers[i % numbers.Length];
                double distance = outputs[i] - mean[c];
                mean[c] += distance / ++seen[c];
                deviation[c] += distance * (outputs[i] - mean[c]);
            }
        }

        return (mean, [.. deviation.Select((sum, c) => sum / seen[c])]);
    }
}
