using Weft.Data;
using Weft.Engine;
using Weft.Kernels;
using Weft.Layers;
using Weft.Regularizers;

namespace Weft.Tests.Engine;

/// <summary>What a run takes outside the collector's heap it gives back, however it ends. A model keeps a plan to predict and one to evaluate, until its weights change.</summary>
[Collection(AloneCollection.Name)]
public sealed class NativeMemoryTests
{
    private const int Batch = 8;

    public static TheoryData<string> Networks() => ["plain", "staged"];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Fit_WithValidation_LeavesNothing(string name) =>
        LeavesNothing(name, (model, data) => model.Fit(data, epochs: 2, batchSize: Batch, validationSplit: 0.25));

    [Theory]
    [MemberData(nameof(Networks))]
    public void Fit_WhileItRuns_HasMemory(string name)
    {
        (Sequential model, Dataset data) = Create(name);
        long before = Live(), during = 0;

        model.Fit(data, batchSize: Batch, callbacks: [new At(2, () => during = AlignedFloats.LiveBytes)]);

        Assert.True(during > before + (model.ParameterCount * sizeof(float)), $"expected more than the gradients' {model.ParameterCount * sizeof(float)} bytes, got {during - before}.");
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Fit_Cancelled_LeavesNothing(string name) => LeavesNothing(name, (model, data) =>
    {
        using CancellationTokenSource source = new();
        History history = model.Fit(data, epochs: 2, batchSize: Batch, callbacks: [new At(2, source.Cancel)], cancellationToken: source.Token);
        Assert.True(history.Interrupted);
    });

    [Theory]
    [MemberData(nameof(Networks))]
    public void Fit_CallbackFails_LeavesNothing(string name) => LeavesNothing(name, (model, data) =>
        Assert.Throws<InvalidOperationException>(() => model.Fit(data, batchSize: Batch, validationSplit: 0.25, callbacks: [new At(2, () => throw new InvalidOperationException())])));

    [Theory]
    [MemberData(nameof(Networks))]
    public void Fit_LossIsNoNumber_LeavesNothing(string name) => LeavesNothing(name, (model, data) =>
    {
        model.Weights.Last().Values[0] = float.NaN;
        Assert.Throws<TrainingException>(() => model.Fit(data, batchSize: Batch));
    });

    [Theory]
    [MemberData(nameof(Networks))]
    public void FindLearningRate_LeavesNothing(string name) => LeavesNothing(name, (model, data) => model.FindLearningRate(data, 1e-5, 1e-3, steps: 4, batchSize: Batch));

    [Theory]
    [MemberData(nameof(Networks))]
    public void Profile_LeavesNothing(string name) => LeavesNothing(name, (model, data) => model.Profile(data, TimeSpan.FromMilliseconds(1)));

    [Theory]
    [MemberData(nameof(Networks))]
    public void Profile_Cancelled_LeavesNothing(string name) => LeavesNothing(name, (model, data) =>
        Assert.ThrowsAny<OperationCanceledException>(() => model.Profile(data, TimeSpan.FromMilliseconds(1), new CancellationToken(canceled: true))));

    [Theory]
    [MemberData(nameof(Networks))]
    public void TrainStep_LeavesNothing(string name) => LeavesNothing(name, (model, data) => model.TrainStep(data));

    [Theory]
    [MemberData(nameof(Networks))]
    public void Gradients_LeavesNothing(string name) => LeavesNothing(name, (model, data) => model.WeightGradients(data));

    [Fact]
    public void Adapt_LeavesNothing() => LeavesNothing("adapted", (model, data) => model.Adapt(data));

    [Fact]
    public void Augment_LeavesNothing() => LeavesNothing("adapted", (model, data) => model.Augment(data));

    [Fact]
    public void Evaluate_OfMirroredPictures_LeavesNoMoreThanThePredictionsPlan()
    {
        (Sequential model, Dataset data) = Create("staged");
        model.Metadata = model.Metadata with { TestTimeFlip = true };
        model.Threads = 1;
        model.Predict(data);
        long kept = Live();

        model.Evaluate(data);

        Assert.Equal(kept, AlignedFloats.LiveBytes);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Evaluate_AgainAndAgain_KeepsOnePlanUntilTheModelIsCompiledAgain(string name)
    {
        (Sequential model, Dataset data) = Create(name);
        model.Threads = 1;
        long before = Live();
        model.Evaluate(data);
        long kept = AlignedFloats.LiveBytes;

        for (int i = 0; i < 5; i++)
        {
            model.Evaluate(data);
            Assert.ThrowsAny<OperationCanceledException>(() => model.Evaluate(data, new CancellationToken(canceled: true)));
        }

        Assert.True(kept > before);
        Assert.Equal(kept, AlignedFloats.LiveBytes);
        model.Compile(new SGD(), new SparseCategoricalCrossentropy());
        Assert.Equal(before, AlignedFloats.LiveBytes);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Predict_AgainAndAgain_KeepsOnePlanUntilTheWeightsChange(string name)
    {
        (Sequential model, Dataset data) = Create(name);
        model.Threads = 1;
        long before = Live();
        model.Predict(data);
        long kept = AlignedFloats.LiveBytes;

        for (int i = 0; i < 5; i++)
        {
            model.Predict(data);
            Assert.ThrowsAny<OperationCanceledException>(() => model.Predict(data, new CancellationToken(canceled: true)));
            model.Predict(new Tensor(model.InputShape));
        }

        Assert.True(kept > before);
        Assert.Equal(kept, AlignedFloats.LiveBytes);
        model.TrainStep(data);
        Assert.Equal(before, AlignedFloats.LiveBytes);
    }

    // More than a few single samples get a plan for several threads.
    [Theory]
    [MemberData(nameof(Networks))]
    public void Predict_ManySingleSamples_LeavesNothingWhenTheWeightsChange(string name) => LeavesNothing(name, (model, data) =>
    {
        for (int i = 0; i < 50; i++)
        {
            model.Predict(new Tensor(model.InputShape));
        }

        model.TrainStep(data);
    });

    // A thread may have the predictor in hand when the model drops it, and compile only then.
    [Fact]
    public void Predictor_DroppedBeforeItCompiles_LeavesNothing() => LeavesNothing("staged", (model, data) =>
    {
        Tensor sample = new(model.InputShape), output = new(model.OutputShape);
        Predictor predictor = new(model.Graph, model.Seed, convolutions: null);
        predictor.Dispose();
        for (int i = 0; i < 50; i++)
        {
            predictor.RunOne(sample.Span, output.Span, threads: 2);
        }

        Assert.Equal(model.Predict(sample).Values, output.Values);
        model.Convolutions = null;
    });

    [Fact]
    public void Predict_WhileOthersDropThePlan_IsRightAndLeavesNothing() => LeavesNothing("staged", (model, data) =>
    {
        float[] expected = model.Predict(data).Values;
        Parallel.For(0, 4, caller =>
        {
            for (int i = 0; i < 50; i++)
            {
                if (caller == 0)
                {
                    model.Convolutions = null;
                }
                else
                {
                    Assert.Equal(expected, model.Predict(data).Values);
                }
            }
        });
        model.Convolutions = null;
    });

    // Of a size of its own: what a model of another test had left would be in the first figure and not in the second.
    [Fact]
    public void Model_Dropped_IsCollectedWithItsPlans()
    {
        long before = Live();

        PredictAndDrop();

        Assert.Equal(before, Live());

        static void PredictAndDrop()
        {
            (Sequential model, Dataset data) = Create("large");
            model.Evaluate(data);
            for (int i = 0; i < 50; i++)
            {
                model.Predict(new Tensor(model.InputShape));
            }
        }
    }

    private static void LeavesNothing(string name, Action<Sequential, Dataset> run)
    {
        (Sequential model, Dataset data) = Create(name);
        long before = Live();

        run(model, data);

        Assert.Equal(before, AlignedFloats.LiveBytes);
    }

    // After models that other tests have left are gone.
    private static long Live()
    {
        for (int i = 0; i < 2; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return AlignedFloats.LiveBytes;
    }

    private static (Sequential Model, Dataset Data) Create(string name)
    {
        Sequential model = name switch
        {
            "plain" => new([12, 12, 3], seed: 1)
            {
                new Conv2D(16, 3, Activation.Relu),
                new MaxPooling2D(2),
                new Conv2D(16, 3, Activation.Relu, padding: Padding.Same) { KernelRegularizer = new L2(0.01) },
                new DepthwiseConv2D(3),
                new Flatten(),
                new Dense(64, Activation.Relu),
                new Dense(3, Activation.Softmax),
            },
            "staged" => new([12, 12, 3], seed: 1)
            {
                new Conv2D(16, 3, padding: Padding.Same, useBias: false),
                new BatchNormalization(),
                new ReLU(),
                new Residual(Activation.Relu) { new Conv2D(16, 3, padding: Padding.Same, useBias: false), new BatchNormalization() },
                new GlobalAveragePooling2D(),
                new Dense(3, Activation.Softmax),
            },
            "large" => new([20, 20, 3], seed: 1) { new Conv2D(32, 3), new Conv2D(32, 3), new Flatten(), new Dense(3, Activation.Softmax) },
            _ => new([12, 12, 3], seed: 1) { new RandomFlip(), new Normalization(), new Conv2D(8, 3), new Flatten(), new Dense(3, Activation.Softmax) },
        };
        model.Threads = 2;
        model.Compile(new Adam(), new SparseCategoricalCrossentropy(), Metric.Accuracy);
        const int count = 4 * Batch;
        byte[] pixels = new byte[count * model.InputShape.Size];
        new Random(1).NextBytes(pixels);
        return (model, new ImageDataset(pixels, Enumerable.Range(0, count).Select(i => i % 3).ToArray(), model.InputShape, "noise"));
    }

    private sealed class At(int step, Action act) : Callback
    {
        public override void OnBatchEnd(TrainingRun run)
        {
            if (run.Step == step)
            {
                act();
            }
        }
    }
}
