using Weft.Layers;

namespace Weft.Tests.Graph;

/// <summary>Weights read and set from code, by name, by order and by layer.</summary>
public sealed class WeightValuesTests
{
    private static readonly Tensor s_x = new([2, 4, 4, 1], [.. Enumerable.Range(0, 32).Select(i => i * 0.1f)]);

    [Fact]
    public void GetWeights_OfAModel_HasKerasNamesInOrder()
    {
        Sequential model = Small(1);
        IReadOnlyDictionary<string, Tensor> weights = model.GetWeights();
        Assert.Equal(
            ["conv2d/kernel", "conv2d/bias", "batch_normalization/gamma", "batch_normalization/beta", "batch_normalization/moving_mean",
                "batch_normalization/moving_variance", "dense/kernel", "dense/bias"],
            weights.Keys);
        Assert.Equal([3, 3, 1, 2], weights["conv2d/kernel"].Shape);
        Assert.Equal(model.Weights.SelectMany(weight => weight.Span.ToArray()), weights.Values.SelectMany(tensor => tensor.Span.ToArray()));

        // Copies.
        weights["dense/bias"].Span.Fill(7);
        Assert.DoesNotContain(7f, model.Weights.Last().Span.ToArray());
    }

    [Fact]
    public void SetWeights_FromAnotherModel_MakesItAnswerAlike()
    {
        Sequential one = Small(1), other = Small(2), byOrder = Small(3), byLayer = Small(4);
        float[] wrong = other.Predict(s_x).Span.ToArray();
        float[] expected = one.Predict(s_x).Span.ToArray();

        other.SetWeights(one.GetWeights());
        byOrder.SetWeights([.. one.GetWeights().Values]);
        foreach ((BuiltLayer from, BuiltLayer to) in one.Layers.Zip(byLayer.Layers))
        {
            to.SetWeights(from.GetWeights());
        }

        Assert.NotEqual(expected, wrong);
        Assert.Equal(expected, other.Predict(s_x).Span);
        Assert.Equal(expected, byOrder.Predict(s_x).Span);
        Assert.Equal(expected, byLayer.Predict(s_x).Span);
    }

    // What was compiled for predictions, evaluations and steps has taken the weights in.
    [Fact]
    public void SetWeights_OfALayer_CountsEverywhereAtOnce()
    {
        Sequential model = Small(1);
        model.Compile(new SGD(0.1), new SparseCategoricalCrossentropy());
        Weft.Data.TensorDataset data = new(s_x, new int[] { 0, 1 });
        Tensor one = new([4, 4, 1], s_x.Span[..16].ToArray());
        model.Predict(s_x);
        model.Predict(one);
        model.Evaluate(data);
        model.TrainOnBatch(data);
        Model expected = Small(9);
        expected.SetWeights(model.GetWeights());
        expected.Compile(new SGD(0.1), new SparseCategoricalCrossentropy());

        Tensor kernel = new([32, 3], [.. Enumerable.Range(0, 96).Select(i => (float)Math.Sin(i))]);
        model.Layers["dense"].SetWeights(kernel, new Tensor([3], [1, 2, 3]));
        expected.SetWeights(new Dictionary<string, Tensor> { ["dense/kernel"] = kernel, ["dense/bias"] = new([3], [1, 2, 3]) });

        Assert.Equal(expected.Predict(s_x).Span, model.Predict(s_x).Span);
        Assert.Equal(expected.Predict(one).Span, model.Predict(one).Span);
        Assert.Equal(expected.Evaluate(data).Loss, model.Evaluate(data).Loss);
        model.TrainOnBatch(data);
        expected.TrainOnBatch(data);
        Assert.Equal(expected.Weights.SelectMany(weight => weight.Span.ToArray()),
            model.Weights.SelectMany(weight => weight.Span.ToArray()));
    }

    [Fact]
    public void SetWeights_ThatDoNotFit_SayWhichAndChangeNothing()
    {
        Sequential model = Small(1);
        model.Metadata = model.Metadata with { Temperature = 2 };
        float[] before = [.. model.Weights.SelectMany(weight => weight.Span.ToArray())];
        Tensor bias = new([3], [1, 2, 3]);

        ArgumentException name = Assert.Throws<ArgumentException>(() =>
            model.SetWeights(new Dictionary<string, Tensor> { ["dense/bias"] = bias, ["dense_1/kernel"] = bias }));
        ShapeException shape = Assert.Throws<ShapeException>(() =>
            model.SetWeights(new Dictionary<string, Tensor> { ["dense/bias"] = bias, ["dense/kernel"] = new([3, 32]) }));
        ShapeException count = Assert.Throws<ShapeException>(() => model.SetWeights([bias]));
        ShapeException layer = Assert.Throws<ShapeException>(() => model.Layers["dense"].SetWeights(bias));

        Assert.Contains("expected names of weights of model 'sequential', got 'dense_1/kernel'. It has dense/kernel,", name.Message,
            StringComparison.Ordinal);
        Assert.Contains("expected values of shape [32, 3] for 'dense/kernel', got [3, 32]", shape.Message, StringComparison.Ordinal);
        Assert.Contains("expected values for 8 weights (conv2d/kernel,", count.Message, StringComparison.Ordinal);
        Assert.Contains("SetWeights: Dense 'dense': expected values for 2 weights (dense/kernel, dense/bias), got 1", layer.Message,
            StringComparison.Ordinal);
        Assert.Equal(before, model.Weights.SelectMany(weight => weight.Span.ToArray()));
        Assert.Equal(2, model.Metadata.Temperature);
        model.SetWeights(new Dictionary<string, Tensor> { ["dense/bias"] = bias });
        Assert.Null(model.Metadata.Temperature);
    }

    [Fact]
    public void GetWeights_OfModelsInAModel_TellsThemApart()
    {
        Model left = new Sequential([3], seed: 1, name: "left") { new Dense(2) };
        Model right = new Sequential([3], seed: 2, name: "right") { new Dense(2), new Dense(2) };
        Node input = new Input([3]);
        Model both = new(input, left.Call(input) + right.Call(input) + left.Call(input));

        Assert.Equal(["left/dense/kernel", "left/dense/bias", "right/dense/kernel", "right/dense/bias", "dense_1/kernel", "dense_1/bias"],
            both.GetWeights().Keys);
        both.SetWeights(new Dictionary<string, Tensor> { ["right/dense/bias"] = new([2], [5, 6]) });
        Assert.Equal([5, 6], right.Layers["dense"].GetWeights()[1].Span);
        Assert.Equal([0, 0], left.Layers["dense"].GetWeights()[1].Span);
    }

    private static Sequential Small(int seed) => new([4, 4, 1], seed)
    {
        new Conv2D(2, 3, padding: Padding.Same), new BatchNormalization(), new Flatten(), new Dense(3, Activation.Softmax),
    };
}
