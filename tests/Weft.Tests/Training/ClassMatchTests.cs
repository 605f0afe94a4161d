using Weft.Data;
using Weft.Layers;

namespace Weft.Tests.Training;

/// <summary>Labels meet a model by the names of their classes, wherever data meets a model that has names.</summary>
public sealed class ClassMatchTests
{
    private static readonly string[] s_names = ["bar", "disc", "square"];

    [Fact]
    public void Evaluate_ClassesInAnotherOrder_GoesByName()
    {
        Sequential model = Trained();

        Evaluation same = model.Evaluate(Points(s_names, 30));
        Evaluation other = model.Evaluate(Points(["square", "bar", "disc"], 30));

        Assert.Equal(1, same.Accuracy);
        Assert.Equal(1, other.Accuracy);
        Assert.Equal(s_names, other.Confusion!.ClassNames);
        Assert.Equal(10, other.Confusion[2, 2]);
    }

    [Fact]
    public void Evaluate_SomeOfTheClasses_GoesByName()
    {
        Evaluation result = Trained().Evaluate(Points(["disc", "square"], 20));

        Assert.Equal(1, result.Accuracy);
        Assert.Equal((0, 10, 10), (result.Confusion!.Support(0), result.Confusion.Support(1), result.Confusion.Support(2)));
    }

    [Fact]
    public void Fit_SomeOfTheClasses_KeepsTheNamesInPlace_AndSaysWhatIsMissing()
    {
        Sequential model = Trained();

        History history = model.Fit(Points(["disc", "square"], 20), epochs: 1, batchSize: 5);

        Assert.Equal(s_names, model.Metadata.ClassNames);
        Assert.Equal(1, history.Epochs[0].Values["accuracy"]);
        string warning = Assert.Single(history.Warnings);
        Assert.Contains("has 3 outputs, the training data nothing for 1 of them: bar", warning);
    }

    [Fact]
    public void FitAndEvaluate_AnUnknownClass_AreRefusedWithItsName()
    {
        Sequential model = Trained();
        TensorDataset data = Points(["disc", "square", "zbar"], 30);

        foreach (Action action in (Action[])[() => model.Fit(data), () => model.Evaluate(data), () =>
            model.Fit(Points(s_names, 30), validationData: data)])
        {
            DataException error = Assert.Throws<DataException>(action);
            Assert.Contains("expected the classes that the model knows (bar, disc, square), data set 'points' has also 'zbar'",
                error.Message);
            Assert.Contains("AddClasses", error.Message);
        }

        Assert.Equal(s_names, model.Metadata.ClassNames);
    }

    [Fact]
    public void Fit_ValidationDataInAnotherOrder_GoesByTheTrainingDatasNames()
    {
        Sequential model = Untrained();

        History history = model.Fit(Points(s_names, 60), epochs: 40, batchSize: 10, validationData: Points(["square", "disc", "bar"], 30));

        Assert.Equal(1, history.Epochs[^1].Values["val_accuracy"]);
    }

    [Fact]
    public void Evaluate_TargetVectorsInAnotherOrder_AreRearranged()
    {
        Sequential model = Trained();
        model.Compile(new SGD(0.1), new CategoricalCrossentropy(), Metric.Accuracy);
        TensorDataset labelled = Points(["square", "disc"], 20);
        Tensor targets = new([20, 2]);
        for (int i = 0; i < 20; i++)
        {
            targets.Row(i)[labelled.Labels[i]] = 1;
        }

        TensorDataset vectors = new(Samples(labelled), targets, "vectors", ["square", "disc"]);

        Assert.Equal(1, model.Evaluate(vectors).Accuracy);
        Assert.Equal(1, model.Evaluate(vectors.Slice(7, 9)).Accuracy);
    }

    [Fact]
    public void Fit_MoreOutputsThanClasses_SaysSo()
    {
        Sequential model = new([2], seed: 1) { new Dense(5, Activation.Softmax) };
        model.Compile(new SGD(0.1), new SparseCategoricalCrossentropy());

        History history = model.Fit(Points(s_names, 30));

        Assert.Contains("has 5 outputs, the training data nothing for 2 of them: output 3, output 4", Assert.Single(history.Warnings));
    }

    [Fact]
    public void Fit_AClassForEachOutput_SaysNothing() => Assert.Empty(Untrained().Fit(Points(s_names, 30)).Warnings);

    [Fact]
    public void Evaluate_ModelOrDataWithoutNames_GoesByNumber()
    {
        Sequential model = Trained();
        TensorDataset data = Points(s_names, 30);
        TensorDataset unnamed = new(Samples(data), data.Labels.ToArray());
        Assert.Equal(1, model.Evaluate(unnamed).Accuracy);

        model.Metadata = model.Metadata with { ClassNames = [] };
        Assert.Equal(1, model.Evaluate(Points(["x", "y", "z"], 30, place: s_names)).Accuracy);
    }

    [Fact]
    public void Evaluate_RenumberedBytes_AreScaledAsBytes()
    {
        byte[] pixels = [0, 255, 0, 255];
        ImageDataset data = new(pixels, new[] { 0, 1, 0, 1 }, [1, 1, 1], "bytes", ["dark", "light"]);
        Sequential model = new([1, 1, 1], seed: 3) { new Flatten(), new Dense(2, Activation.Softmax) };
        model.Compile(new Adam(0.1), new SparseCategoricalCrossentropy(), Metric.Accuracy);
        model.Fit(data, epochs: 60, batchSize: 4);
        ImageDataset other = new(pixels, new[] { 1, 0, 1, 0 }, [1, 1, 1], "bytes", ["light", "dark"]);

        Assert.Equal(model.Evaluate(data).Loss, model.Evaluate(other).Loss, 12);
        Assert.Equal(1, model.Evaluate(other).Accuracy);
    }

    /// <summary>A model of bar, disc and square that is always right.</summary>
    internal static Sequential Trained()
    {
        Sequential model = Untrained();
        model.Fit(Points(s_names, 60), epochs: 60, batchSize: 10);
        Assert.Equal(1, model.Evaluate(Points(s_names, 30)).Accuracy);
        return model;
    }

    private static Sequential Untrained()
    {
        Sequential model = new([2], seed: 1) { new Dense(3, Activation.Softmax) };
        model.Compile(new Adam(0.1), new SparseCategoricalCrossentropy(), Metric.Accuracy);
        return model;
    }

    /// <summary>Points near a place of their class's own, wherever it stands in the list.</summary>
    internal static TensorDataset Points(string[] names, int count, string[]? place = null)
    {
        Dictionary<string, (float X, float Y)> places =
            new() { ["bar"] = (-3, 0), ["disc"] = (3, 0), ["square"] = (0, 4), ["zbar"] = (0, -4) };
        Random random = new(5);
        Tensor samples = new([count, 2]);
        int[] labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            labels[i] = i % names.Length;
            (float x, float y) = places[(place ?? names)[labels[i]]];
            (samples.Row(i)[0], samples.Row(i)[1]) = (x + random.NextSingle(), y + random.NextSingle());
        }

        return new TensorDataset(samples, labels, "points", names);
    }

    private static Tensor Samples(TensorDataset data)
    {
        Tensor samples = new(data.Shape.Prepend(data.Count));
        for (int i = 0; i < data.Count; i++)
        {
            data.Read(i, samples.Row(i), 1);
        }

        return samples;
    }
}
