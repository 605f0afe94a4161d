using Weft.Cli.Reports;

namespace Weft.Cli.Models;

/// <summary>Two models side by side: layers and weights by name, outputs on the same samples.</summary>
internal static class ModelDifference
{
    // Enough for the largest difference to be met; drawn anew from one seed, so that two runs say the same.
    private const int Samples = 16;

    /// <param name="a">One model.</param>
    /// <param name="b">The other.</param>
    /// <param name="samples">What both are run on; null for random numbers from 0 to 1.</param>
    public static DiffReport Of(Model a, Model b, Tensor? samples)
    {
        Dictionary<string, BuiltLayer> left = ByName(a), right = ByName(b);
        string[] both = [.. left.Keys.Where(right.ContainsKey)];
        return new DiffReport(
            [.. left.Keys.Except(right.Keys)],
            [.. right.Keys.Except(left.Keys)],
            [.. both.Select(name => Layers(name, left[name], right[name])).OfType<LayerDifference>()],
            [.. Settings(a, b)],
            [.. Weights(a, b)],
            Outputs(a, b, samples));
    }

    private static Dictionary<string, BuiltLayer> ByName(Model model) => model.Layers.ToDictionary(layer => layer.Name);

    private static LayerDifference? Layers(string name, BuiltLayer a, BuiltLayer b)
    {
        (string Text, Shape Shape) left = ($"{a.Layer with { Name = name }}", a.OutputShape), right = ($"{b.Layer with { Name = name }}", b.OutputShape);
        return left == right ? null : new LayerDifference(name, $"{left.Text} gives {left.Shape}", $"{right.Text} gives {right.Shape}");
    }

    private static IEnumerable<LayerDifference> Settings(Model a, Model b) => new LayerDifference[]
    {
        new("inputs", Shapes(a.Inputs), Shapes(b.Inputs)),
        new("outputs", Shapes(a.Outputs), Shapes(b.Outputs)),
        new("optimizer", $"{a.Optimizer}", $"{b.Optimizer}"),
        new("loss", $"{a.Loss}", $"{b.Loss}"),
        new("metrics", string.Join(", ", a.Metrics.Select(metric => metric.Name)), string.Join(", ", b.Metrics.Select(metric => metric.Name))),
        new("class names", string.Join(", ", a.Metadata.ClassNames), string.Join(", ", b.Metadata.ClassNames)),
        new("pixel scale", $"{a.Metadata.PixelScale}", $"{b.Metadata.PixelScale}"),
        new("temperature", $"{a.Metadata.Temperature}", $"{b.Metadata.Temperature}"),
        new("mirror images", $"{a.Metadata.TestTimeFlip}", $"{b.Metadata.TestTimeFlip}"),
    }.Where(setting => setting.A != setting.B);

    private static string Shapes(IEnumerable<Node> nodes) => string.Join(" and ", nodes.Select(node => $"{node.Shape}"));

    private static IEnumerable<WeightDifference> Weights(Model a, Model b)
    {
        Dictionary<string, Weight> others = b.Weights.DistinctBy(weight => weight.Name).ToDictionary(weight => weight.Name);
        foreach (Weight weight in a.Weights)
        {
            if (others.TryGetValue(weight.Name, out Weight? other))
            {
                bool isSame = weight.Shape == other.Shape;
                (double most, double mean, int count) = isSame ? Distance(weight.Span, other.Span) : (double.NaN, double.NaN, weight.Span.Length);
                if (count > 0)
                {
                    yield return new WeightDifference(
                        weight.Name, $"{weight.Shape}", $"{other.Shape}", isSame ? count : null, isSame ? most : null, isSame ? mean : null);
                }
            }
        }
    }

    private static (double Most, double Mean, int Count) Distance(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        double most = 0, sum = 0;
        int count = 0;
        for (int i = 0; i < a.Length; i++)
        {
            // Two that are no numbers are alike; one is as far from the other as can be.
            if (!a[i].Equals(b[i]))
            {
                double distance = Math.Abs((double)a[i] - b[i]);
                (most, sum, count) = (Math.Max(most, distance), sum + distance, count + 1);
            }
        }

        return (most, a.Length == 0 ? 0 : sum / a.Length, count);
    }

    private static OutputDifference? Outputs(Model a, Model b, Tensor? samples)
    {
        if (a.Inputs.Count != 1 || a.Outputs.Count != 1 || b.Inputs.Count != 1 || b.Outputs.Count != 1
            || a.InputShape != b.InputShape || a.OutputShape != b.OutputShape)
        {
            return null;
        }

        Tensor x = samples ?? Random(a.InputShape);
        Tensor left = Raw(a, x), right = Raw(b, x);
        (double most, double mean, _) = Distance(left.Span, right.Span);
        int classes = left.Shape[^1], rows = left.Size / classes;
        int agree = Enumerable.Range(0, rows).Count(row => Best(left, row, classes) == Best(right, row, classes));
        return new OutputDifference(x.Shape[0], samples is null, most, mean, (double)agree / rows);
    }

    private static int Best(Tensor outputs, int row, int classes)
    {
        ReadOnlySpan<float> values = outputs.Span.Slice(row * classes, classes);
        int best = 0;
        for (int i = 1; i < values.Length; i++)
        {
            best = values[i] > values[best] ? i : best;
        }

        return best;
    }

    // The network alone: no mirror images, no temperature.
    private static Tensor Raw(Model model, Tensor x)
    {
        model.Metadata = model.Metadata with { TestTimeFlip = false, Temperature = null };
        return model.Predict(x);
    }

    private static Tensor Random(Shape shape)
    {
        Random random = new(1);
        return new Tensor(shape.Prepend(Samples), [.. Enumerable.Range(0, Samples * shape.Size).Select(_ => random.NextSingle())]);
    }
}
