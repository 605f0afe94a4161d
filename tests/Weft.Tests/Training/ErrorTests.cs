using Weft.Layers;
using Weft.Regularizers;
using Weft.Tests.Reference;

namespace Weft.Tests.Training;

/// <summary>Whatever does not fit is an error that says who, expected, got and remedy.</summary>
public sealed class ErrorTests
{
    private static readonly SparseCategoricalCrossentropy s_loss = new();

    [Theory]
    [InlineData(3, "one unit per class")]
    [InlineData(-1, "ignoreClass: -1")]
    public void Fit_LabelOutsideClasses_SaysWhichAndWhere(int label, string remedy)
    {
        Samples samples = Labelled(0, 1, 2, label, 1);
        AssertSays<DataException>(() => Compiled().Fit(samples), "Fit", "labels from 0 to 2", "sample 3", $"has {label}", remedy);
        AssertSays<DataException>(() => Compiled().Evaluate(samples), "Evaluate", "labels from 0 to 2", "sample 3", $"has {label}");
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Fit_InputThatIsNoNumber_SaysWhichSample(float value)
    {
        Samples samples = Samples.Labelled([2], [[1, 2], [3, value]], [0, 1]);
        AssertSays<DataException>(() => Compiled().Fit(samples), "Fit", "numbers", "sample 1", "NaN", "repair");
        AssertSays<DataException>(() => Compiled().Predict(new Tensor([1, 2], [0, value])), "Predict", "sample 0", "NaN");
    }

    [Fact]
    public void Fit_HugeLearningRate_SaysThatTheLossIsNoNumberAndKeepsTheWeights()
    {
        Sequential model = new([2], seed: 1) { new Dense(4), new Dense(1) };
        model.Compile(new SGD(1e18), new MeanSquaredError());
        Samples samples = Samples.WithTargets([2], [[1, 2], [3, -4]], [[1], [-1]]);
        AssertSays<TrainingException>(() => model.Fit(samples, epochs: 50), "Fit", "finite loss", "got", "step", "learning rate");
        Assert.All(model.Weights, weight => Assert.All(weight.Span.ToArray(), value => Assert.True(float.IsFinite(value), $"{weight.Name} holds {value}.")));
    }

    [Fact]
    public void FitAndEvaluate_NoSamples_SayTheDataSet()
    {
        AssertSays<DataException>(() => Compiled().Fit(Labelled()), "Fit", "at least one sample", "'samples'", "none");
        AssertSays<DataException>(() => Compiled().Evaluate(Labelled()), "Evaluate", "at least one sample", "'samples'", "none");
    }

    [Fact]
    public void FitAndPredict_OtherShape_SayBothShapes()
    {
        Samples samples = Samples.Labelled([3], [[1, 2, 3]], [0]);
        AssertSays<DataException>(() => Compiled().Fit(samples), "Fit", "[2]", "[3]", "inputShape");
        AssertSays<ShapeException>(() => Compiled().Predict(new Tensor([5, 3])), "Predict", "[2]", "[5, 3]", "Reshape");
    }

    [Fact]
    public void Fit_TargetsThatDoNotFit_SaysBothLengths()
    {
        Sequential model = new([2], seed: 1) { new Dense(4) };
        model.Compile(new SGD(), new MeanSquaredError());
        AssertSays<DataException>(() => model.Fit(Samples.WithTargets([2], [[1, 2]], [[1, 2, 3]])), "Fit", "targets of 4", "has 3");
        AssertSays<DataException>(() => Compiled().Fit(Samples.WithTargets([2], [[1, 2]], [[1, 0, 0]])), "class numbers", "vectors", "CategoricalCrossentropy");
        AssertSays<DataException>(() => model.Fit(Samples.WithTargets([2], [[1, 2]], [[1, float.NaN, 3, 4]])), "target", "sample 0", "NaN");
    }

    [Fact]
    public void Compile_LastLayerThatDoesNotFitTheLoss_SaysLayerLossAndRemedy()
    {
        AssertSays<ShapeException>(() => Compile(s_loss, new Conv2D(3, 1)), "SparseCategoricalCrossentropy", "[batch, units]", "[batch, 4, 4, 3]", "Conv2D 'conv2d'", "Flatten");
        AssertSays<ShapeException>(() => Compile(s_loss, new Flatten(), new Dense(1, Activation.Sigmoid)), "at least 2 outputs", "got 1", "Dense 'dense'", "BinaryCrossentropy");
        AssertSays<ShapeException>(() => Compile(s_loss, new Flatten(), new Dense(3)), "probabilities", "Linear", "Dense 'dense'", "fromLogits: true");
        AssertSays<ShapeException>(
            () => Compile(new SparseCategoricalCrossentropy(fromLogits: true), new Flatten(), new Dense(3, Activation.Softmax)), "logits", "Softmax", "Dense 'dense'", "fromLogits: false");
        AssertSays<ShapeException>(
            () => Compile(new SparseCategoricalCrossentropy(fromLogits: true), new Flatten(), new Residual(Activation.Softmax) { new Dense(3) }), "logits", "Softmax", "Activation 'residual_activation'", "fromLogits: false");
        AssertSays<ShapeException>(() => Compile(s_loss, new Flatten(), new Residual { new Dense(3) }), "probabilities", "Linear", "Add 'residual'", "fromLogits: true");
        AssertSays<ShapeException>(() => Compile(s_loss), "at least one layer", "none");
    }

    [Fact]
    public void WhatKerasWouldNotLoad_IsRefused()
    {
        AssertSays<ArgumentException>(() => new Sequential([3], name: "my/model"), "without '/'", "'my/model'");
        AssertSays<ArgumentException>(() => new Sequential([3]).Add(new Dense(2) { Name = "block/dense" }), "Dense 'block/dense'", "without '/'");
        AssertSays<ShapeException>(() => new Sequential([8, 8, 1]).Add(new Conv2D(2, 3, strides: 2) { DilationRate = 2 }), "Conv2D", "strides 2x2", "dilation rate of 2x2");
        AssertSays<ShapeException>(() => new Sequential([8, 8, 1]).Add(new DepthwiseConv2D(3, strides: 2) { DilationRate = 2 }), "DepthwiseConv2D", "strides", "dilation");
        AssertSays<ShapeException>(() => new Sequential([8, 8, 1]).Add(new SeparableConv2D(2, 3, strides: 2) { DilationRate = 2 }), "SeparableConv2D", "strides", "dilation");
        AssertSays<ArgumentOutOfRangeException>(() => new GaussianNoise(1.5), "GaussianNoise", "from 0 to 1", "1.5");
        AssertSays<ArgumentOutOfRangeException>(() => new LeakyReLU(-1), "LeakyReLU", "at least 0", "-1");
        AssertSays<ArgumentOutOfRangeException>(() => Activation.LeakyRelu(-1), "LeakyRelu", "at least 0", "-1");
        AssertSays<ArgumentOutOfRangeException>(() => new L1(-1), "L1", "at least 0", "-1");
        AssertSays<ArgumentOutOfRangeException>(() => new L2(double.NaN), "L2", "at least 0", "NaN");
        AssertSays<ArgumentOutOfRangeException>(() => new L1L2(0, -1), "L1L2", "at least 0", "-1");
        AssertSays<ArgumentOutOfRangeException>(() => new F1Score(Threshold: 0), "F1Score", "above 0", "got 0");
        AssertSays<ModelFileException>(() => new Sequential([3]).Save("never.keras"), "at least one layer", "none");
        AssertSays<ModelFileException>(() => Compiled().Save("never.h5"), "Save", "ends in .keras", "'never.h5'");
    }

    [Fact]
    public void Fit_ArgumentsOutOfRange_AreNamed()
    {
        Samples samples = Labelled(0, 1, 2);
        AssertSays<ArgumentOutOfRangeException>(() => Compiled().Fit(samples, batchSize: 0), "Fit", "batchSize", "at least 1", "got 0");
        AssertSays<ArgumentOutOfRangeException>(() => Compiled().Fit(samples, epochs: 0), "Fit", "epochs", "at least 1", "got 0");
        AssertSays<ArgumentOutOfRangeException>(() => Compiled().Fit(samples, validationSplit: 1), "Fit", "validationSplit", "0", "1", "got 1");
        AssertSays<ArgumentOutOfRangeException>(() => Compiled().Fit(samples, validationSplit: -0.1), "Fit", "validationSplit", "got -0.1");
        AssertSays<ArgumentOutOfRangeException>(() => Compiled().Fit(samples, validationSplit: double.NaN), "Fit", "validationSplit", "got NaN");
        AssertSays<ArgumentOutOfRangeException>(() => Compiled().Fit(samples, classWeights: new Dictionary<int, double> { [3] = 1 }), "Fit", "class", "0 to 2", "3");
        AssertSays<ArgumentOutOfRangeException>(() => Compiled().Threads = 0, "at least 1 thread", "got 0");
    }

    [Fact]
    public void FitAndEvaluate_BeforeCompile_SayWhatToCall()
    {
        Sequential model = new([2]) { new Dense(3, Activation.Softmax) };
        AssertSays<TrainingException>(() => model.Fit(Labelled(0)), "Fit", "compiled", "'sequential'", "Call Compile");
        AssertSays<TrainingException>(() => model.Evaluate(Labelled(0)), "Evaluate", "compiled", "Call Compile");
    }

    [Fact]
    public void Add_LayerThatDoesNotFit_ShowsTheShapesSoFar()
    {
        Sequential model = new([28, 28, 1]) { new Conv2D(32, 3), new MaxPooling2D(2) };
        AssertSays<ShapeException>(
            () => model.Add(new RepeatVector(10)),
            "RepeatVector 'repeat_vector'",
            "expected input [batch, features]",
            "got [batch, 13, 13, 32]",
            "Add Flatten before it",
            "Shapes so far: [batch, 28, 28, 1] -> conv2d [batch, 26, 26, 32] -> max_pooling2d [batch, 13, 13, 32]");
        AssertSays<ShapeException>(() => model.Add(new Conv2D(8, 15)), "Conv2D 'conv2d_1'", "at least 15x15", "got [batch, 13, 13, 32]", "Padding.Same");
        AssertSays<ShapeException>(() => model.Add(new Conv2D(8, 3) { Groups = 3 }), "groups = 3", "32 channels", "8 filters");
        AssertSays<ShapeException>(() => model.Add(new Conv2D(8, 3) { Name = "conv2d" }), "'conv2d' twice", "another name");
        Assert.Equal(2, model.Layers.Count);
    }

    [Fact]
    public void Add_ImageLayerBehindFlatten_SaysWhatItExpects()
    {
        Sequential model = new([8, 8, 1]) { new Flatten() };
        AssertSays<ShapeException>(() => model.Add(new Conv2D(2, 3)), "[batch, height, width, channels]", "got [batch, 64]", "flatten [batch, 64]");
        AssertSays<ShapeException>(() => model.Add(new GlobalMaxPooling2D()), "[batch, height, width, channels]", "got [batch, 64]");
    }

    [Fact]
    public void Layers_ArgumentsOutOfRange_AreNamed()
    {
        AssertSays<ArgumentOutOfRangeException>(() => new Conv2D(0, 3), "Conv2D", "filters", "got 0");
        AssertSays<ArgumentOutOfRangeException>(() => new Conv2D(1, (3, 0)), "Conv2D", "kernelSize", "got 3x0");
        AssertSays<ArgumentOutOfRangeException>(() => new Dense(-1), "Dense", "units", "got -1");
        AssertSays<ArgumentOutOfRangeException>(() => new Dropout(1.5), "Dropout", "rate", "got 1.5");
        AssertSays<ArgumentOutOfRangeException>(() => new SGD(momentum: 1.5), "SGD", "momentum", "got 1.5");
        AssertSays<ArgumentOutOfRangeException>(() => new SparseCategoricalCrossentropy(labelSmoothing: 1), "labelSmoothing", "got 1");
        AssertSays<ShapeException>(() => new Sequential([28, 0, 1]), "positive extents", "[28, 0, 1]");
    }

    private static void AssertSays<T>(Func<object> action, params string[] parts)
        where T : Exception => AssertSays<T>(() => { _ = action(); }, parts);

    private static void AssertSays<T>(Action action, params string[] parts)
        where T : Exception
    {
        T error = Assert.Throws<T>(action);
        Assert.All(parts, part => Assert.Contains(part, error.Message, StringComparison.Ordinal));
    }

    private static Model Compiled()
    {
        Sequential model = new([2], seed: 1) { new Dense(3, Activation.Softmax) };
        model.Compile(new SGD(), s_loss);
        return model;
    }

    private static Model Compile(Loss loss, params Layer[] layers)
    {
        Sequential model = new([4, 4, 1]);
        foreach (Layer layer in layers)
        {
            model.Add(layer);
        }

        model.Compile(new SGD(), loss);
        return model;
    }

    private static Samples Labelled(params int[] labels) => Samples.Labelled([2], [.. labels.Select(_ => new float[2])], labels);
}
