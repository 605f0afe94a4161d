using Weft.Data;
using Weft.Formats;
using Weft.Initializers;
using Weft.Layers;
using Weft.Regularizers;
using Weft.Tests.Layers;

namespace Weft.Tests.Formats;

public sealed class RoundTripTests
{
    public static TheoryData<Layer, int[]> Layers() => new()
    {
        {
            new Conv2D(6, (3, 2), Activation.Elu, (2, 1), Padding.Same, useBias: false)
            {
                Groups = 2,
                Name = "stem",
                KernelInitializer = new HeNormal(),
            },
            [9, 8, 4]
        },
        { new Conv2D(3, (2, 3), Activation.LeakyRelu(0.05f)) { DilationRate = (2, 3), BiasInitializer = new Constant(0.25f) }, [9, 12, 2] },
        { new Conv2D(2, 1, new Activation(ActivationKind.Gelu, Approximate: true)) { Trainable = false }, [2, 2, 1] },
        { new Conv2DTranspose(2, 2, new Activation(ActivationKind.Gelu, Approximate: true)), [2, 2, 1] },
        { new DepthwiseConv2D(2, new Activation(ActivationKind.Gelu, Approximate: true)), [2, 2, 1] },
        { new SeparableConv2D(2, 2, new Activation(ActivationKind.Gelu, Approximate: true)), [2, 2, 1] },
        { new MaxPooling2D((3, 2), (1, 2), Padding.Same), [5, 6, 2] },
        { new AveragePooling2D(3, 2), [7, 7, 1] },
        { new GlobalAveragePooling2D(keepDims: true), [4, 4, 3] },
        { new GlobalAveragePooling2D(), [4, 4, 3] },
        { new GlobalMaxPooling2D(keepDims: true), [4, 4, 3] },
        { new Flatten { Name = "flat" }, [2, 3, 2] },
        { new Dense(3, new Activation(ActivationKind.Elu, 0.5f), useBias: false) { KernelInitializer = new Ones(), Trainable = false }, [4] },
        { new Dense(3, Activation.HardSigmoid) { KernelInitializer = new GlorotNormal(), BiasInitializer = new Ones() }, [4] },
        { new Dropout(0.3, seed: 7), [4] },
        { new Dropout(0), [4] },
        { new Dropout(0.3) { NoiseShape = [1, -1, 5] }, [4, 3, 5] },
        { new StochasticDepth(0.3), [4, 3, 5] },
        { new LayerScale(1e-6, 5), [4, 3, 5] },
        { new ActivationLayer(Activation.Silu), [4] },
        { new ActivationLayer(new Activation(ActivationKind.Gelu, Approximate: true)), [4] },
        { new ReLU(6), [4] },
        { new ReLU(null, 0.125f), [4] },
        { new LeakyReLU(0.01f), [4] },
        { new Softmax(), [4] },
        { new Conv2DTranspose(3, (2, 3), Activation.LeakyRelu(0.05f), 2, Padding.Same, (1, 0), useBias: false) { KernelRegularizer = new L2(0.5) }, [4, 5, 2] },
        { new Conv2DTranspose(3, 2) { DilationRate = 2 }, [4, 5, 2] },
        { new AdaptiveAveragePooling2D((3, 2)), [5, 4, 2] },
        { new AdaptiveMaxPooling2D(3), [5, 4, 2] },
        { new Cropping2D(1, 0, 2, 1), [5, 4, 2] },
        { new Resizing(3, 7, Interpolation.Lanczos5, padToAspectRatio: true, antialias: true) { FillValue = 0.5f }, [5, 4, 2] },
        { new Resizing(3, 7, Interpolation.Bicubic, cropToAspectRatio: true), [5, 4, 2] },
        { new UpSampling2D((2, 1), Interpolation.Lanczos3), [5, 4, 2] },
        { new CenterCrop(2, 3), [5, 4, 2] },
        { new Permute(3, 1, 2), [5, 4, 2] },
        { new RepeatVector(3), [4] },
        { new Identity(), [4] },
        { new GaussianDropout(0.25, seed: 3), [4] },
        { new AlphaDropout(0.25), [4] },
        { new Dense(3), [5, 4] },
        { new LayerNormalization([2, 3], 1e-4, center: false), [3, 2, 4] },
        { new LayerNormalization(scale: false) { RmsScaling = true }, [3, 2, 4] },
        { new GroupNormalization(2, epsilon: 1e-4, scale: false), [3, 2, 4] },
        { new GroupNormalization(-1), [3, 2, 4] },
        { new RMSNormalization([2, 3], 1e-4), [3, 2, 4] },
        { new UnitNormalization([1, 2]), [3, 2, 4] },
        { new Softmax(1), [3, 4] },
        { new Softmax([1, 2]), [3, 2, 4] },
        { new ReLU(2, 0.25f, 0.5f), [4] },
        { new ELU(0.5f), [4] },
        { new Rescaling(1 / 255.0, -0.5), [2, 2, 1] },
        { new Rescaling([2.1, 2.2, 2.3]), [2, 2, 3] },
        { new Rescaling([1], [0.5, 0, -0.5]), [2, 2, 3] },
        { new Dropout(1), [2] },
        { new SpatialDropout2D(1), [2, 2, 1] },
        { new RandomFlip(FlipMode.Vertical, seed: 7), [4, 4, 1] },
        { new RandomFlip(), [4, 4, 1] },
        { new RandomTranslation((-0.25, 0.5), 0.125, FillMode.Constant, Interpolation.Nearest, 3, 0.5f), [4, 4, 1] },
        { new RandomRotation((-0.125, 0.25), FillMode.Wrap), [4, 4, 1] },
        { new RandomZoom(0.5, fillMode: FillMode.Nearest), [4, 4, 1] },
        { new RandomZoom((-0.5, 0.25), (Interval)(0.125, 0.25), seed: 1), [4, 4, 1] },
        { new RandomCrop(3, 2, seed: 5), [4, 4, 3] },
        { new RandomResizedCrop(3, 2, (0.25, 0.5), (0.5, 1), seed: 5), [4, 4, 3] },
        { new RandomContrast((0.125, 0.5), (0, 1), 4), [4, 4, 1] },
        { new RandomBrightness((-0.5, 0.25), (0, 1)), [4, 4, 1] },
        { new RandomErasing((0.25, 0.75), (0.125, 0.5), 0.5f, (0, 1), 9), [4, 4, 1] },
        { new RandomErasing(), [4, 4, 1] },
    };

