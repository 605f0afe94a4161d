namespace Weft.Onnx.Operators;

/// <summary>Where a resized axis takes its values from.</summary>
/// <param name="Mode">nearest, linear or cubic.</param>
/// <param name="Where">How places of the result become places of the source.</param>
/// <param name="Rounding">Which neighbour is the nearest.</param>
/// <param name="Cubic">The coefficient of the cubic.</param>
/// <param name="ExcludesOutside">Whether what lies outside has no weight, instead of being the border.</param>
internal sealed record ResizeRule(string Mode, string Where, string Rounding, float Cubic, bool ExcludesOutside)
{
    private const long Most = 1 << 24;

    /// <summary>What each place of the source counts for each place of the result.</summary>
    /// <exception cref="ModelFileException">They are too many.</exception>
    public float[,] Weights(int source, int target, float scale)
    {
        if ((long)source * target > Most)
        {
            throw new ModelFileException($"expected a size of at most {Most / source}, got {target}.");
        }

        float[,] weights = new float[source, target];
        for (int to = 0; to < target; to++)
        {
            double at = Place(to, source, target, scale);
            switch (Mode)
            {
                case "nearest":
                    weights[Math.Clamp((int)Rounded(at), 0, source - 1), to] = 1;
                    break;
                case "linear":
                    double clamped = Math.Clamp(at, 0, source - 1);
                    int below = (int)Math.Min(Math.Floor(clamped), Math.Max(source - 2, 0));
                    weights[below, to] += (float)(1 - (clamped - below));
                    weights[Math.Min(below + 1, source - 1), to] += (float)(clamped - below);
                    break;
                default:
                    AddCubic(weights, source, to, at);
                    break;
            }
        }

        return weights;
    }

    private double Place(int to, int source, int target, float scale)
    {
        double half = ((to + 0.5) / scale) - 0.5;
        switch (Where)
        {
            case "asymmetric":
                return to / (double)scale;
            case "align_corners":
                return target == 1 ? 0 : to * (source - 1.0) / (target - 1);
            case "pytorch_half_pixel":
                return target > 1 ? half : 0;
            case "tf_half_pixel_for_nn":
                return (to + 0.5) / scale;
            case "half_pixel_symmetric":
                double adjustment = target / (scale * (double)source), middle = source / 2.0;
                return (middle * (1 - adjustment)) + half;
            default:
                return half;
        }
    }

    private double Rounded(double at) => Rounding switch
    {
        "floor" => Math.Floor(at),
        "ceil" => Math.Ceiling(at),
        "round_prefer_ceil" => Math.Floor(at + 0.5),
        _ => Math.Ceiling(at - 0.5),
    };

    private void AddCubic(float[,] weights, int source, int to, double at)
    {
        int first = (int)Math.Floor(at) - 1;
        double[] parts = [.. Enumerable.Range(first, 4).Select(place => ExcludesOutside && (place < 0 || place >= source) ? 0
            : Part(Math.Abs(at - place)))];
        double sum = ExcludesOutside ? parts.Sum() : 1;
        for (int i = 0; i < parts.Length; i++)
        {
            weights[Math.Clamp(first + i, 0, source - 1), to] += (float)(parts[i] / sum);
        }
    }

    private double Part(double distance)
    {
        double a = Cubic;
        return distance <= 1 ? ((((a + 2) * distance) - (a + 3)) * distance * distance) + 1
            : distance < 2 ? (((((a * distance) - (5 * a)) * distance) + (8 * a)) * distance) - (4 * a) : 0;
    }
}
