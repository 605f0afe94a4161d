using Weft.Data;
using Weft.Layers;
using Weft.Tests.Keras;

namespace Weft.Tests.Formats;

/// <summary>What <see cref="Model.LoadWeights"/> takes over, by order and by name, and what it says of the rest.</summary>
public sealed class LoadWeightsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // cnn-tf2.4-w.h5 has conv2d_3, conv2d_4, batch_normalization, dense_3 and dense_4.
    private static string Theirs => AgesCases.Path("cnn-tf2.4-w.h5");

    [Fact]
    public void ByOrder_AnotherNumberOfLayers_IsRefusedAndNamed()
    {
        Sequential model = new([28, 28, 1], seed: 1) { new Conv2D(8, 3), new Flatten(), new Dense(10) };
        float[][] before = Values(model);

        ModelFileException error = Assert.Throws<ModelFileException>(() => model.LoadWeights(Theirs));

        Assert.Contains("expected 2 layers with weights, as the model has, got 5: conv2d_3, conv2d_4, batch_normalization, dense_3, dense_4", error.Message, StringComparison.Ordinal);
        Assert.Contains("byName: true", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, Values(model));
    }

    [Fact]
    public void ByOrder_AnotherShape_IsRefusedAndTheModelStays()
    {
        Sequential model = Five(filters: 8, units: 17);
        float[][] before = Values(model);

        ModelFileException error = Assert.Throws<ModelFileException>(() => model.LoadWeights(Theirs));

        Assert.Contains("expected shape [192, 17], got [192, 16]", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, Values(model));
    }

    [Fact]
    public void ByOrder_SkipMismatch_KeepsThatLayer()
    {
        Sequential model = Five(filters: 8, units: 17), whole = Five(filters: 8, units: 16);
        whole.LoadWeights(Theirs);
        float[][] before = Values(model);

        IReadOnlyList<string> notes = model.LoadWeights(Theirs, skipMismatch: true);

        Assert.Equal(2, notes.Count);
        Assert.StartsWith("dense keeps its weights: ", notes[0], StringComparison.Ordinal);
        Assert.Equal(Values(whole)[..8], Values(model)[..8]);
        Assert.Equal(before[8..], Values(model)[8..]);
    }

    [Fact]
    public void ByName_SomeLayers_AreTakenOverAndTheRestNoted()
    {
        Sequential model = new([28, 28, 1], seed: 1) { new Conv2D(8, 3) { Name = "conv2d_3" }, new Flatten(), new Dense(10) { Name = "own" } };
        Sequential whole = Five(filters: 8, units: 16);
        whole.LoadWeights(Theirs);
        float[][] before = Values(model);

        IReadOnlyList<string> notes = model.LoadWeights(Theirs, byName: true);

        Assert.Equal(Values(whole)[..2], Values(model)[..2]);
        Assert.Equal(before[2..], Values(model)[2..]);
        Assert.Equal(
            [
                "1 layers of the model that the file does not have keep their weights: own.",
                "4 layers of the file that the model does not have are passed over: conv2d_4, batch_normalization, dense_3, dense_4.",
            ],
            notes);
    }

    [Fact]
    public void ByName_FileOfKeras3_IsRefused()
    {
        Sequential model = new([2], seed: 1) { new Dense(2) };
        model.SaveWeights(_folder["own.weights.h5"]);
        Assert.Contains("expected byName: false", Assert.Throws<ModelFileException>(() => model.LoadWeights(_folder["own.weights.h5"], byName: true)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SaveWeights_ThenLoadWeights_GoesOnAsIfNothingHadBeen()
    {
        Sequential model = Compiled(seed: 1), again = Compiled(seed: 2);
        TensorDataset data = new(new Tensor([4, 3], [.. Enumerable.Range(0, 12).Select(i => i * 0.1f)]), new int[] { 0, 1, 1, 0 });
        model.Fit(data, epochs: 2, batchSize: 2, shuffle: false);
        model.SaveWeights(_folder["own.weights.h5"]);

        Assert.Empty(again.LoadWeights(_folder["own.weights.h5"]));

        Assert.Equal(model.Iterations, again.Iterations);
        model.Fit(data, epochs: 1, batchSize: 2, shuffle: false);
        again.Fit(data, epochs: 1, batchSize: 2, shuffle: false);
        Assert.Equal(Values(model), Values(again));
    }

    [Fact]
    public void SaveWeights_AnotherName_IsRefused() =>
        Assert.Contains(".weights.h5", Assert.Throws<ModelFileException>(() => Compiled(seed: 1).SaveWeights(_folder["own.h5"])).Message, StringComparison.Ordinal);

    [Fact]
    public void Load_WeightsAlone_SaysWhatToDo() =>
        Assert.Contains("call LoadWeights on it", Assert.Throws<ModelFileException>(() => Model.Load(Theirs)).Message, StringComparison.Ordinal);

    private static Sequential Compiled(int seed)
    {
        Sequential model = new([3], seed) { new Dense(4, Activation.Relu), new Dense(2, Activation.Softmax) };
        model.Compile(new Adam(0.01), new SparseCategoricalCrossentropy());
        return model;
    }

    private static Sequential Five(int filters, int units) => new([28, 28, 1], seed: 1)
    {
        new Conv2D(filters, 3),
        new MaxPooling2D(2),
        new Conv2D(12, 3, strides: 3),
        new BatchNormalization(),
        new Flatten(),
        new Dense(units),
        new Dense(10),
    };

    private static float[][] Values(Model model) => [.. model.Weights.Select(weight => weight.Span.ToArray())];
}
