using Weft.Layers;
using Weft.Tests.Reference;

namespace Weft.Tests.Training;

/// <summary>Models made from models: copies to train further, and descriptions without weights.</summary>
public sealed class FineTuningTests
{
    [Fact]
    public void Copy_HasTheSameNamesAndWeightsAndIsTrainedApart()
    {
        Model model = Compiled();
        float[] before = [.. model.Weights.SelectMany(weight => weight.Span.ToArray())];
        Model copy = model.Copy(seed: 5);
        Assert.Equal(model.Weights.Select(weight => weight.Name), copy.Weights.Select(weight => weight.Name));
        Assert.Equal(before, copy.Weights.SelectMany(weight => weight.Span.ToArray()));
        Assert.Equal((5, null), (copy.Seed, copy.Optimizer));

        copy.Compile(new SGD(0.1), new SparseCategoricalCrossentropy());
        copy.Fit(Draw(copy));

        Assert.Equal(before, model.Weights.SelectMany(weight => weight.Span.ToArray()));
        Assert.NotEqual(before, copy.Weights.SelectMany(weight => weight.Span.ToArray()));
    }

    [Fact]
    public void Copy_FrozenLayers_KeepTheirWeightsAndStayFrozenInAFile()
    {
        using TemporaryFolder folder = new();
        Model copy = Compiled().Copy(frozen: layer => layer.Name == "first");
        copy.Compile(new Adam(0.1), new SparseCategoricalCrossentropy());
        copy.Save(folder.File("frozen.keras"));
        float[][] before = [.. copy.Weights.Select(weight => weight.Span.ToArray())];

        copy.Fit(Draw(copy), epochs: 2);

        float[][] after = [.. copy.Weights.Select(weight => weight.Span.ToArray())];
        Assert.Equal(before[..2], after[..2]);
        Assert.NotEqual(before[2], after[2]);
        Assert.Equal([false, false, true, true], Model.Load(folder.File("frozen.keras")).Weights.Select(weight => weight.Trainable));
    }

    [Fact]
    public void Copy_WithLayersInFront_PredictsAsBefore()
    {
        Sequential model = new([6, 6, 1], seed: 1) { new Conv2D(2, 3), new Flatten(), new Dense(3, Activation.Softmax) };
        Model copy = model.Copy(before: [new RandomFlip(FlipMode.Horizontal)]);
        Samples samples = SampleDrawer.Draw(model, new SparseCategoricalCrossentropy(), 4, seed: 2);

        Assert.Equal(["random_flip", "conv2d", "flatten", "dense"], copy.Layers.Select(layer => layer.Name));
        Assert.Equal(model.Predict(samples).Span, copy.Predict(samples).Span);
    }

    [Fact]
    public void FromJson_OfToJson_IsTheSameModelWithWeightsOfTheSeed()
    {
        Sequential model = new([6, 6, 1], seed: 3) { new Conv2D(2, 3, Activation.Relu), new Flatten(), new Dropout(0.25), new Dense(3, Activation.Softmax) { Name = "head" } };

        Model read = Model.FromJson(model.ToJson(), seed: 3);

        Assert.Equal(model.Layers.Select(layer => (layer.Name, layer.Layer)), read.Layers.Select(layer => (layer.Name, layer.Layer)));
        Assert.Equal(model.Weights.SelectMany(weight => weight.Span.ToArray()), read.Weights.SelectMany(weight => weight.Span.ToArray()));
    }

    [Fact]
    public void FromJson_OfResidualBlocks_IsTheSameModelWithWeightsOfTheSeed()
    {
        Sequential model = new([8, 8, 1], seed: 3)
        {
            new Conv2D(2, 3, padding: Padding.Same),
            new Residual(Activation.Relu) { new Conv2D(2, 3, padding: Padding.Same), new BatchNormalization() },
            new Residual(shortcut: [new Conv2D(3, 1, strides: 2), new BatchNormalization()])
            {
                new Residual { new Conv2D(2, 3, padding: Padding.Same) { Name = "inner" } },
                new Conv2D(3, 3, strides: 2, padding: Padding.Same),
                new BatchNormalization(),
            },
            new Residual { new Conv2D(4, 1), new Conv2D(4, 1, strides: 2) },
            new Flatten(),
            new Residual(Activation.Softmax) { new Dense(3), new Dense(3) },
        };

        Model read = Model.FromJson(model.ToJson(), seed: 3);

        Assert.Equal(model.Graph.Leaves.Select(layer => (layer.Name, layer.Layer.GetType(), layer.OutputShape)), read.Graph.Leaves.Select(layer => (layer.Name, layer.Layer.GetType(), layer.OutputShape)));
        Assert.Equal(model.Weights.SelectMany(weight => weight.Span.ToArray()), read.Weights.SelectMany(weight => weight.Span.ToArray()));
        Assert.Equal(model.ToJson(), read.ToJson());
    }

    [Fact]
    public void FromJson_OfSumsThatDoNotFit_SaysSo()
    {
        Sequential model = new([3], seed: 3) { new Residual { new Dense(3) } };
        string json = model.ToJson().Replace("\"units\": 3", "\"units\": 4", StringComparison.Ordinal);
        Assert.Contains("Add 'residual'", Assert.Throws<ModelFileException>(() => Model.FromJson(json)).Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"class_name\": \"Sequential\"}")]
    [InlineData("{\"class_name\": \"Sequential\", \"config\": {\"layers\": [{\"class_name\": \"LSTM\", \"config\": {}}]}}")]
    public void FromJson_OfSomethingElse_IsAnError(string json) => Assert.Throws<ModelFileException>(() => Model.FromJson(json));

    private static Samples Draw(Model model) => SampleDrawer.Draw(model, new SparseCategoricalCrossentropy(), 32, seed: 1);

    private static Model Compiled()
    {
        Sequential model = new([4], seed: 8) { new Dense(5, Activation.Tanh) { Name = "first" }, new Dense(3, Activation.Softmax) };
        model.Compile(new SGD(0.01), new SparseCategoricalCrossentropy(), Metric.Accuracy);
        return model;
    }
}
