using System.Globalization;

using Weft.Data;
using Weft.Layers;

namespace Weft.Tests.Docs;

/// <summary>The programs of docs/tour.md, in its order; what stands between a mark and <c>// end</c> is in the page.</summary>
public sealed class TourSnippets
{
    private static readonly (ImageDataset Train, ImageDataset Test) s_data = Sketches.Create(1000, 200, seed: 3);
    private static readonly Lazy<Model> s_trained = new(Trained);
    private readonly StringWriter _console = new(CultureInfo.InvariantCulture);

    private StringWriter Console => _console;

    [Fact]
    public void DataSet_OfSketches_IsToldByItsNumbers()
    {
        (ImageDataset train, ImageDataset test) = s_data;

        // tour: the data set
        Console.WriteLine($"{train.Count} pictures to learn from, {test.Count} to be judged by, {train.Shape} each");
        Console.WriteLine($"the first is a {train.ClassNames[train.Labels[0]]}");
        Console.WriteLine($"its middle row: {string.Join(" ", train.Pixels(0).Slice(14 * 28, 28).ToArray())}");
        // end

        Assert.Contains("1000 pictures to learn from, 200 to be judged by, [28, 28, 1] each", _console.ToString());
    }

    [Fact]
    public void Convolution_WithAnEdgeFilter_IsTheDifference()
    {
        Tensor picture = new([1, 28, 28, 1], [.. s_data.Test.Pixels(0).ToArray().Select(pixel => pixel / 255f)]);

        // tour: convolution
        var edge = new Sequential(inputShape: [28, 28, 1]) { new Conv2D(1, kernelSize: 3, useBias: false) };
        edge.SetWeights([new Tensor([3, 3, 1, 1], [1, 1, 1, 0, 0, 0, -1, -1, -1])]);
        Tensor answer = edge.Predict(picture);                 // [1, 26, 26, 1]
        // end

        Assert.Equal(new Shape(1, 26, 26, 1), answer.Shape);
        float above = picture[0, 9, 12, 0] + picture[0, 9, 13, 0] + picture[0, 9, 14, 0];
        float below = picture[0, 11, 12, 0] + picture[0, 11, 13, 0] + picture[0, 11, 14, 0];
        Assert.Equal(above - below, answer[0, 9, 12, 0], 1e-5f);
    }

    [Fact]
    public void Relu_OfNegativeNumbers_IsZero()
    {
        // tour: activation
        var bend = new Sequential(inputShape: [4]) { new ReLU() };
        Console.WriteLine(string.Join(" ", bend.Predict(new Tensor([4], [-2, -0.5f, 0, 3])).Span.ToArray()));      // 0 0 0 3
        // end

        Assert.Equal("0 0 0 3", _console.ToString().Trim());
    }

    [Fact]
    public void Pooling_OfWindows_KeepsTheWinners()
    {
        // tour: pooling
        var pool = new Sequential(inputShape: [4, 4, 1]) { new MaxPooling2D(2) };
        Tensor winners = pool.Predict(new Tensor([1, 4, 4, 1],
        [
            1, 3, 0, 0,
            2, 0, 0, 5,
            4, 4, 7, 6,
            0, 1, 8, 2,
        ]));
        Console.WriteLine(string.Join(" ", winners.Span.ToArray()));       // 3 5 4 8
        // end

        Assert.Equal("3 5 4 8", _console.ToString().Trim());
    }

    [Fact]
    public void Dropout_InPrediction_LeavesNothingOut()
    {
        // tour: dropout
        var network = new Sequential(inputShape: [28, 28, 1])
        {
            new Conv2D(32, kernelSize: 3, Activation.Relu),
            new MaxPooling2D(2),
            new Flatten(),
            new Dropout(0.5),
            new Dense(10, Activation.Softmax),
        };
        // end

        Tensor picture = new([1, 28, 28, 1]);
        Assert.Equal(network.Predict(picture).Span.ToArray(), network.Predict(picture).Span.ToArray());
    }

    [Fact]
    public void DenseLayer_IsWeightedSums()
    {
        // tour: dense
        var dense = new Sequential(inputShape: [3]) { new Dense(2) };
        dense.SetWeights([new Tensor([3, 2], [1, 0, 0, 1, 2, -1]), new Tensor([2], [0.5f, 0])]);
        Console.WriteLine(string.Join(" ", dense.Predict(new Tensor([3], [1, 2, 3])).Span.ToArray()));     // 1*1 + 2*0 + 3*2 + 0.5, and 1*0 + 2*1 - 3*1
        // end

        Assert.Equal("7.5 -1", _console.ToString().Trim());
    }

