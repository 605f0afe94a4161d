using Weft.Data;
using Weft.Layers;
using Weft.Regularizers;

namespace Weft.Tests.Training;

/// <summary>Answers that are means over a picture and its mirror image.</summary>
public sealed class TestTimeFlipTests
{
    private const int Count = 37;
    private static readonly Shape s_input = [8, 7, 2];

    [Fact]
    public void Predict_IsTheMeanOfBothAnswers()
    {
        Model model = Create();
        Tensor x = Samples(), mirrored = Mirrored(x);
        Tensor one = model.Predict(x), other = model.Predict(mirrored);
        model.Metadata = model.Metadata with { TestTimeFlip = true };

        Tensor mean = model.Predict(x);

        Assert.NotEqual(one.Span.ToArray(), mean.Span.ToArray());
        Assert.Equal([.. one.Span.ToArray().Zip(other.Span.ToArray(), (a, b) => (a + b) * 0.5f)], mean.Span.ToArray());
        Assert.Equal(mean.Span.ToArray(), model.Predict(mirrored).Span.ToArray());
        for (int i = 0; i < Count; i++)
        {
            Assert.Equal(mean.Row(i).ToArray(), model.Predict(new Tensor(s_input, x.Row(i).ToArray())).Span.ToArray());
        }
    }

    [Fact]
    public void Evaluate_CountsTheRegularizersInToo()
    {
        Sequential model = new([4, 4, 1], seed: 2) { new Flatten(), new Dense(3, Activation.Softmax) { KernelRegularizer = new L2(0.5) } };
        model.Compile(new Adam(), new SparseCategoricalCrossentropy());
        TensorDataset mirrorImages = new(new Tensor([2, 4, 4, 1]), new[] { 0, 1 });
        double loss = model.Evaluate(mirrorImages).Loss;
        model.Metadata = model.Metadata with { TestTimeFlip = true };
        Assert.Equal(loss, model.Evaluate(mirrorImages).Loss, 1e-6);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Evaluate_MeasuresTheMean(bool fromLogits)
    {
        Model model = Create(fromLogits);
        model.Metadata = model.Metadata with { TestTimeFlip = true };
        Tensor x = Samples();
        int[] labels = [.. Enumerable.Range(0, Count).Select(i => i % 3)];

        Evaluation evaluation = model.Evaluate(new TensorDataset(x, labels));

        Tensor outputs = model.Predict(x);
        double loss = 0;
        int hits = 0;
        for (int i = 0; i < Count; i++)
        {
            double[] row = [.. outputs.Row(i).ToArray().Select(value => (double)value)];
            double[] probabilities = fromLogits ? [.. row.Select(value => Math.Exp(value) / row.Sum(Math.Exp))] : row;
            loss -= Math.Log(probabilities[labels[i]]);
            hits += Array.IndexOf(row, row.Max()) == labels[i] ? 1 : 0;
        }

        Assert.Equal(loss / Count, evaluation.Loss, 1e-5);
        Assert.Equal(hits / (double)Count, evaluation.Accuracy);
    }

    [Fact]
    public void SaveAndLoad_KeepIt()
    {
        using TemporaryFolder folder = new();
        Model model = Create();
        model.Metadata = model.Metadata with { TestTimeFlip = true };
        model.Save(folder.File("model.keras"));

        Model loaded = Model.Load(folder.File("model.keras"));

        Assert.True(loaded.Metadata.TestTimeFlip);
        Assert.Equal(model.Predict(Samples()).Span.ToArray(), loaded.Predict(Samples()).Span.ToArray());
    }

    [Fact]
    public void Predict_WhatIsNoPicture_SaysSo()
    {
        Sequential model = new([5]) { new Dense(3, Activation.Softmax) };
        model.Metadata = model.Metadata with { TestTimeFlip = true };

        ShapeException error = Assert.Throws<ShapeException>(() => model.Predict(new Tensor([2, 5])));

        Assert.Contains("TestTimeFlip", error.Message, StringComparison.Ordinal);
    }

    private static Model Create(bool fromLogits = false)
    {
        Sequential model = new(s_input, seed: 3) { new Conv2D(4, 3, Activation.Relu), new Flatten(), new Dense(3, fromLogits ? null : Activation.Softmax) };
        model.Compile(new Adam(), new SparseCategoricalCrossentropy(fromLogits), Metric.Accuracy);
        return model;
    }

    private static Tensor Samples()
    {
        Random random = new(5);
        return new Tensor(s_input.Prepend(Count), [.. Enumerable.Range(0, Count * s_input.Size).Select(_ => random.NextSingle())]);
    }

    private static Tensor Mirrored(Tensor x)
    {
        Tensor y = new(x.Shape);
        for (int n = 0; n < Count; n++)
        {
            for (int i = 0; i < 8; i++)
            {
                for (int j = 0; j < 7; j++)
                {
                    for (int c = 0; c < 2; c++)
                    {
                        y.Row(n)[(((i * 7) + j) * 2) + c] = x[n, i, 6 - j, c];
                    }
                }
            }
        }

        return y;
    }
}
