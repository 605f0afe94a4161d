using Weft.Data;
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
        ["adamax"] = new Adamax(0.01),
        ["adamax with other constants"] = new Adamax(0.02, beta1: 0.7, beta2: 0.9, epsilon: 1e-3),
        ["adadelta"] = new Adadelta(1, rho: 0.8, epsilon: 1e-4),
        ["ftrl"] = new Ftrl(0.1),
        ["ftrl with everything"] = new Ftrl(0.1, learningRatePower: -0.4, initialAccumulatorValue: 0.2, l1: 0.01, l2: 0.02, l2Shrinkage: 0.03, beta: 0.1),
        ["ftrl at a constant rate"] = new Ftrl(0.05, learningRatePower: 0),
        ["schedule-free"] = new ScheduleFreeAdamW(0.01),
        ["schedule-free with warmup and decay"] = new ScheduleFreeAdamW(0.02, beta1: 0.6, beta2: 0.9, epsilon: 1e-3, warmupSteps: 5) { WeightDecay = 1 },
        ["lamb"] = new Lamb(0.02),
        ["lamb with decay, average and accumulation"] = new Lamb(0.02, beta1: 0.7, beta2: 0.9, epsilon: 1e-3)
        {
            WeightDecay = 1,
            UseEma = true,
            EmaMomentum = 0.7,
            EmaOverwriteFrequency = 2,
            GradientAccumulationSteps = 2,
        },
        ["adafactor"] = new Adafactor(0.05),
        ["adafactor with other constants"] = new Adafactor(0.5, beta2Decay: -0.6, epsilon1: 1e-6, epsilon2: 0.1, clipThreshold: 0.5) { ClipNorm = 0.1 },
        ["muon"] = new Muon(0.01),
        ["muon without nesterov"] = new Muon(0.01, weightDecay: 2, momentum: 0.8, nesterov: false) { NsSteps = 3, RmsRate = null, AdamLrRatio = 0.5, AdamWeightDecay = 1 },
        ["muon that leaves a layer out"] = new Muon(0.01, weightDecay: null) { ExcludeLayers = ["nothing", "^den.e/"], AdamWeightDecay = 1, AdamBeta1 = 0.8, AdamBeta2 = 0.9, Epsilon = 1e-3 },
        ["decay without biases"] = new AdamW(0.01, weightDecay: 2) { ExcludeFromWeightDecay = Optimizer.BiasesAndNormalizations },
        ["muon's decay without kernels"] = new Muon(0.01, weightDecay: 2) { ExcludeFromWeightDecay = ["kern"], AdamWeightDecay = 1 },
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
        OptimizerOracle oracle = OptimizerOracle.Of(optimizer, model);
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

    // Kernels of more than two extents, matrices of more rows than columns, and weights that do not begin at zero.
    [Theory]
    [InlineData("lamb")]
    [InlineData("lamb with decay, average and accumulation")]
    [InlineData("adafactor")]
    [InlineData("adafactor with other constants")]
    [InlineData("muon")]
    [InlineData("muon without nesterov")]
    [InlineData("schedule-free with warmup and decay")]
    [InlineData("decay without biases")]
    public void TrainStep_NetworkOfKernels_ChangesWeightsByKerasFormulas(string name)
    {
        Optimizer optimizer = s_optimizers[name];
        Sequential model = new([7, 6, 2], seed: 2)
        {
            new Conv2D(3, 3, Activation.Tanh) { BiasInitializer = new HeUniform() },
            new Flatten(),
            new Dense(4, Activation.Tanh) { BiasInitializer = new HeUniform() },
            new Dense(9, Activation.Softmax) { BiasInitializer = new HeUniform() },
        };
        model.Compile(optimizer, new SparseCategoricalCrossentropy());
        Network network = new(model);
        OptimizerOracle oracle = OptimizerOracle.Of(optimizer, model);
        float[][] start = [.. model.Weights.Select(weight => weight.Span.ToArray())];
        for (int step = 0; step < 4; step++)
        {
            Samples batch = SampleDrawer.Draw(model, model.Loss!, 6, seed: 100 + step);
            oracle.Step(network.Weights, network.Gradients(model.Loss!, batch.Inputs, batch.Targets(9)).Weights);
            EngineProbe.TrainStep(model, batch);
        }

        foreach ((Weight weight, float[] before, double[] expected) in model.Weights.Zip(start, network.Weights))
        {
            float[] change = [.. weight.Span.ToArray().Zip(before, (after, old) => after - old)];
            double[] expectedChange = [.. expected.Zip(before, (after, old) => after - old)];
            Difference.AssertClose(change, expectedChange, 2e-5, weight.Name);
        }
    }

    // One after another and side by side: the same bits.
    [Theory]
    [InlineData("lamb")]
    [InlineData("adafactor")]
    [InlineData("muon")]
    public void Fit_WholeWeights_GiveTheSameBitsOnAnyThreads(string name)
    {
        float[][] one = Fitted(1), three = Fitted(3);
        Assert.Equal(one, three);

        float[][] Fitted(int threads)
        {
            Sequential model = new([8, 8, 3], seed: 2) { new Conv2D(8, 3, Activation.Relu), new Flatten(), new Dense(40, Activation.Relu), new Dense(3, Activation.Softmax) };
            model.Threads = threads;
            model.Compile(s_optimizers[name], new SparseCategoricalCrossentropy());
            model.Fit(SampleDrawer.Draw(model, model.Loss!, 40, seed: 1), epochs: 2, batchSize: 20);
            return [.. model.Weights.Select(weight => weight.Span.ToArray())];
        }
    }

    // Where a row and a column have never had a gradient, Keras' Adafactor divides 0 by 0.
    [Fact]
    public void Fit_AdafactorWithDeadRowsAndColumns_KeepsNumbers()
    {
        Sequential model = new([3], seed: 1) { new Dense(4, Activation.Relu) { BiasInitializer = new Constant(-100) }, new Dense(2, Activation.Softmax) };
        model.Compile(new Adafactor(0.1), new SparseCategoricalCrossentropy());
        TensorDataset data = new(new Tensor([2, 3], [0, 1, 2, 0, 3, 1]), (int[])[0, 1]);
        model.Fit(data, epochs: 3);
        Assert.All(model.Weights, weight => Assert.All(weight.Span.ToArray(), value => Assert.True(float.IsFinite(value))));
    }

    [Fact]
    public void Muon_PatternThatCouldTakeForEver_IsRefused()
    {
        Assert.Contains("look-arounds", Assert.Throws<ArgumentException>(() => new Muon() { ExcludeLayers = ["(?<=x)y"] }).Message);
        Assert.Contains("ExcludeLayers", Assert.Throws<ArgumentException>(() => new Muon() { ExcludeLayers = ["("] }).Message);
        Assert.Equal(new Muon { ExcludeLayers = ["a"] }, new Muon { ExcludeLayers = ["a"] });
        Assert.NotEqual(new Muon { ExcludeLayers = ["a"] }, new Muon { ExcludeLayers = ["b"] });
    }

    [Fact]
    public void ExcludeFromWeightDecay_IsComparedByItsNamesAndFiled()
    {
        Assert.Equal(new AdamW { ExcludeFromWeightDecay = ["bias"] }, new AdamW { ExcludeFromWeightDecay = ["bias"] });
        Assert.NotEqual(new AdamW { ExcludeFromWeightDecay = ["bias"] }, new AdamW());
        using TemporaryFolder folder = new();
        Sequential model = new([3], seed: 1) { new Dense(2) };
        model.Compile(new AdamW { ExcludeFromWeightDecay = Optimizer.BiasesAndNormalizations }, new MeanSquaredError());
        model.Save(folder.File("m.keras"));
        Assert.Equal(model.Optimizer, Sequential.Load(folder.File("m.keras")).Optimizer);
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
