namespace Weft.Kernels;

/// <summary>Losses that are means over the outputs of a function of output and target, and their gradients, in double precision.</summary>
internal static class ErrorKernels
{
    private static readonly double s_logTwo = Math.Log(2);

    /// <summary>Whether <see cref="Evaluate"/> has the loss.</summary>
    public static bool Has(Loss loss) => loss is MeanSquaredError or MeanAbsoluteError or MeanAbsolutePercentageError or MeanSquaredLogarithmicError or Huber or LogCosh or Poisson;

    public static double Evaluate(Loss loss, ReadOnlySpan<float> output, ReadOnlySpan<float> target, Span<float> gradient, double scale)
    {
        double total = 0;
        int n = output.Length;
        for (int i = 0; i < n; i++)
        {
            (double value, double slope) = Term(loss, output[i], target[i]);
            total += value;
            if (!gradient.IsEmpty)
            {
                gradient[i] = (float)(scale * slope / n);
            }
        }

        return total / n;
    }

    private static (double Value, double Slope) Term(Loss loss, double y, double t)
    {
        double error = y - t;
        switch (loss)
        {
            case MeanSquaredError:
                return (error * error, 2 * error);
            case MeanAbsoluteError:
                return (Math.Abs(error), Side(error));
            case MeanAbsolutePercentageError:
                double percent = 100 / Math.Max(Math.Abs(t), LossKernels.Epsilon);
                return (percent * Math.Abs(error), percent * Side(error));
            case MeanSquaredLogarithmicError:
                double difference = Math.Log(Math.Max(y, LossKernels.Epsilon) + 1) - Math.Log(Math.Max(t, LossKernels.Epsilon) + 1);
                return (difference * difference, y < LossKernels.Epsilon ? 0 : 2 * difference / (y + 1));
            case Huber { Delta: var delta }:
                return Math.Abs(error) > delta ? ((delta * Math.Abs(error)) - (delta * delta / 2), delta * Side(error)) : (error * error / 2, error);
            case LogCosh:
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
