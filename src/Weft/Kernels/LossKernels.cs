namespace Weft.Kernels;

/// <summary>The losses of one sample and their gradients, in double precision: outputs are short.</summary>
internal static class LossKernels
{
    // Keras' epsilon: probabilities are cut to [1e-7, 1 - 1e-7].
    public const double Epsilon = 1e-7;

    /// <summary>The cross-entropy of one sample with a target distribution.</summary>
    /// <param name="logits">Whether <paramref name="output"/> is logits; otherwise it is probabilities.</param>
    /// <param name="smoothing">The part of the target that is spread over all classes.</param>
    /// <param name="output">The model's output.</param>
    /// <param name="target">The target vector, before smoothing.</param>
    /// <param name="gradient">Where <c>scale dL/doutput</c> goes; empty if not wanted. The same holds for all of these.</param>
    /// <param name="scale">The gradient's factor.</param>
    public static double Crossentropy(
        bool logits, double smoothing, ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient, double scale) => logits
        ? LogitCrossentropy(smoothing, output, target, gradient, scale)
        : ProbabilityCrossentropy(smoothing, output, target, gradient, scale);

    public static double Smooth(float target, double smoothing, int classes) => (target * (1 - smoothing)) + (smoothing / classes);

    // L = sum t_i (ln sum_j e^z_j - z_i); dL/dz_j = T p_j - t_j with T the sum of the targets, 1 for a distribution.
    private static double LogitCrossentropy(double smoothing, ReadOnlySpan<float> z, ReadOnlySpan<float> target, Span<float> gradient, double scale)
    {
        double logSum = LogSum(z);
        double loss = 0, mass = 0;
        for (int i = 0; i < z.Length; i++)
        {
            double t = Smooth(target[i], smoothing, z.Length);
            loss += t * (logSum - z[i]);
            mass += t;
        }

        for (int i = 0; i < gradient.Length; i++)
        {
            gradient[i] = (float)(scale * ((mass * Math.Exp(z[i] - logSum)) - Smooth(target[i], smoothing, z.Length)));
        }

        return loss;
    }

    /// <summary><c>ln sum_i e^z_i</c></summary>
    public static double LogSum(ReadOnlySpan<float> z)
    {
        double max = double.NegativeInfinity;
        foreach (float value in z)
        {
            max = value > max || float.IsNaN(value) ? value : max;
        }

        double sum = 0;
        foreach (float value in z)
        {
            sum += Math.Exp(value - max);
        }

        return max + Math.Log(sum);
    }

    // q_i = p_i / sum p, cut to [eps, 1 - eps]; L = -sum t_i ln q_i. Where q is not cut dL/dp_j = -t_j / p_j + (sum of those t) / sum p.
    private static double ProbabilityCrossentropy(double smoothing, ReadOnlySpan<float> p, ReadOnlySpan<float> target, Span<float> gradient, double scale)
    {
        double sum = 0;
        foreach (float value in p)
        {
            sum += value;
        }

        double loss = 0, mass = 0;
        for (int i = 0; i < p.Length; i++)
        {
            double t = Smooth(target[i], smoothing, p.Length);
            double q = p[i] / sum;
            loss -= t * Math.Log(Math.Clamp(q, Epsilon, 1 - Epsilon));
            mass += IsCut(q) ? 0 : t;
        }

        for (int i = 0; i < gradient.Length; i++)
        {
            double own = IsCut(p[i] / sum) ? 0 : Smooth(target[i], smoothing, p.Length) / p[i];
            gradient[i] = (float)(scale * ((mass / sum) - own));
        }

        return loss;
    }

    public static bool IsCut(double q) => q is <= Epsilon or >= 1 - Epsilon;

    public static double Binary(
        bool logits, double smoothing, ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient, double scale)
    {
        double total = 0;
        int n = output.Length;
        for (int i = 0; i < n; i++)
        {
            double t = (target[i] * (1 - smoothing)) + (smoothing / 2);
            double slope;
            if (logits)
            {
                // max(z, 0) - z t + ln(1 + e^-|z|)
                double z = output[i];
                total += Math.Max(z, 0) - (z * t) + Math.Log(1 + Math.Exp(-Math.Abs(z)));
                slope = (1 / (1 + Math.Exp(-z))) - t;
            }
            else
            {
                double p = Math.Clamp(output[i], Epsilon, 1 - Epsilon);
                total -= (t * Math.Log(p)) + ((1 - t) * Math.Log(1 - p));
                slope = IsCut(output[i]) ? 0 : (p - t) / (p * (1 - p));
            }

            if (!gradient.IsEmpty)
            {
                gradient[i] = (float)(scale * slope / n);
            }
        }

        return total / n;
    }

    // t_i and p_i cut to [eps, 1]; L = sum t_i ln(t_i / p_i).
    public static double Divergence(ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient, double scale)
    {
        double total = 0;
        for (int i = 0; i < output.Length; i++)
        {
            double t = Math.Clamp(target[i], Epsilon, 1);
            double p = Math.Clamp(output[i], Epsilon, 1);
            total += t * Math.Log(t / p);
            if (!gradient.IsEmpty)
            {
                gradient[i] = output[i] is > (float)Epsilon and <= 1 ? (float)(scale * -t / p) : 0;
            }
        }

        return total;
    }

    // h_i = max(1 - t_i y_i, 0); L = mean h_i or mean h_i^2.
    public static double Hinges(bool squared, ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient, double scale)
    {
        double total = 0;
        int n = output.Length;
        for (int i = 0; i < n; i++)
        {
            double t = target[i] == 0 ? -1 : target[i];
            double h = 1 - (t * output[i]);
            h = h <= 0 ? 0 : h;
            total += squared ? h * h : h;
            if (!gradient.IsEmpty)
            {
                gradient[i] = (float)(scale * -t * (squared ? 2 * h : h > 0 ? 1 : 0) / n);
            }
        }

        return total / n;
    }

    // L = max(max_i (1 - t_i) y_i - sum_i t_i y_i + 1, 0).
    public static double CategoricalHinges(ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient, double scale)
    {
        double right = 0, other = double.NegativeInfinity;
        int best = 0;
        for (int i = 0; i < output.Length; i++)
        {
            right += (double)target[i] * output[i];
            double value = (1.0 - target[i]) * output[i];
            (other, best) = value > other || double.IsNaN(value) ? (value, i) : (other, best);
        }

        double loss = other - right + 1;
        for (int i = 0; i < gradient.Length; i++)
        {
            double slope = (i == best ? 1.0 - target[i] : 0) - target[i];
            gradient[i] = loss <= 0 ? 0 : (float)(scale * slope);
        }

        return loss <= 0 ? 0 : loss;
    }
}
