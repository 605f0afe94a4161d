using Weft.Data;
using Weft.Layers;

namespace Weft.Tests.Graph;

/// <summary>Gradients where the way back is no plain one: parts that lead to no output, and layers that are random in training.</summary>
public sealed class GradientWayTests
{
    private static readonly Tensor s_x = new([2, 3], [1, 2, 3, -1, 0.5f, 2]);
    private static readonly TensorDataset s_data = new(s_x, (int[])[0, 1]);

    // Keras trains by the price of what a model inside gives, whether or not that is read.
    [Fact]
    public void WeightGradients_OfAPriceOnWhatNobodyReads_AreThatOfThePrice()
    {
        Node inside = new Input([3]);
        Dense priced = new(2, useBias: false) { ActivityRegularizer = new Regularizers.L2(0.5) };
        Model two = new([inside], [inside.Then(new Dense(2, Activation.Softmax)), inside.Then(priced)], seed: 1);
        Node input = new Input([3]);
        Model model = new(input, two.CallAll(input)[0], seed: 2);
        model.Compile(new SGD(), new SparseCategoricalCrossentropy());

        IReadOnlyList<Tensor> gradients = model.WeightGradients(s_data);

        // d (0.5 mean |x K|^2) / d K = mean of x^T (x K).
        Weight kernel = Assert.Single(model.Weights, weight => weight.Name == "dense_1/kernel");
        int place = model.Weights.Where(weight => weight.Trainable).ToList().IndexOf(kernel);
        for (int row = 0; row < 3; row++)
        {
            for (int column = 0; column < 2; column++)
            {
                double expected = Enumerable.Range(0, 2).Sum(i =>
                    s_x.Row(i)[row] * Enumerable.Range(0, 3).Sum(k => s_x.Row(i)[k] * kernel.Span[(k * 2) + column])) / 2;
                Assert.Equal(expected, gradients[place].Span[(row * 2) + column], 1e-5);
            }
        }
    }

    [Fact]
    public void Gradients_OfWhatTheOutputDoesNotReach_AreZero()
    {
        Node inside = new Input([3]);
        Node beside = inside.Then(new Dense(2), new ReLU());
        Model two = new([inside], [inside.Then(new Dense(2)), beside], seed: 1);
        Node input = new Input([3]);
        Model model = new(input, two.CallAll(input)[0], seed: 2);

        Tensor gradient = model.Gradients(s_x, new Tensor([2, 2], [1, 1, 1, 1]), beside)[0];

        Assert.All(gradient.Span.ToArray(), value => Assert.Equal(0, value));
    }

    // 45 samples are six groups.
    [Fact]
    public void Gradients_OnAnyNumberOfThreads_AreTheSameBits()
    {
        Model model = new Sequential([6, 6, 2], seed: 1) { new Conv2D(5, 3, Activation.Tanh), new Flatten(), new Dense(4, Activation.Softmax) };
        Random random = new(1);
        Tensor x = new([45, 6, 6, 2], [.. Enumerable.Range(0, 45 * 72).Select(_ => random.NextSingle())]);
        Tensor by = new([45, 4], [.. Enumerable.Range(0, 180).Select(_ => random.NextSingle())]);
        model.Threads = 1;
        Tensor one = model.Gradients(x, by, model.Input)[0];
        model.Threads = 5;

        Assert.Equal(one.Span, model.Gradients(x, by, model.Input)[0].Span);
        Assert.Contains(one.Row(44).ToArray(), value => value != 0);
    }

    // What a random crop does in prediction is linear: the largest window of its proportions, resized.
    [Theory]
    [InlineData(6, 6)]
    [InlineData(9, 5)]
    [InlineData(3, 8)]
    public void Gradients_ThroughARandomCrop_AreDifferences(int height, int width)
    {
        Check(height, width, new RandomCrop(4, 5));
        Check(height, width, new RandomResizedCrop(4, 5));
    }

    private static void Check(int height, int width, Layer crop)
    {
        Node input = new Input([height, width, 1]);
        Model model = new(input, input.Then(crop), seed: 1);
        Tensor by = new([1, 4, 5, 1], [.. Enumerable.Range(1, 20).Select(i => (float)i)]);

        Tensor gradient = model.Gradients(new Tensor(input.Shape.Prepend(1)), by, model.Input)[0];

        for (int i = 0; i < gradient.Size; i++)
        {
            Tensor one = new(input.Shape.Prepend(1));
            one.Span[i] = 1;
            float[] answer = model.Predict(one).Span.ToArray();
            Assert.Equal(answer.Zip(by.Span.ToArray(), (value, weight) => (double)value * weight).Sum(), gradient.Span[i], 1e-4);
        }
    }
}
