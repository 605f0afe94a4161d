namespace Weft.Kernels;

/// <summary>What is averaged over the outputs, a function of output y and target t.</summary>
internal enum ErrorTerm
{
    Squared,
    Absolute,
    Percentage,
    SquaredLogarithmic,
    Huber,
    LogCosh,
    Poisson,
}

/// <summary>Losses that are means over the outputs of a function of output and target, and their gradients, in double precision.</summary>
internal static class ErrorKernels
{
    private static readonly double s_logTwo = Math.Log(2);

    public static double Evaluate(
        ErrorTerm term, double delta, ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient, double scale)
    {
        double total = 0;
        int n = output.Length;
        for (int i = 0; i < n; i++)
        {
            (double value, double slope) = Of(term, delta, output[i], target[i]);
            total += value;
            if (!gradient.IsEmpty)
            {
                gradient[i] = (float)(scale * slope / n);
            }
        }

        return total / n;
    }

    private static (double Value, double Slope) Of(ErrorTerm term, double delta, double y, double t)
    {
        double error = y - t;
        switch (term)
        {
            case ErrorTerm.Squared:
                return (error * error, 2 * error);
            case ErrorTerm.Absolute:
                return (Math.Abs(error), Side(error));
            case ErrorTerm.Percentage:
                double percent = 100 / Math.Max(Math.Abs(t), LossKernels.Epsilon);
                return (percent * Math.Abs(error), percent * Side(error));
            case ErrorTerm.SquaredLogarithmic:
                double difference = Math.Log(Math.Max(y, LossKernels.Epsilon) + 1) - Math.Log(Math.Max(t, LossKernels.Epsilon) + 1);
                return (difference * difference, y < LossKernels.Epsilon ? 0 : 2 * difference / (y + 1));
            case ErrorTerm.Huber:
                return Math.Abs(error) > delta ? ((delta * Math.Abs(error)) - (delta * delta / 2), delta * Side(error)) : (error * error / 2, error);
            case ErrorTerm.LogCosh:
                // ln cosh e = |e| + ln(1 + e^-2|e|) - ln 2, which no large difference overflows.
                double size = Math.Abs(error);
                return (size + Math.Log(1 + Math.Exp(-2 * size)) - s_logTwo, Math.Tanh(error));
            default:
                return (y - (t * Math.Log(y + LossKernels.Epsilon)), 1 - (t / (y + LossKernels.Epsilon)));
        }
    }

    // The sign; no number stays none.
    private static double Side(double error) => error > 0 ? 1 : error < 0 ? -1 : error;
}