    [Theory]
    [MemberData(nameof(Layers), DisableDiscoveryEnumeration = true)]
    public void Layer_SavedAndLoaded_IsTheSame(Layer layer, int[] input)
    {
        using TemporaryFolder folder = new();
        Sequential model = new(new Shape(input), seed: 3) { layer };
        model.Save(folder["m.keras"]);
        Model loaded = Model.Load(folder["m.keras"]);
        Assert.Equal(layer, loaded.Layers[0].Layer);
        Assert.Equal(model.Layers[0].Name, loaded.Layers[0].Name);
        Assert.Equal(model.InputShape, loaded.InputShape);
        AssertSameWeights(model, loaded);
        Assert.Empty(loaded.LoadNotes);
    }

    [Theory]
    [MemberData(nameof(ActivationKinds))]
    public void Activation_SavedAndLoaded_IsTheSame(ActivationKind kind)
    {
        using TemporaryFolder folder = new();
        Activation activation = kind switch
        {
            ActivationKind.Elu => Activation.Elu,
            ActivationKind.LeakyRelu => Activation.LeakyRelu(),
            ActivationKind.ClippedRelu => Activation.ClippedRelu(2.5f, 0.125f, 0.5f),
            ActivationKind.Celu => Activation.Celu(),
            ActivationKind.SoftShrink => Activation.SoftShrink(),
            ActivationKind.HardShrink => Activation.HardShrink(),
            ActivationKind.Squareplus => Activation.Squareplus(),
            _ => new(kind),
        };
        Sequential model = new([3], seed: 1) { new Dense(2, activation) };
        model.Save(folder["m.keras"]);
        Assert.Equal(activation, ((Dense)Model.Load(folder["m.keras"]).Layers[0].Layer).Activation);
    }

