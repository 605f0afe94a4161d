namespace Weft.Kernels;

/// <summary>Losses that compare output and target as wholes, and their gradients, in double precision.</summary>
internal static class OverlapKernels
{
    // L = 1 - a / b with a = s + eps and b = s + alpha (T - s) + beta (Y - s) + eps, where s = sum t y; Dice is twice over twice the same
    // with alpha = beta = 1/2.
    public static double Tversky(double alpha, double beta, double epsilon, ReadOnlySpan<float> y, ReadOnlySpan<float> t, Span<float> gradient, double scale)
    {
        double shared = 0, outputs = 0, targets = 0;
        for (int i = 0; i < y.Length; i++)
        {
            shared += (double)y[i] * t[i];
            outputs += y[i];
            targets += t[i];
        }

        double above = shared + epsilon;
        double below = shared + (alpha * (targets - shared)) + (beta * (outputs - shared)) + epsilon;
        for (int i = 0; i < gradient.Length; i++)
        {
            double slope = t[i] + (beta * (1.0 - t[i])) - (alpha * t[i]);
            gradient[i] = (float)(scale * ((above * slope) - (below * t[i])) / (below * below));
        }

        return 1 - (above / below);
    }

    // L = -u v with u = y / |y| and v = t / |t|; dL/dy_i = -(v_i - (u v) u_i) / |y|, and -v_i / sqrt(eps) for an output shorter than that.
    public static double Cosine(ReadOnlySpan<float> y, ReadOnlySpan<float> t, Span<float> gradient, double scale)
    {
        double yy = 0, tt = 0, yt = 0;
        for (int i = 0; i < y.Length; i++)
        {
            yy += (double)y[i] * y[i];
            tt += (double)t[i] * t[i];
            yt += (double)y[i] * t[i];
        }

        double length = Math.Sqrt(Math.Max(yy, LossKernels.Epsilon)), targetLength = Math.Sqrt(Math.Max(tt, LossKernels.Epsilon));
        double cosine = yt / (length * targetLength);
        for (int i = 0; i < gradient.Length; i++)
        {
            double along = yy < LossKernels.Epsilon ? 0 : cosine * y[i] / length;
            gradient[i] = (float)(scale * (along - (t[i] / targetLength)) / length);
        }

        return -cosine;
    }

    // L = (T - sum t p^q) / q of a target with the sum T. By logits, p = softmax(z): dL/dz_j = p_j S - t_j p_j^q with S = sum t p^q;
    // otherwise dL/dp_j = -t_j p_j^(q - 1).
    public static double Generalized(double q, bool logits, ReadOnlySpan<float> y, ReadOnlySpan<float> t, Span<float> gradient, double scale)
    {
        double shift = logits ? LossKernels.LogSum(y) : 0;
        double powers = 0, mass = 0;
        for (int i = 0; i < y.Length; i++)
        {
            powers += t[i] * Power(y[i]);
            mass += t[i];
        }

        for (int i = 0; i < gradient.Length; i++)
        {
            double slope = logits ? (Math.Exp(y[i] - shift) * powers) - (t[i] * Power(y[i])) : t[i] == 0 ? 0 : -t[i] * Power(y[i]) / y[i];
            gradient[i] = (float)(scale * slope);
        }

        return (mass - powers) / q;

        double Power(double value) => logits ? Math.Exp(q * (value - shift)) : Math.Pow(value, q);
    }
}
