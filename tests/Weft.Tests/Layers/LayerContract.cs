using Weft.Tests.Reference;

namespace Weft.Tests.Layers;

/// <summary>A network of the library beside the oracle's, on the same samples.</summary>
internal static class LayerContract
{
    public static void PredictsAsOracle(LayerCase @case)
    {
        Sequential model = @case.Build();
        Network network = new(model);
        Samples samples = SampleDrawer.Draw(model, @case.Loss, @case.Batch, seed: 7);

        Tensor actual = model.Predict(samples.Batch());

        Assert.Equal(network.OutputShape, model.OutputShape);
        Assert.Equal(model.OutputShape.Prepend(@case.Batch), actual.Shape);
        double[] expected = [.. samples.Inputs.SelectMany(network.Predict)];
        Difference.AssertClose(actual.Span, expected, Difference.Tolerance(network), "prediction");
    }

    public static void DerivesAsOracle(LayerCase @case)
    {
        Sequential model = @case.Compile();
        Network network = new(model);
        Samples samples = SampleDrawer.Draw(model, @case.Loss, @case.Batch, seed: 7);
        GradientResult expected = network.Gradients(@case.Loss, samples.Inputs, samples.Targets(model.OutputShape.Size));
        double tolerance = Difference.Tolerance(network);

        double evaluated = network.EvaluationLoss(@case.Loss, samples.Inputs, samples.Targets(model.OutputShape.Size));
        Assert.Equal(evaluated, model.Evaluate(samples).Loss, tolerance * Math.Max(1, evaluated));
        IReadOnlyList<Tensor> gradients = EngineProbe.Gradients(model, samples);
        Weight[] weights = [.. model.Weights.Where(weight => weight.Trainable)];
        Assert.Equal(weights.Length, gradients.Count);
        for (int i = 0; i < weights.Length; i++)
        {
            Assert.Equal(weights[i].Shape, gradients[i].Shape);
            Difference.AssertClose(gradients[i].Span, expected.Weights[i], tolerance, $"gradient of {weights[i].Name}");
        }

        Assert.Equal(expected.Loss, EngineProbe.TrainStep(model, samples), tolerance * Math.Max(1, expected.Loss));
    }
}
