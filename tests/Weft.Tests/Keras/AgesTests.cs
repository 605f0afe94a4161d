using System.Text.Json;

using Weft.Data;
using Weft.Layers;
using Weft.Tests.Golden;

namespace Weft.Tests.Keras;

/// <summary>Models that the Keras of every age and TensorFlow.js made, in every form they had: read, they predict and train on as
/// there.</summary>
public sealed class AgesTests(ITestOutputHelper output)
{
    private const string Folder = "ages";

    /// <summary>What is refused by name, and what its message says.</summary>
    private static readonly Dictionary<string, string> s_refused = new()
    {
        ["mlp-tf2.4-savedmodel.zip"] = "a zipped SavedModel of TensorFlow",
    };

    /// <summary>Files without layers, which <see cref="AgesWeightsTests"/> load into a model.</summary>
    private static bool IsWeights(JsonElement one) => one.TryGetProperty("architecture", out _);

    private static readonly IReadOnlyDictionary<string, JsonElement> s_cases = AgesCases.All;

    public static TheoryData<string> Files => [.. s_cases.Where(one => !IsWeights(one.Value) && !s_refused.ContainsKey(one.Key)).Select(one => one.Key).DefaultIfEmpty("none")];

    public static TheoryData<string> Trained => [.. s_cases.Where(one => one.Value.TryGetProperty("fit", out _)).Select(one => one.Key).DefaultIfEmpty("none")];

    [Fact]
    public void Cases_ThatArePassedOver_AreThese()
    {
        KerasFiles.Require(Folder);
        Assert.Equal(80, s_cases.Count);
        foreach ((string file, string reason) in s_refused)
        {
            ModelFileException error = Assert.Throws<ModelFileException>(() => Model.Load(AgesCases.Path(file)));
            Assert.Contains(reason, error.Message, StringComparison.Ordinal);
            output.WriteLine($"{file}, passed over: {error.Message}");
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Load_TheirFile_PredictsAsTheirs(string file)
    {
        Model model = Read(file);
        NpzFile arrays = AgesCases.Arrays(file);
        AgesCases.AssertNear(arrays["y"], model.Predict(AgesCases.Samples(model, arrays)), AgesCases.OutputTolerance);
    }

    [Theory]
    [MemberData(nameof(Trained))]
    public void Fit_TheirFile_GoesTheirWay(string file)
    {
        Model model = ReadToTrain(file);
        NpzFile arrays = AgesCases.Arrays(file);

        History history = model.Fit(AgesCases.Data(model, arrays), epochs: 3, batchSize: 4, shuffle: false);

        double[] losses = [.. history.Epochs.Select(epoch => epoch.Loss)];
        output.WriteLine($"losses {string.Join(' ', losses)}, theirs {string.Join(' ', arrays["losses"])}");
        Assert.All(losses.Zip(arrays["losses"]), pair => Assert.Equal(pair.Second, pair.First, 1e-5 * Math.Abs(pair.Second)));
        if (!HasTheirVariance(file, model))
        {
            AgesCases.AssertNear(arrays["q"], model.Predict(AgesCases.Samples(model, arrays)), Tolerance(model));
        }
    }

    // tf.keras lets the variance of images into the moving average times n / (n - 1), Keras 3 and Weft as it is. With theirs, the answers
    // are theirs.
    [Theory]
    [MemberData(nameof(Trained))]
    public void Fit_WithTheirMovingVariance_AnswersAsTheirs(string file)
    {
        Model model = ReadToTrain(file);
        if (!HasTheirVariance(file, model))
        {
            return;
        }

        NpzFile arrays = AgesCases.Arrays(file);
        TensorDataset data = AgesCases.Data(model, arrays);
        TheirVariance[] averages = [.. TheirVariance.Of(model, AgesCases.All[file].GetProperty("made_by").GetString()!)];
        for (int step = 0; step < 3 * data.Count / 4; step++)
        {
            model.Fit(data.Slice(step * 4 % data.Count, 4), epochs: 1, batchSize: 4, shuffle: false);
            Array.ForEach(averages, average => average.TakeIn(samples: 4));
        }

        Array.ForEach(averages, average => average.Set());
        AgesCases.AssertNear(arrays["q"], model.Copy().Predict(AgesCases.Samples(model, arrays)), Tolerance(model));
    }

    // The files of Keras 2.15 with a legacy optimizer have its options and not its state: training goes on as in Keras, from its first
    // step.
    [Fact]
    public void Fit_TheirFileWithoutAState_BeginsAfreshAsTheirs()
    {
        Model model = Read("mlp-tf2.15.keras");
        NpzFile arrays = AgesCases.Arrays("mlp-tf2.15.keras");
        History history = model.Fit(AgesCases.Data(model, arrays), epochs: 3, batchSize: 4, shuffle: false);
        Assert.All(
            history.Epochs.Zip(arrays["losses_keras"]), pair => Assert.Equal(pair.Second, pair.First.Loss, 1e-5 * Math.Abs(pair.Second)));
        AgesCases.AssertNear(arrays["q_keras"], model.Predict(AgesCases.Samples(model, arrays)), 1e-4);
    }

    [Theory]
    [InlineData("cnn-k2.1.6.h5", 30)]
    [InlineData("branch-k2.2.4.h5", 0)]
    [InlineData("cnn-k2.3.1.h5", 30)]
    public void Load_TheirFileWithAState_KnowsItsSteps(string file, int steps)
    {
        Model model = Read(file);
        Assert.NotNull(model.Session?.State);
        Assert.True(steps == 0 ? model.Iterations == 0 && model.LoadNotes.Any(note => note.Contains("does not say how many "
            + "steps")) : model.Iterations > 0);
    }

    // A convolution's bias before a batch normalisation has no true gradient: Adam makes steps of full size of its rounding, so that two
    // real
    // Kerases agree to 1e-3 only (README.md of the files).
    private static double Tolerance(Model model) => model.Optimizer is Adam && model.Graph.Leaves.Any(layer =>
        layer.Layer is BatchNormalization && layer.Inputs[0].Call?.Layer is { Layer: Conv2D { UseBias: true }, Trainable: true }) ? 1e-3 : 1e-4;

    private static bool HasTheirVariance(string file, Model model) =>
        !AgesCases.All[file].GetProperty("made_by").GetString()!.StartsWith("Keras 3", StringComparison.Ordinal)
        && model.Graph.Leaves.Any(layer => layer is { Layer: BatchNormalization, Trainable: true });

    private Model ReadToTrain(string file)
    {
        Model model = Read(file);
        if (model.Optimizer is null)
        {
            // Keras 3.10 took the optimizer out when the model was saved as .h5 before. Its state is there.
            Assert.Equal("mlp-k3.10.keras", file);
            Assert.Contains("has an optimizer's state and not the optimizer", Assert.Single(model.LoadNotes), StringComparison.Ordinal);
            model.Compile(new SGD(0.05, momentum: 0.9, nesterov: true), new SparseCategoricalCrossentropy(fromLogits: true));
            Assert.Empty(model.LoadWeights(AgesCases.Path(file)));
        }

        return model;
    }

    private Model Read(string file)
    {
        KerasFiles.Require(Folder);
        Model model = Model.Load(AgesCases.Path(file));
        foreach (string note in model.LoadNotes)
        {
            output.WriteLine($"{file}: {note}");
        }

        return model;
    }
}
