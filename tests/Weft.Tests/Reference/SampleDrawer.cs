namespace Weft.Tests.Reference;

/// <summary>Draws samples for a network that stay clear of the points where a derivative jumps.</summary>
/// <remarks>
/// Next to the corner of a relu, or to a tie of a maximum, float and double may rightly take different sides, and then whole entries of the gradient
/// differ. That is no error of either, so such samples are drawn again: what is left is to agree to rounding.
/// </remarks>
internal static class SampleDrawer
{
    /// <summary>Far above the rounding of float sums of order 1, and small enough that few samples are drawn again.</summary>
    private const double Room = 1e-5;

    public static Samples Draw(Model model, Loss loss, int count, int seed)
    {
        Network network = new(model);
        Random random = new(seed);
        int outputs = network.OutputShape.Aggregate(1, (a, b) => a * b);
        List<float[]> inputs = network.NeedsBatch ? DrawBatch(network, model.InputShape.Size, count, random) : [];
        for (int attempts = 0; inputs.Count < count; attempts++)
        {
            Assert.True(attempts < 50 * (count + 4), "Too few samples keep clear of kinks: the network is too large for this test.");
            float[] candidate = Values(random, model.InputShape.Size, -1, 1);
            if (network.Margin([.. candidate.Select(value => (double)value)]) > Room)
            {
                inputs.Add(candidate);
            }
        }

        return loss switch
        {
            { TakesClassNumbers: true } => Samples.Labelled(model.InputShape, inputs, [.. inputs.Select(_ => random.Next(outputs))]),
            CategoricalCrossentropy or CategoricalFocalCrossentropy or KLDivergence => Samples.WithTargets(model.InputShape, inputs, [.. inputs.Select(_ => Distribution(random, outputs))]),
            Hinge or SquaredHinge => Samples.WithTargets(model.InputShape, inputs, [.. inputs.Select(_ => Sides(random, outputs))]),
            _ => Samples.WithTargets(model.InputShape, inputs, [.. inputs.Select(_ => Values(random, outputs, 0, 1))]),
        };
    }

    // Where samples depend on each other, all of them are drawn again together, until each keeps clear by itself too, for predictions.
    private static List<float[]> DrawBatch(Network network, int size, int count, Random random)
    {
        for (int attempts = 0; attempts < 50; attempts++)
        {
            List<float[]> inputs = [.. Enumerable.Range(0, count).Select(_ => Values(random, size, -1, 1))];
            double[][] wide = [.. inputs.Select(input => input.Select(value => (double)value).ToArray())];
            if (network.MarginBatch(wide) > Room && wide.All(input => network.Margin(input) > Room))
            {
                return inputs;
            }
        }

        Assert.Fail("No batch keeps clear of kinks: the network is too large for this test.");
        return [];
    }

    public static float[] Values(Random random, int count, double from, double to) =>
        [.. Enumerable.Range(0, count).Select(_ => (float)(from + (to - from) * random.NextDouble()))];

    private static float[] Sides(Random random, int outputs) => [.. Enumerable.Range(0, outputs).Select(_ => random.Next(-1, 2))];

    private static float[] Distribution(Random random, int classes)
    {
        float[] values = Values(random, classes, 0.05, 1);
        return [.. values.Select(value => value / values.Sum())];
    }
}
