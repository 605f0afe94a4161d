using Weft.Data;
using Weft.Layers;

namespace Weft.Tests.Graph;

/// <summary>Models that begin inside another one.</summary>
public sealed class GraphCutTests
{
    private static Model Whole()
    {
        Node input = new Input([6, 6, 2]);
        Node x = input.Then(new Conv2D(4, 3, Activation.Relu) { Name = "features" });
        Node y = x.Then(new Conv2D(4, 3, padding: Padding.Same, useBias: false), new BatchNormalization());
        return new Model(input, (x + y).Then(new GlobalAveragePooling2D(), new Dense(3, Activation.Softmax)), seed: 2);
    }

    private static Tensor Samples(Shape shape) => new(shape.Prepend(5), [.. Enumerable.Range(0, 5 * shape.Size).Select(i => MathF.Sin(i))]);

    [Fact]
    public void Model_FromInside_ComputesTheRest()
    {
        Model whole = Whole();
        Node features = whole.Layers["features"].Output;
        Model front = new(whole.Input, features), rest = new(features, whole.Output);

        Tensor x = Samples(whole.InputShape);

        Assert.Equal([4, 4, 4], rest.InputShape);
        Assert.Equal(whole.Predict(x).Span.ToArray(), rest.Predict(front.Predict(x)).Span.ToArray());
    }

    [Fact]
    public void Model_FromInside_SharesItsLayersAndLeavesTheOtherAsItWas()
    {
        Model whole = Whole();
        string before = whole.Summary();
        Model rest = new(whole.Layers["features"].Output, whole.Output);
        rest.Compile(new SGD(0.1), new SparseCategoricalCrossentropy());
        float[] old = [.. whole.Weights.Last().Span];

        rest.Fit(new TensorDataset(Samples(rest.InputShape), (int[])[0, 1, 2, 0, 1], "sines"));

        Assert.Same(whole.Weights.Last(), rest.Weights.Last());
        Assert.NotEqual(old, whole.Weights.Last().Span.ToArray());
        Assert.Equal(before, whole.Summary());
        Assert.Same(whole.Output, whole.Layers.Last().Output);
    }

    [Fact]
    public void Model_FromInside_IsSavedAndComesBack()
    {
        Model whole = Whole();
        Model rest = new(whole.Layers["features"].Output, whole.Output);
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "rest.keras");

        rest.Save(path);

        Tensor x = Samples(rest.InputShape);
        Assert.Equal(rest.Predict(x).Span.ToArray(), Model.Load(path).Predict(x).Span.ToArray());
    }

    [Fact]
    public void Model_WhoseOutputNeedsMore_SaysWhat()
    {
        Model whole = Whole();
        Node branch = whole.Layers["add"].Inputs[1];

        ShapeException error = Assert.Throws<ShapeException>(() => new Model(branch, whole.Output));

        Assert.Contains("depends on InputLayer", error.Message, StringComparison.Ordinal);
    }
}
