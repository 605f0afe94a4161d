using System.Numerics;

namespace Weft;

/// <summary>A small random generator whose bits depend on nothing but its seed: xoshiro256**, seeded through SplitMix64.</summary>
/// <remarks>
/// Blackman and Vigna, "Scrambled linear pseudorandom number generators" (2021). A value type, so that a shard can own one:
/// streams are told apart by their keys (seed, purpose, step, sample), never by who runs them.
/// </remarks>
internal struct Generator
{
    private ulong _a, _b, _c, _d;

    public Generator(params ReadOnlySpan<ulong> keys)
    {
        ulong state = 0x9E3779B97F4A7C15;
        foreach (ulong key in keys)
        {
            state = Mix(state ^ Mix(key + 0x9E3779B97F4A7C15));
        }

        _a = Mix(state += 0x9E3779B97F4A7C15);
        _b = Mix(state += 0x9E3779B97F4A7C15);
        _c = Mix(state += 0x9E3779B97F4A7C15);
        _d = Mix(state + 0x9E3779B97F4A7C15);
    }

    /// <summary>64 random bits.</summary>
    public ulong NextUInt64()
    {
        ulong result = BitOperations.RotateLeft(_b * 5, 7) * 9;
        ulong t = _b << 17;
        _c ^= _a;
        _d ^= _b;
        _b ^= _c;
        _a ^= _d;
        _c ^= t;
        _d = BitOperations.RotateLeft(_d, 45);
        return result;
    }

    /// <summary>Uniform on [0, 1).</summary>
    public double NextDouble() => (NextUInt64() >> 11) * (1.0 / (1UL << 53));

    /// <summary>Uniform on 0 .. <paramref name="bound"/> - 1, without bias (Lemire 2019).</summary>
    public int NextInt(int bound)
    {
        ulong range = (ulong)bound;
        ulong product = (uint)NextUInt64() * range;
        uint low = (uint)product;
        if (low < range)
        {
            uint threshold = (uint)((1UL << 32) % range);
            while (low < threshold)
            {
                product = (uint)NextUInt64() * range;
                low = (uint)product;
            }
        }

        return (int)(product >> 32);
    }

    /// <summary>Uniform on a range.</summary>
    public double NextIn(Interval range) => range.Low + (range.Length * NextDouble());

    /// <summary>Standard normal (Box and Muller 1958).</summary>
    public double NextNormal()
    {
        double radius = Math.Sqrt(-2 * Math.Log(1 - NextDouble()));
        return radius * Math.Cos(2 * Math.PI * NextDouble());
    }

    /// <summary>Standard normal, drawn again while it lies beyond two deviations.</summary>
    public double NextTruncatedNormal()
    {
        double value;
        do
        {
            value = NextNormal();
        }
        while (Math.Abs(value) > 2);

        return value;
    }

    /// <summary>Beta distributed: <c>G(a) / (G(a) + G(b))</c> with independent gamma variables, by their logarithms, so that no shape is too small.</summary>
    public double NextBeta(double a, double b)
    {
        double first = NextLogGamma(a), second = NextLogGamma(b);
        return 1 / (1 + Math.Exp(second - first));
    }

    /// <summary>Dirichlet distributed, all parameters alike: independent gamma variables that sum to 1, by their logarithms, so that no shape is too small.</summary>
    public void NextDirichlet(double shape, Span<float> parts)
    {
        float most = float.NegativeInfinity;
        foreach (ref float part in parts)
        {
            part = (float)NextLogGamma(shape);
            most = Math.Max(most, part);
        }

        double sum = 0;
        foreach (ref float part in parts)
        {
            part = (float)Math.Exp(part - most);
            sum += part;
        }

        foreach (ref float part in parts)
        {
            part = (float)(part / sum);
        }
    }

    // Marsaglia and Tsang 2000 for shapes from 1 on; below, G(a) = G(a + 1) U^(1 / a).
    private double NextLogGamma(double shape)
    {
        double boost = shape < 1 ? Math.Log(1 - NextDouble()) / shape : 0;
        double d = (shape < 1 ? shape + 1 : shape) - (1 / 3.0), c = 1 / Math.Sqrt(9 * d);
        while (true)
        {
            double x = NextNormal(), v = 1 + (c * x);
            v *= v * v;
            if (v > 0 && Math.Log(1 - NextDouble()) < (x * x / 2) + d - (d * v) + (d * Math.Log(v)))
            {
                return Math.Log(d * v) + boost;
            }
        }
    }

    /// <summary>A random order of <paramref name="items"/> (Fisher and Yates).</summary>
    public void Shuffle<T>(Span<T> items)
    {
        for (int i = items.Length - 1; i > 0; i--)
        {
            int j = NextInt(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