    // Keras' threshold has no options by itself, so no name of a function in a file can mean it.
    public static TheoryData<ActivationKind> ActivationKinds() => new(Enum.GetValues<ActivationKind>().Where(kind => kind != ActivationKind.Threshold));

    [Fact]
    public void Activation_WithOptionsThatFilesHaveNoPlaceFor_IsRefusedByName()
    {
        using TemporaryFolder folder = new();
        foreach (Activation activation in LayerCases.Unsaved)
        {
            Sequential model = new([3], seed: 1) { new Dense(2, activation) };
            string message = Assert.Throws<ModelFileException>(() => model.Save(folder["m.keras"])).Message;
            Assert.Contains($"{activation.Kind}: expected", message);
        }

        Assert.Empty(Directory.GetFiles(folder[""]));
    }

    public static TheoryData<Optimizer, Loss> Compilations() => new()
    {
        { new Adam(0.002, 0.8, 0.99, 1e-6), new SparseCategoricalCrossentropy(fromLogits: true, labelSmoothing: 0.1) },
        { new SGD(0.05, 0.9, nesterov: true), new SparseCategoricalCrossentropy() },
        { new SGD(), new SparseCategoricalCrossentropy() },
        { new Adam(0.01, amsgrad: true) { ClipValue = 0.5, WeightDecay = 0.1 }, new SparseCategoricalCrossentropy() },
        { new AdamW(0.01, 0.02) { GlobalClipNorm = 1 }, new SparseCategoricalCrossentropy() },
        { new RMSprop(0.01, 0.8, 0.5, 1e-6, centered: true) { UseEma = true, EmaMomentum = 0.5, GradientAccumulationSteps = 4, LossScaleFactor = 8 }, new SparseCategoricalCrossentropy() },
        { new RMSprop(), new SparseCategoricalCrossentropy() },
        { new Adagrad(0.1, 0.2, 1e-6), new SparseCategoricalCrossentropy() },
        { new Nadam(0.01, 0.8, 0.99, 1e-6) { UseEma = true, EmaOverwriteFrequency = 4 }, new SparseCategoricalCrossentropy() },
        { new Lion(0.001, 0.8, 0.9) { ClipNorm = 2 }, new SparseCategoricalCrossentropy() },
    };

    [Theory]
    [MemberData(nameof(Compilations), DisableDiscoveryEnumeration = true)]
    public void TrainedModel_SavedAndLoaded_TrainsOnAsIfNeverStopped(Optimizer optimizer, Loss loss)
    {
        using TemporaryFolder folder = new();
        Model model = Small(optimizer, loss);
        Dataset data = Sample();
        model.Fit(data, epochs: 2, batchSize: 4);
        model.Save(folder["m.keras"]);
        Model loaded = Model.Load(folder["m.keras"]);
        Assert.Equal(optimizer, loaded.Optimizer);
        Assert.Equal(loss, loaded.Loss);
        Assert.Equal([Metric.Accuracy, Metric.TopK(2)], loaded.Metrics);
        Assert.Equal(model.Iterations, loaded.Iterations);
        Assert.Equal(model.Seed, loaded.Seed);
        Assert.Equal(model.Metadata.ClassNames, loaded.Metadata.ClassNames);
        Assert.Equal((model.Metadata.PixelScale, model.Metadata.TrainedOn, 2), (loaded.Metadata.PixelScale, loaded.Metadata.TrainedOn, loaded.Metadata.Epochs));
        AssertSameWeights(model, loaded);
        model.Fit(data, epochs: 1, batchSize: 4);
        loaded.Fit(data, epochs: 1, batchSize: 4);
        AssertSameWeights(model, loaded);
    }

