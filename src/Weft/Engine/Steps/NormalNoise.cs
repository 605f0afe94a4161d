using System.Numerics.Tensors;

namespace Weft.Engine;

/// <summary>Normally distributed numbers: both values of each of Box and Muller's pairs, a chunk of pairs at a time.</summary>
internal static class NormalNoise
{
    private const int Pairs = 256;

    /// <summary><c>y = x + deviation n</c>; x and y may be the same memory.</summary>
    public static void Add(ref Generator random, float deviation, ReadOnlySpan<float> x, Span<float> y)
    {
        for (int at = 0; at < y.Length; at += 2 * Pairs)
        {
            int count = Math.Min(2 * Pairs, y.Length - at);
            AddChunk(ref random, deviation, x.Slice(at, count), y.Slice(at, count));
        }
    }

    // sqrt(-2 ln u) cos(2 pi v) for the first half of the values, the sine for the second.
    private static void AddChunk(ref Generator random, float deviation, ReadOnlySpan<float> x, Span<float> y)
    {
        const float unit = 1f / (1 << 24);
        int pairs = (x.Length + 1) / 2;
        Span<float> memory = stackalloc float[3 * Pairs];
        Span<float> radius = memory[..pairs], angle = memory.Slice(Pairs, pairs), wave = memory.Slice(2 * Pairs, pairs);
        for (int i = 0; i < pairs; i++)
        {
            ulong bits = random.NextUInt64();
            radius[i] = 1 - ((uint)(bits >> 40) * unit);
            angle[i] = (uint)(bits & 0xFFFFFF) * unit;
        }

        TensorPrimitives.Log(radius, radius);
        TensorPrimitives.Multiply(radius, -2, radius);
        TensorPrimitives.Sqrt(radius, radius);
        TensorPrimitives.Multiply(radius, deviation, radius);
        TensorPrimitives.Multiply(angle, 2 * MathF.PI, angle);
        TensorPrimitives.Cos(angle, wave);
        TensorPrimitives.MultiplyAdd(radius, wave, x[..pairs], y[..pairs]);
        TensorPrimitives.Sin(angle, wave);
        int rest = x.Length - pairs;
        TensorPrimitives.MultiplyAdd(radius[..rest], wave[..rest], x[pairs..], y[pairs..]);
    }
}
