using System.Numerics.Tensors;
using Weft.Data;

namespace Weft.Tests.Data;

/// <summary>The linear classifier, by plain stochastic gradient descent: what a data set gives away without looking at shapes.</summary>
internal static class SoftmaxRegression
{
    public static double Accuracy(Dataset train, Dataset test, int epochs)
    {
        int classes = train.ClassNames.Count;
        int size = train.Shape.Size;
        float[] weights = new float[classes * (size + 1)];
        float[] sample = new float[size + 1];
        float[] outputs = new float[classes];
        int[] order = [.. Enumerable.Range(0, train.Count)];
        Generator random = new(17);
        for (int epoch = 0; epoch < epochs; epoch++)
        {
            float rate = 0.02f / (1 + epoch);
            random.Shuffle<int>(order);
            foreach (int index in order)
            {
                Forward(train, index);
                TensorPrimitives.Subtract(outputs, TensorPrimitives.Max<float>(outputs), outputs);
                TensorPrimitives.Exp(outputs, outputs);
                TensorPrimitives.Divide(outputs, TensorPrimitives.Sum<float>(outputs), outputs);
                outputs[train.Labels[index]] -= 1;
                for (int c = 0; c < classes; c++)
                {
                    Span<float> row = weights.AsSpan(c * (size + 1), size + 1);
                    TensorPrimitives.MultiplyAdd(sample, -rate * outputs[c], row, row);
                }
            }
        }

        int correct = 0;
        for (int index = 0; index < test.Count; index++)
        {
            Forward(test, index);
            correct += TensorPrimitives.IndexOfMax<float>(outputs) == test.Labels[index] ? 1 : 0;
        }

        return (double)correct / test.Count;

        void Forward(Dataset data, int index)
        {
            data.Read(index, sample, 1f / 255);
            sample[size] = 1;
            for (int c = 0; c < classes; c++)
            {
                outputs[c] = TensorPrimitives.Dot<float>(weights.AsSpan(c * (size + 1), size + 1), sample);
            }
        }
    }
}