    [Theory]
    [MemberData(nameof(Losses), DisableDiscoveryEnumeration = true)]
    public void Loss_WrittenAndRead_IsTheSame(Loss loss)
    {
        using TemporaryFolder folder = new();
        ModelFile file = new() { Graph = ModelGraph.Empty([3]), Optimizer = new Adam(), Loss = loss, Metrics = [Metric.TopK(3)] };
        KerasFile.Write(folder["m.keras"], file);
        ModelFile read = KerasFile.Read(folder["m.keras"]);
        Assert.Equal(loss, read.Loss);
        Assert.Equal(file.Optimizer, read.Optimizer);
        Assert.Equal(file.Metrics, read.Metrics);
        Assert.Null(read.OptimizerState);
    }

    public static TheoryData<Loss> Losses() =>
    [
        new SparseCategoricalCrossentropy(true, 0.25),
        new CategoricalCrossentropy(true, 0.125),
        new BinaryCrossentropy(true, 0.5),
        new CategoricalFocalCrossentropy(0.5, 1.5, true, 0.1),
        new BinaryFocalCrossentropy(true, 0.5, 1.5, true, 0.1),
        new KLDivergence(),
        new MeanSquaredError(),
        new Hinge(),
        new SquaredHinge(),
        new CategoricalHinge(),
        new SparseCategoricalCrossentropy(ignoreClass: -1) { Reduction = LossReduction.Sum },
        new SparseCategoricalCrossentropy(true, 0.25, ignoreClass: 2) { Reduction = LossReduction.Mean },
        new CategoricalFocalCrossentropy([0.5, 0.25, 1], 1.5, true, 0.1),
        new MeanAbsoluteError() { Reduction = LossReduction.MeanWithSampleWeight },
        new MeanAbsolutePercentageError(),
        new MeanSquaredLogarithmicError(),
        new Huber(0.25),
        new LogCosh(),
        new Poisson(),
        new CosineSimilarity(),
        new Dice(),
        new Tversky(0.25, 0.75),
        new CategoricalGeneralizedCrossEntropy(0.7),
    ];

    // A walk over all groups for each of them would take more reads than a sound file of this size needs.
    [Fact]
    public void Model_OfManySmallLayers_IsReadBack()
    {
        using TemporaryFolder folder = new();
        Sequential model = new([2, 2, 1], seed: 3);
        for (int i = 0; i < 700; i++)
        {
            model.Add(new Conv2D(2, 1));
        }

        model.Save(folder["m.keras"]);
        Assert.Equal(model.Weights.Select(weight => weight.Span.ToArray()), Model.Load(folder["m.keras"]).Weights.Select(weight => weight.Span.ToArray()));
    }

    [Fact]
    public void Metrics_WrittenAndRead_AreTheSame()
    {
        using TemporaryFolder folder = new();
        Metric[] metrics = [.. AllMetrics, new ExpectedCalibrationError(7), new LossMetric(new Huber(2)), .. AllMetrics.Select(metric => metric with { Weighted = true }), Metric.TopK(3)];
        ModelFile file = new() { Graph = ModelGraph.Empty([3]), Optimizer = new Adam(), Loss = new CategoricalCrossentropy(), Metrics = metrics };
        KerasFile.Write(folder["m.keras"], file);
        Assert.Equal(metrics, KerasFile.Read(folder["m.keras"]).Metrics);
    }

    [Fact]
    public void Metrics_OfKeras_AreTheSameFromItsTwoLists()
    {
        using TemporaryFolder folder = new();
        Metric[] metrics = [.. AllMetrics, .. AllMetrics.Select(metric => metric with { Weighted = true })];
        ModelFile file = new() { Graph = ModelGraph.Empty([3]), Optimizer = new Adam(), Loss = new CategoricalCrossentropy(), Metrics = metrics };
        KerasFile.Write(folder["m.keras"], file);
        Assert.DoesNotContain("metrics", WeftMember.ToJson(file).Select(member => member.Key));
        Assert.Equal(metrics, KerasFile.Read(folder["m.keras"]).Metrics);
    }