    [Fact]
    public void SoftmaxLayer_MakesProbabilities()
    {
        // tour: softmax
        var softmax = new Sequential(inputShape: [3]) { new Softmax() };
        Tensor probabilities = softmax.Predict(new Tensor([3], [1, 2, 4]));
        Console.WriteLine(string.Join(" ", probabilities.Span.ToArray().Select(p => p.ToString("0.00"))));     // 0.04 0.11 0.84
        // end

        Assert.Equal("0.04 0.11 0.84", _console.ToString().Trim());
    }

    [Fact]
    public void Loss_OfTwoPictures_IsTheMeanOfTheirLogarithms()
    {
        // tour: loss
        var sure = new Sequential(inputShape: [3]) { new Softmax() };
        sure.Compile(new Adam(), new SparseCategoricalCrossentropy());
        var twoPictures = new TensorDataset(new Tensor([2, 3], [1, 2, 4, 1, 2, 4]), labels: new[] { 2, 0 }, "two");
        Console.WriteLine($"{sure.Evaluate(twoPictures).Loss:0.00}");       // the mean of -ln 0.84 and -ln 0.04
        // end

        Assert.Equal("1.67", _console.ToString().Trim());
    }

    [Fact]
    public void StepDownhill_LowersTheLoss()
    {
        (Model model, ImageDataset train) = (Untrained(), s_data.Train);
        model.Compile(new SGD(), new SparseCategoricalCrossentropy());

        // tour: optimization
        Dataset batch = train.Slice(0, 64);
        double before = model.Evaluate(batch).Loss;
        IReadOnlyList<Tensor> slopes = model.WeightGradients(batch);           // one tensor for each weight
        var values = model.Weights.Zip(slopes, (weight, slope) => new Tensor(weight.Shape,
            [.. weight.Span.ToArray().Zip(slope.Span.ToArray(), (value, by) => value - 0.05f * by)]));
        model.SetWeights([.. values]);
        Console.WriteLine($"loss {before:0.000}, and after a step downhill {model.Evaluate(batch).Loss:0.000}");
        // end

        double[] losses = [.. _console.ToString().Split(' ', ',').Select(word => double.TryParse(word, out double loss) ? loss : 0).Where(loss => loss > 0)];
        Assert.True(losses is [var first, var second] && second < first, _console.ToString());
    }

    [Fact]
    public void Training_OfSketches_LowersTheLoss()
    {
        (Model model, ImageDataset train, ImageDataset test) = (Untrained(), s_data.Train, s_data.Test);

        // tour: training
        model.Compile(new Adam(), new SparseCategoricalCrossentropy(), Metric.Accuracy);
        History history = model.Fit(train, epochs: 5, batchSize: 64, validationSplit: 0.2);
        Console.WriteLine($"after the last epoch {history["val_accuracy"][^1]:P1} of the validation pictures are right");
        Console.WriteLine($"of the test pictures {model.Evaluate(test).Accuracy:P1}");
        // end

        Assert.InRange(history["loss"][^1], 0, 0.9 * history["loss"][0]);
    }

    [Fact]
    public void Prediction_OfFivePictures_NamesTheirClasses()
    {
        (Model model, ImageDataset test) = (s_trained.Value, s_data.Test);

        // tour: prediction
        Tensor probabilities = model.Predict(test.Slice(0, 5));                // [5, 10]
        for (int i = 0; i < 5; i++)
        {
            Span<float> row = probabilities.Row(i);
            int best = System.Numerics.Tensors.TensorPrimitives.IndexOfMax<float>(row);
            Console.WriteLine($"{test.ClassNames[best]} with {row[best]:P0}; it is a {test.ClassNames[test.Labels[i]]}");
        }

        // end
        Assert.Equal(5, _console.ToString().Split("; it is a ").Length - 1);
    }

    [Fact]
    public void ModelUpToALayer_GivesItsMaps()
    {
        (Model model, ImageDataset test) = (s_trained.Value, s_data.Test);

        // tour: inside
        var upToFirst = new Model(model.Input, model.Layers["conv2d"].Output);
        Tensor maps = upToFirst.Predict(test.Slice(0, 1));                     // [1, 26, 26, 32]
        // end

        Assert.Equal(new Shape(1, 26, 26, 32), maps.Shape);
    }

    private static Sequential Untrained() => new(inputShape: [28, 28, 1], seed: 1)
    {
        new Conv2D(32, kernelSize: 3, Activation.Relu),
        new MaxPooling2D(4),
        new Flatten(),
        new Dense(10, Activation.Softmax),
    };

    private static Model Trained()
    {
        Sequential model = Untrained();
        model.Compile(new Adam(), new SparseCategoricalCrossentropy(), Metric.Accuracy);
        model.Fit(s_data.Train, epochs: 1, batchSize: 64);
        return model;
    }
}
