namespace Weft.Kernels;

/// <summary>The arithmetic of the optimizers, over stretches of weights.</summary>
internal static class OptimizerKernels
{
    public static void Adam(Span<float> w, ReadOnlySpan<float> g, Span<float> m, Span<float> v, float rate, float a, float b, float epsilon)
    {
        for (int i = 0; i < w.Length; i++)
        {
            m[i] += (g[i] - m[i]) * a;
            v[i] += (g[i] * g[i] - v[i]) * b;
            w[i] -= rate * m[i] / (MathF.Sqrt(v[i]) + epsilon);
        }
    }

    public static void Momentum(Span<float> w, ReadOnlySpan<float> g, Span<float> velocity, float rate, float momentum, bool nesterov)
    {
        for (int i = 0; i < w.Length; i++)
        {
            float step = rate * g[i];
            velocity[i] = momentum * velocity[i] - step;
            w[i] += nesterov ? momentum * velocity[i] - step : velocity[i];
        }
    }

    public static void Descend(Span<float> w, ReadOnlySpan<float> g, float rate)
    {
        for (int i = 0; i < w.Length; i++)
        {
            w[i] -= rate * g[i];
        }
    }
}
