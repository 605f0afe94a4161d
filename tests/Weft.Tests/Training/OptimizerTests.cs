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
        ["adam with amsgrad"] = new Adam(0.01, beta2: 0.5, amsgrad: true),
        ["adamw"] = new AdamW(0.01, weightDecay: 2),
        ["rmsprop"] = new RMSprop(0.01, rho: 0.8, epsilon: 1e-4),
        ["rmsprop with momentum"] = new RMSprop(0.01, momentum: 0.7),
        ["rmsprop centered"] = new RMSprop(0.01, epsilon: 1e-3, centered: true),
        ["rmsprop centered with momentum"] = new RMSprop(0.01, rho: 0.7, momentum: 0.5, epsilon: 1e-3, centered: true),
        ["adagrad"] = new Adagrad(0.1, epsilon: 1e-3),
        ["adagrad from zero"] = new Adagrad(0.05, initialAccumulatorValue: 0),
        ["nadam"] = new Nadam(0.01),
        ["nadam with other constants"] = new Nadam(0.01, beta1: 0.7, beta2: 0.95, epsilon: 1e-3),
        ["lion"] = new Lion(0.01),
        ["lion with decay"] = new Lion(0.01, beta1: 0.5, beta2: 0.8) { WeightDecay = 3 },
        ["weight decay in sgd"] = new SGD(0.05) { WeightDecay = 1.5 },
        ["values clipped"] = new SGD(0.05, momentum: 0.9) { ClipValue = 0.02 },
        ["norms clipped"] = new Adam(0.01) { ClipNorm = 0.1 },
        ["global norm clipped"] = new SGD(0.05) { GlobalClipNorm = 0.2 },
        ["global norm out of reach"] = new SGD(0.05) { GlobalClipNorm = 200 },
        ["accumulation"] = new Adam(0.01) { GradientAccumulationSteps = 3 },
        ["accumulation of clipped nadam with decay"] = new Nadam(0.01) { GradientAccumulationSteps = 2, GlobalClipNorm = 0.1, WeightDecay = 2 },
        ["average"] = new SGD(0.05) { UseEma = true, EmaMomentum = 0.7 },
        ["average that overwrites"] = new Adam(0.01) { UseEma = true, EmaMomentum = 0.6, EmaOverwriteFrequency = 3 },
        ["everything"] = new RMSprop(0.01, momentum: 0.5)
        {
            UseEma = true,
            EmaMomentum = 0.8,
            EmaOverwriteFrequency = 2,
            GradientAccumulationSteps = 2,
            ClipNorm = 0.1,
            WeightDecay = 1,
        },
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
        if (optimizer.UseEma)
        {
            model.Session!.Finish();
            foreach ((Weight weight, double[] expected) in model.Weights.Zip(oracle.Averages))
            {
                Difference.AssertClose(weight.Span, expected, 2e-6, $"average of {weight.Name}");
            }
        }
    }

    [Fact]
    public void Fit_WithAverage_EndsWithItUnlessCancelled()
    {
        (float[] plain, _) = FitOneEpoch(new SGD(0.5), cancelAtStep: 0);
        (float[] averaged, float[] average) = FitOneEpoch(new SGD(0.5) { UseEma = true, EmaMomentum = 0.9 }, cancelAtStep: 0);
        Assert.NotEqual(plain, averaged);
        Assert.Equal(average, averaged);

        (float[] cancelled, average) = FitOneEpoch(new SGD(0.5) { UseEma = true, EmaMomentum = 0.9 }, cancelAtStep: 3);
        Assert.NotEqual(average, cancelled);
    }

    [Fact]
    public void Fit_GradientsLeftOver_AreTakenIntoTheNextEpoch()
    {
        // 5 batches and updates every 2: the fifth waits for the next epoch, as in Keras.
        Sequential model = new([5], seed: 2) { new Dense(3, Activation.Softmax) };
        model.Compile(new SGD(0.1) { GradientAccumulationSteps = 2 }, new SparseCategoricalCrossentropy());
        Samples samples = SampleDrawer.Draw(model, model.Loss!, 10, seed: 1);
        model.Fit(samples, batchSize: 2);
        Assert.Contains(model.Session!.SlotsOf(model.Weights.First())[0], value => value != 0);
        model.Fit(samples, batchSize: 2);
        Assert.All(model.Session!.SlotsOf(model.Weights.First())[0], value => Assert.Equal(0, value));
        Assert.Equal(10, model.Iterations);
    }

    [Fact]
    public void Options_OutOfRange_NameTheOptimizerAndTheOption()
    {
        Assert.Contains("Adam: expected ClipNorm", Assert.Throws<ArgumentOutOfRangeException>(() => new Adam() { ClipNorm = 0 }).Message);
        Assert.Contains("SGD: expected one of ClipValue, ClipNorm", Assert.Throws<ArgumentException>(() => new SGD() { ClipNorm = 1, ClipValue = 1 }).Message);
        Assert.Contains("GradientAccumulationSteps of at least 2", Assert.Throws<ArgumentOutOfRangeException>(() => new SGD() { GradientAccumulationSteps = 1 }).Message);
        Assert.Contains("Lion: expected beta1", Assert.Throws<ArgumentOutOfRangeException>(() => new Lion(beta1: 0)).Message);
    }

    private static (float[] Weights, float[] Average) FitOneEpoch(Optimizer optimizer, int cancelAtStep)
    {
        Sequential model = new([5], seed: 2) { new Dense(3, Activation.Softmax) };
        model.Compile(optimizer, new SparseCategoricalCrossentropy());
        using CancellationTokenSource source = new();
        model.Fit(SampleDrawer.Draw(model, model.Loss!, 24, seed: 1), batchSize: 4, callbacks: [new Cancel(source, cancelAtStep)], cancellationToken: source.Token);
        Weight kernel = model.Weights.First();
        return (kernel.Span.ToArray(), model.Session!.SlotsOf(kernel).FirstOrDefault() ?? []);
    }

    private sealed class Cancel(CancellationTokenSource source, int atStep) : Callback
    {
        public override void OnBatchEnd(TrainingRun run)
        {
            if (run.Step == atStep)
            {
                source.Cancel();
            }
        }
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
