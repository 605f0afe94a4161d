using Weft.Layers;
using Weft.Tests.Reference;

namespace Weft.Tests.Golden;

/// <summary>The README's network with the weights and the pictures of <c>bench/peers/golden.py</c>, by the same formulas.</summary>
internal static class SeedNetwork
{
    public static Model Build()
    {
        Sequential model = new([28, 28, 1], seed: 1)
        {
            new Conv2D(32, 3, Activation.Relu),
            new MaxPooling2D(2),
            new Conv2D(64, 3, Activation.Relu),
            new MaxPooling2D(2),
            new Conv2D(64, 3, Activation.Relu),
            new Flatten(),
            new Dense(64, Activation.Relu),
            new Dense(10, Activation.Softmax),
        };
        Lcg random = new(1);
        foreach (Weight weight in model.Weights)
        {
            double limit = weight.Shape.Rank == 1 ? 0.05 : GlorotLimit([.. weight.Shape]);
            foreach (ref float value in weight.Values.AsSpan())
            {
                value = (float)(limit * (2.0 * random.Next() / (1 << 24) - 1));
            }
        }

        return model;
    }

    public static Samples Batch(IEnumerable<int> numbers)
    {
        int[] all = [.. numbers];
        return Samples.Labelled([28, 28, 1], [.. all.Select(Picture)], [.. all.Select(number => number % 10)]);
    }

    private static float[] Picture(int number)
    {
        Lcg random = new(1000 + (ulong)number);
        int label = number % 10;
        int row = 6 + 2 * label % 17;
        int column = 5 + 3 * label % 19;
        float[] pixels = new float[28 * 28];
        for (int i = 0; i < pixels.Length; i++)
        {
            (int y, int x) = Math.DivRem(i, 28);
            int disc = (y - row) * (y - row) + (x - column) * (x - column) < 30 + 5 * label ? 120 : 0;
            pixels[i] = Math.Min(255, disc + y + x + (random.Next() >> 17)) * (float)(1 / 255.0);
        }

        return pixels;
    }

    internal static double GlorotLimit(int[] kernel)
    {
        int area = kernel.SkipLast(2).Aggregate(1, (a, b) => a * b);
        return Math.Sqrt(6.0 / (area * kernel[^2] + area * kernel[^1]));
    }

    /// <summary>Knuth's MMIX generator; a draw is the upper 24 bits.</summary>
    internal sealed class Lcg(ulong state)
    {
        private ulong _state = state;

        public int Next()
        {
            _state = unchecked(6364136223846793005 * _state + 1442695040888963407);
            return (int)(_state >> 40);
        }
    }
}
