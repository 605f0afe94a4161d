using CsCheck;

using Weft.Tests.Reference;

namespace Weft.Tests.Graph;

/// <summary>Random graphs beside the oracle: predictions, losses, gradients, and the same bits on any number of threads.</summary>
public sealed class RandomGraphTests
{
    private static readonly SparseCategoricalCrossentropy s_loss = new();

    public static TheoryData<uint> Seeds => [.. Enumerable.Range(1, int.Parse(Environment.GetEnvironmentVariable("WEFT_RANDOM_GRAPHS") ?? "150", null)).Select(seed => (uint)seed)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void RandomGraph_PredictionAndGradients_MatchOracle(uint seed)
    {
        (Model model, Samples samples) = Draw(seed);
        Network network = new(model);
        double tolerance = Difference.Tolerance(network);

        Difference.AssertClose(model.Predict(samples.Batch()).Span, [.. samples.Inputs.SelectMany(network.Predict)], tolerance, "prediction");
        IReadOnlyList<double[]> targets = samples.Targets(4);
        double evaluated = network.EvaluationLoss(s_loss, samples.Inputs, targets);
        Assert.Equal(evaluated, model.Evaluate(samples).Loss, tolerance * Math.Max(1, evaluated));
        GradientResult expected = network.Gradients(s_loss, samples.Inputs, targets);
        IReadOnlyList<Tensor> gradients = EngineProbe.Gradients(model, samples);
        Weight[] weights = [.. model.Weights.Where(weight => weight.Trainable)];
        Assert.Equal(weights.Length, gradients.Count);
        double size = Math.Sqrt(expected.Weights.SelectMany(gradient => gradient).Sum(value => value * value));
        for (int i = 0; i < weights.Length; i++)
        {
            // A gradient that is nothing but cancellation, of a bias before a normalisation say, is held to the size of the others.
            double error = Math.Sqrt(gradients[i].Span.ToArray().Zip(expected.Weights[i], (a, b) => (a - b) * (a - b)).Sum());
            double norm = Math.Sqrt(expected.Weights[i].Sum(value => value * value));
            Assert.True(error <= tolerance * Math.Max(norm, 0.1 * size), $"gradient of {weights[i].Name}: expected an error of at most {tolerance * Math.Max(norm, 0.1 * size):G3}, got {error:G3}");
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void RandomGraph_OnAnyNumberOfThreads_HasTheSameBits(uint seed)
    {
        if (seed % 5 != 0)
        {
            return;
        }

        float[][]? first = null;
        foreach (int threads in (ReadOnlySpan<int>)[1, 2, 3, 7])
        {
            Model model = Build(seed, 1, out _);
            model.Threads = threads;
            Random random = new(7);
            Samples samples = Samples.Labelled(
                model.InputShape, [.. Enumerable.Range(0, 150).Select(_ => SampleDrawer.Values(random, model.InputShape.Size, -1, 1))], [.. Enumerable.Range(0, 150).Select(_ => random.Next(4))]);
            for (int step = 0; step < 3; step++)
            {
                EngineProbe.TrainStep(model, samples);
            }

            float[][] bits = [.. model.Weights.Select(weight => weight.Span.ToArray()), model.Predict(samples.Batch()).Span.ToArray()];
            first ??= bits;
            Assert.Equal(first, bits);
        }
    }

    // A graph with ties that no sample breaks, a maximum of equal values say, has no gradient to compare: another one takes its place.
    private static (Model Model, Samples Samples) Draw(uint seed)
    {
        for (ulong attempt = 1; ; attempt++)
        {
            Model model = Build(seed, attempt, out int batch);
            try
            {
                return (model, SampleDrawer.Draw(model, s_loss, batch, seed: 7));
            }
            catch (Xunit.Sdk.XunitException) when (attempt < 4)
            {
            }
        }
    }

    private static Model Build(uint seed, ulong attempt, out int batch)
    {
        // With one number alone the generator takes the other from the clock.
        int[] decisions = Gen.Int[0, 1 << 20].Array[40].Generate(new PCG(seed, attempt), null, out _);
        Model model = new RandomGraph(decisions).Build((int)seed);
        TestContext.Current.TestOutputHelper?.WriteLine(string.Join("\n", model.Graph.Calls.Select(call =>
            $"{call.Layer.Name} ({string.Join(", ", call.Inputs.Select(input => $"{input.Layer.Name}:{input.Call.Index}"))}) -> {call.Outputs[0].Shape} trainable {call.Layer.Trainable} {call.Layer.Layer}")));
        model.Compile(new SGD(0.05), s_loss);
        batch = 1 + (decisions[0] % 19);
        return model;
    }
}
