using Weft.Tests.Reference;

namespace Weft.Tests.Golden;

/// <summary>The seed network against PyTorch: one loss, all ten gradients, ten training losses.</summary>
public sealed class SeedNetworkTests
{
    // libtorch's own float32 gradients are up to 1.6e-6 from the truth, its losses 3.4e-7; ours were 5e-7 and 2e-8 when this was written.
    private const double GradientTolerance = 4e-6;
    private const double LossTolerance = 1e-6;

    private readonly NpzFile _golden = new(Path.Combine(AppContext.BaseDirectory, "Golden", "seed-network.npz"));

    [Fact]
    public void Oracle_FirstBatch_IsPyTorchs()
    {
        Model model = SeedNetwork.Build();
        Samples batch = FirstBatch();

        GradientResult result = new Network(model).Gradients(new SparseCategoricalCrossentropy(), batch.Inputs, batch.Targets(10));

        Assert.Equal(_golden["loss"][0], result.Loss, 1e-12);
        foreach ((Weight weight, double[] gradient) in model.Weights.Zip(result.Weights))
        {
            // The dump's gradients are rounded to float: 2^-24 each.
            Difference.AssertClose([.. gradient.Select(g => (float)g)], _golden[$"gradients/{weight.Name}"], 1e-7, weight.Name);
        }
    }

    [Fact]
    public void Gradients_FirstBatch_ArePyTorchs()
    {
        Model model = Compiled();
        IReadOnlyList<Tensor> gradients = EngineProbe.Gradients(model, FirstBatch());
        foreach ((Weight weight, Tensor gradient) in model.Weights.Zip(gradients))
        {
            Difference.AssertClose(gradient.Span, _golden[$"gradients/{weight.Name}"], GradientTolerance, weight.Name);
        }
    }

    [Fact]
    public void Evaluate_FirstBatch_HasPyTorchsLoss() => Assert.Equal(_golden["loss"][0], Compiled().Evaluate(FirstBatch()).Loss, LossTolerance);

    [Fact]
    public void TrainStep_TenBatches_HasPyTorchsLosses()
    {
        Model model = Compiled();
        for (int step = 0; step < 10; step++)
        {
            Samples batch = step == 0 ? FirstBatch() : SeedNetwork.Batch(Enumerable.Range(1000 * step, 64));
            double loss = EngineProbe.TrainStep(model, batch);
            Assert.True(Math.Abs(loss - _golden["losses"][step]) <= LossTolerance, $"step {step}: expected {_golden["losses"][step]}, got {loss}.");
        }
    }

    private Samples FirstBatch() => SeedNetwork.Batch(_golden["numbers"].Select(number => (int)number));

    private static Model Compiled()
    {
        Model model = SeedNetwork.Build();
        model.Compile(new Adam(), new SparseCategoricalCrossentropy());
        return model;
    }
}
