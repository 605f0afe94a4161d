namespace Weft.Kernels;

/// <summary>What a focal loss is told: a factor for all classes or one for each, how easy samples are played down, how targets are smoothed.</summary>
internal readonly record struct FocalOptions(double Alpha, IReadOnlyList<double>? AlphaByClass, double Gamma, double Smoothing);

/// <summary>The focal losses of one sample and their gradients, in double precision.</summary>
internal static class FocalKernels
{
    // f(q) = -alpha t (1 - q)^gamma ln q, and h = q f'(q). By logits, q = softmax(z): dz_j = h_j - q_j sum h.
    // By probabilities, q = p / sum p, cut: dp_j = h_j / p_j - sum h / sum p.
    public static double Categorical(
        FocalOptions loss, bool logits, ReadOnlySpan<float> y, ReadOnlySpan<float> target, Span<float> gradient, double scale)
    {
        double shift = logits ? LossKernels.LogSum(y) : 0;
        double sum = 0;
        foreach (float value in y)
        {
            sum += value;
        }

        double total = 0, all = 0;
        for (int i = 0; i < y.Length; i++)
        {
            (double value, double own, _) = Term(loss, i, logits, y[i], shift, sum, LossKernels.Smooth(target[i], loss.Smoothing, y.Length));
            total += value;
            all += own;
        }

        for (int j = 0; j < gradient.Length; j++)
        {
            (_, double own, double q) = Term(loss, j, logits, y[j], shift, sum, LossKernels.Smooth(target[j], loss.Smoothing, y.Length));
            gradient[j] = (float)(scale * (logits ? own - (q * all) : (own == 0 ? 0 : own / y[j]) - (all / sum)));
        }

        return total;
    }

    private static (double Value, double Own, double Q) Term(
        FocalOptions loss, int c, bool logits, double y, double shift, double sum, double t)
    {
        double raw = logits ? Math.Exp(y - shift) : y / sum;
        double q = logits ? raw : Math.Clamp(raw, LossKernels.Epsilon, 1 - LossKernels.Epsilon);
        double log = logits ? y - shift : Math.Log(q);
        double easy = Math.Pow(1 - q, loss.Gamma);
        double alpha = loss.AlphaByClass is { } alphas ? alphas[c] : loss.Alpha;
        double own = !logits && LossKernels.IsCut(raw) ? 0 : alpha * t * (Slope(loss.Gamma, 1 - q, q * log) - easy);
        return (-alpha * t * easy * log, own, q);
    }

    // gamma x^(gamma - 1) factor; where x is 0 the factor is too, and it wins.
    private static double Slope(double gamma, double x, double factor) => gamma == 0 || x <= 0 ? 0 : gamma * Math.Pow(x, gamma - 1) * factor;

    // L = w (1 - q)^gamma c with q = t p + (1 - t)(1 - p); dL/dp = w ((1 - q)^gamma dc/dp - gamma (1 - q)^(gamma - 1) (2 t - 1) c).
    public static double Binary(
        FocalOptions loss, bool balanced, bool logits, ReadOnlySpan<float> y, ReadOnlySpan<float> target, Span<float> gradient, double scale)
    {
        double total = 0;
        for (int i = 0; i < y.Length; i++)
        {
            double t = (target[i] * (1 - loss.Smoothing)) + (loss.Smoothing / 2);
            double weight = balanced ? (t * loss.Alpha) + ((1 - t) * (1 - loss.Alpha)) : 1;
            double p = logits ? 1 / (1 + Math.Exp(-(double)y[i])) : y[i];
            (double entropy, double slope) = logits ? LogitEntropy(y[i], p, t) : Entropy(p, t);
            double hard = 1 - ((t * p) + ((1 - t) * (1 - p)));
            double inner = logits ? p * (1 - p) : 1;
            total += weight * Math.Pow(hard, loss.Gamma) * entropy;
            if (!gradient.IsEmpty)
            {
                double derivative = (Math.Pow(hard, loss.Gamma) * slope) - (Slope(loss.Gamma, hard, entropy) * ((2 * t) - 1) * inner);
                gradient[i] = (float)(scale * weight * derivative / y.Length);
            }
        }

        return total / y.Length;
    }

    private static (double Value, double Slope) LogitEntropy(double z, double p, double t) =>
        (Math.Max(z, 0) - (z * t) + Math.Log(1 + Math.Exp(-Math.Abs(z))), p - t);

    private static (double Value, double Slope) Entropy(double raw, double t)
    {
        double p = Math.Clamp(raw, LossKernels.Epsilon, 1 - LossKernels.Epsilon);
        return (-(t * Math.Log(p)) - ((1 - t) * Math.Log(1 - p)), LossKernels.IsCut(raw) ? 0 : (p - t) / (p * (1 - p)));
    }
}
