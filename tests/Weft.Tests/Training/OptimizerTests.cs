using Weft.Initializers;
using Weft.Layers;
using Weft.Tests.Reference;

namespace Weft.Tests.Training;

/// <summary>Ten steps of every optimizer against Keras' formulas in double.</summary>
public sealed class OptimizerTests
{
    public static TheoryData<string> Names => [.. s_optimizers.Keys];

    private static readonly Dictionary<string, Optimizer> s_optimizers = new()
    {
        ["sgd"] = new SGD(0.05),
        ["sgd with momentum"] = new SGD(0.05, momentum: 0.9),
        ["sgd with nesterov"] = new SGD(0.05, momentum: 0.9, nesterov: true),
        ["adam"] = new Adam(),
        ["adam with other constants"] = new Adam(0.01, beta1: 0.8, beta2: 0.95, epsilon: 1e-3),
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void TrainStep_TenSteps_ChangesWeightsByKerasFormulas(string name)
    {
        Optimizer optimizer = s_optimizers[name];
        MeanSquaredError loss = new();
        // From zero, so that the rounding of a weight of order 1 does not hide what a step is wrong by.
        Sequential model = new([5], seed: 2) { new Dense(7) { KernelInitializer = new Zeros() } };
        model.Compile(optimizer, loss);
        Network network = new(model);
        OptimizerOracle oracle = OptimizerOracle.Of(optimizer);
        float[][] start = [.. model.Weights.Select(weight => weight.Span.ToArray())];

        for (int step = 0; step < 10; step++)
        {
            Samples batch = SampleDrawer.Draw(model, loss, 6, seed: 100 + step);
            GradientResult gradients = network.Gradients(loss, batch.Inputs, batch.Targets(7));
            Assert.Equal(gradients.Loss, EngineProbe.TrainStep(model, batch), 1e-6);
            oracle.Step(network.Weights, gradients.Weights);
        }

        foreach ((Weight weight, float[] before, double[] expected) in model.Weights.Zip(start, network.Weights))
        {
            float[] change = [.. weight.Span.ToArray().Zip(before, (after, old) => after - old)];
            double[] expectedChange = [.. expected.Zip(before, (after, old) => after - old)];
            Difference.AssertClose(change, expectedChange, 2e-6, weight.Name);
        }

        Assert.Equal(10, model.Iterations);
    }

    [Fact]
    public void TrainStep_LayerThatIsNotTrainable_KeepsItsWeights()
    {
        Sequential model = new([5], seed: 2) { new Dense(6, Activation.Tanh) { Trainable = false }, new Dense(3, Activation.Softmax) };
        model.Compile(new Adam(), new SparseCategoricalCrossentropy());
        Samples batch = SampleDrawer.Draw(model, model.Loss!, 6, seed: 1);
        float[] frozen = model.Layers[0].Weights[0].Span.ToArray();
        float[] free = model.Layers[1].Weights[0].Span.ToArray();

        Assert.Equal(2, EngineProbe.Gradients(model, batch).Count);
        EngineProbe.TrainStep(model, batch);

        Assert.Equal(frozen, model.Layers[0].Weights[0].Span.ToArray());
        Assert.NotEqual(free, model.Layers[1].Weights[0].Span.ToArray());
    }
}