    private static IReadOnlyList<Metric> AllMetrics { get; } =
    [
        Metric.Accuracy,
        new BinaryAccuracy(0.25),
        Metric.TopK(2),
        new Precision(0.25, topK: 3),
        new Precision([0.25, 0.75]),
        new Recall(classId: 2),
        new F1Score(Averaging.Weighted, 0.25),
        new F1Score(Averaging.Micro),
        new F1Score(Averaging.None),
        new FBetaScore(Averaging.Macro, 2, 0.5),
        new Auc(AucCurve.PrecisionRecall, 50, MultiLabel: true),
        new Auc(AucCurve.PrecisionRecallGain) { Summation = AucSummation.Minoring, ThresholdValues = [0.25, 0.5], FromLogits = true },
        new Auc(MultiLabel: true) { Summation = AucSummation.Majoring, LabelWeights = [1, 0.5, 2] },
        new TruePositives(),
        new TrueNegatives([0.25, 0.5]),
        new FalsePositives([0.75]),
        new FalseNegatives(),
        new PrecisionAtRecall(0.5),
        new RecallAtPrecision(0.5, 1),
        new SensitivityAtSpecificity(0.25, 7, 1),
        new SpecificityAtSensitivity(0.75),
        new RootMeanSquaredError(),
        new LossMetric(new BinaryCrossentropy(labelSmoothing: 0.25)),
        new LossMetric(new CategoricalCrossentropy(fromLogits: true)),
        new LossMetric(new SparseCategoricalCrossentropy(ignoreClass: 2)),
        new LossMetric(new KLDivergence()),
        new LossMetric(new Poisson()),
        new LossMetric(new CategoricalHinge()),
        new LossMetric(new Hinge()),
        new LossMetric(new SquaredHinge()),
        new LossMetric(new MeanSquaredError()),
        new LossMetric(new MeanAbsoluteError()),
        new LossMetric(new MeanAbsolutePercentageError()),
        new LossMetric(new MeanSquaredLogarithmicError()),
        new LossMetric(new LogCosh()),
        new LossMetric(new CosineSimilarity()),
    ];

    [Fact]
    public void LoadedModel_TakesMoreLayers_WithAutomaticNames()
    {
        using TemporaryFolder folder = new();
        Sequential model = new([3]) { new Dense(2), new Dense(2) };
        model.Save(folder["m.keras"]);
        Sequential loaded = (Sequential)Model.Load(folder["m.keras"]);
        loaded.Add(new Dense(1));
        Assert.Equal(["dense", "dense_1", "dense_2"], loaded.Layers.Select(layer => layer.Name));
    }

    private static Model Small(Optimizer optimizer, Loss loss)
    {
        Sequential model = new([4, 4, 1], seed: 5, name: "small")
        {
            new Conv2D(2, 3, Activation.Relu),
            new Flatten(),
            new Dropout(0.2),
            new Dense(4, Activation.Relu) { Trainable = false },
            new Dense(3, loss is SparseCategoricalCrossentropy { FromLogits: true } ? Activation.Linear : Activation.Softmax),
        };
        model.Compile(optimizer, loss, Metric.Accuracy, Metric.TopK(2));
        return model;
    }

    private static Dataset Sample()
    {
        float[] pixels = [.. Enumerable.Range(0, 12 * 16).Select(i => (float)Math.Sin(i * i))];
        return new TensorDataset(new Tensor([12, 4, 4, 1], pixels), (int[])[.. Enumerable.Range(0, 12).Select(i => i % 3)], "sample", ["a", "b", "ç"]);
    }

    private static void AssertSameWeights(Model expected, Model actual)
    {
        Assert.Equal(expected.Weights.Select(weight => (weight.Name, weight.Trainable)), actual.Weights.Select(weight => (weight.Name, weight.Trainable)));
        foreach ((Weight a, Weight b) in expected.Weights.Zip(actual.Weights))
        {
            Assert.Equal(a.Shape, b.Shape);
            Assert.Equal(a.Span.ToArray(), b.Span.ToArray());
        }
    }
}
