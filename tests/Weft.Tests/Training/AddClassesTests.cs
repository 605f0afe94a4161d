using Weft.Layers;

namespace Weft.Tests.Training;

public sealed class AddClassesTests
{
    [Fact]
    public void AddClasses_KeepsOldWeights_AndAddsOutputsBehind()
    {
        Sequential model = ClassMatchTests.Trained();

        Model wider = model.AddClasses(["zbar", "cross"], seed: 9);

        Assert.Equal(["bar", "disc", "square", "zbar", "cross"], wider.Metadata.ClassNames);
        Assert.Equal(new Shape(5), wider.OutputShape);
        (Weight oldKernel, Weight oldBias, Weight kernel, Weight bias) =
            (model.Weights.First(), model.Weights.Last(), wider.Weights.First(), wider.Weights.Last());
        for (int row = 0; row < 2; row++)
        {
            Assert.Equal(oldKernel.Span.Slice(row * 3, 3), kernel.Span.Slice(row * 5, 3));
            Assert.All(kernel.Span.Slice(row * 5 + 3, 2).ToArray(), value => Assert.NotEqual(0, value));
        }

        Assert.Equal(oldBias.Span, bias.Span[..3]);
        Assert.Equal([0, 0], bias.Span[3..].ToArray());
        Assert.Null(wider.Optimizer);
    }

    [Fact]
    public void AddClasses_TrainedFurther_KnowsOldAndNew()
    {
        Model wider = ClassMatchTests.Trained().AddClasses(["zbar"]);
        wider.Compile(new Adam(0.1), new SparseCategoricalCrossentropy(), Metric.Accuracy);

        wider.Fit(ClassMatchTests.Points(["zbar", "square", "disc", "bar"], 80), epochs: 60, batchSize: 10);

        Assert.Equal(1, wider.Evaluate(ClassMatchTests.Points(["bar", "disc", "square", "zbar"], 40)).Accuracy);
        Assert.Equal(["bar", "disc", "square", "zbar"], wider.Metadata.ClassNames);
    }

    [Theory]
    [InlineData(ActivationKind.Sigmoid)]
    [InlineData(ActivationKind.Linear)]
    public void AddClasses_OfOneOutput_MakesTwoOfTheSameProbability(ActivationKind end)
    {
        Sequential model =
            new([4], seed: 2) { new Dense(3, Activation.Relu), new Dense(1, end == ActivationKind.Sigmoid ? Activation.Sigmoid : null) };
        model.Metadata = model.Metadata with { ClassNames = ["cat", "dog"] };
        Tensor x = new([4], [0.3f, -1, 2, 0.7f]);
        float before = model.Predict(x).Span[0];
        double dog = end == ActivationKind.Sigmoid ? before : 1 / (1 + Math.Exp(-before));

        Model wider = model.AddClasses(["cow"]);
        float[] outputs = wider.Predict(x).Span.ToArray();

        double ratio = end == ActivationKind.Sigmoid ? outputs[1] / (outputs[0] + outputs[1]) : 1 / (1 + Math.Exp(outputs[0] - outputs[1]));
        Assert.Equal(3, outputs.Length);
        Assert.Equal(dog, ratio, 6);
        Assert.Equal(["cat", "dog", "cow"], wider.Metadata.ClassNames);
    }

    [Fact]
    public void AddClasses_HeadWithASoftmaxBehind_IsFound()
    {
        Sequential model = new([4], seed: 2) { new Dense(3, Activation.Relu), new Dense(2), new Softmax() };
        model.Metadata = model.Metadata with { ClassNames = ["cat", "dog"] };

        Assert.Equal(new Shape(3), model.AddClasses(["cow"]).OutputShape);
    }

    [Fact]
    public void AddClasses_WhatCannotBe_IsRefused()
    {
        Sequential named = ClassMatchTests.Trained();
        Assert.Contains("Leave out what the model knows", Assert.Throws<ArgumentException>(() => named.AddClasses(["disc"])).Message);
        Assert.Contains("each once", Assert.Throws<ArgumentException>(() => named.AddClasses(["a", "a"])).Message);
        Assert.Contains("each once", Assert.Throws<ArgumentException>(() => named.AddClasses([])).Message);

        Sequential unnamed = new([4], seed: 2) { new Dense(2, Activation.Softmax) };
        Assert.Contains("names its 2 classes, 'sequential' names 0", Assert.Throws<DataException>(() => unnamed.AddClasses(["a"])).Message);

        Sequential convolutional = new([4, 4, 1], seed: 2) { new Conv2D(2, 3), new GlobalAveragePooling2D(), new Softmax() };
        convolutional.Metadata = convolutional.Metadata with { ClassNames = ["cat", "dog"] };
        Assert.Contains("ends in Conv2D 'conv2d'", Assert.Throws<ShapeException>(() => convolutional.AddClasses(["cow"])).Message);
    }
}
