using Weft.Data;
using Weft.Layers;

namespace Weft.Tests.Training;

/// <summary>Models whose layers are frozen, set free or joined by others around a <see cref="Model.Compile"/>.</summary>
public sealed class RecompiledTests
{
    private static readonly Tensor s_x = new([2, 3], [1, 2, 3, -1, 0.5f, 2]);
    private static readonly TensorDataset s_data = new(s_x, (int[])[0, 1]);

    [Fact]
    public void Fit_BehindLayersThatCameAfterCompile_SaysWhatToCall()
    {
        Sequential model = new([3], seed: 1) { new Dense(4, Activation.Softmax) };
        model.Compile(new Adam(), new SparseCategoricalCrossentropy());
        model.Fit(s_data);
        model.Add(new Dense(2, Activation.Softmax));

        Assert.Contains("Call Compile", Assert.Throws<TrainingException>(() => model.Fit(s_data)).Message, StringComparison.Ordinal);
        Assert.Contains("Call Compile", Assert.Throws<TrainingException>(() => model.Evaluate(s_data)).Message, StringComparison.Ordinal);
        using TemporaryFolder folder = new();
        model.Save(folder.File("grown.keras"));
        Assert.Equal(model.Predict(s_x).Span, Model.Load(folder.File("grown.keras")).Predict(s_x).Span);
    }

    [Fact]
    public void FrozenModelInside_SetFreeAgain_LearnsOnceCompiledAgain()
    {
        Node inside = new Input([3]);
        Model inner = new(inside, inside.Then(new Dense(4), new BatchNormalization(momentum: 0.5)), seed: 1, name: "inner");
        Node input = new Input([3]);
        Model model = new(input, input.Then(inner).Then(new Dense(2, Activation.Softmax)), seed: 2);
        inner.Trainable = false;
        model.Compile(new SGD(0.1), new SparseCategoricalCrossentropy());
        float[][] before = Values(inner);
        model.Fit(s_data);
        Assert.Equal(before, Values(inner));
        Assert.False(model.Layers["inner"].Trainable);

        model.Layers["inner"].Trainable = true;
        Assert.True(inner.Trainable);
        Assert.Contains("Call Compile", Assert.Throws<TrainingException>(() => model.Fit(s_data)).Message, StringComparison.Ordinal);
        model.Compile(new SGD(0.1), new SparseCategoricalCrossentropy());
        model.Fit(s_data);

        Assert.All(before.Zip(Values(inner)), pair => Assert.NotEqual(pair.First, pair.Second));
    }

    [Fact]
    public void ContinueFrom_AModelSetFreeSinceItWasCompiled_BeginsForWhatWasFrozen()
    {
        Sequential model = new([3], seed: 1) { new Dense(4, Activation.Tanh) { Trainable = false }, new Dense(2, Activation.Softmax) };
        model.Compile(new Adam(), new SparseCategoricalCrossentropy());
        model.Fit(s_data);
        model.Layers["dense"].Trainable = true;
        Sequential copy = model.Copy();

        Assert.True(copy.ContinueFrom(model));
        copy.Fit(s_data);

        Assert.NotEqual(model.Weights.First().Span.ToArray(), copy.Weights.First().Span.ToArray());
    }

    [Fact]
    public void ContinueFrom_AModelFrozenSinceItWasCompiled_GoesOnForTheRest()
    {
        Sequential model = new([3], seed: 1) { new Dense(4, Activation.Tanh), new Dense(2, Activation.Softmax) };
        model.Compile(new Adam(), new SparseCategoricalCrossentropy());
        model.Fit(s_data);
        Sequential copy = model.Copy();
        model.Layers["dense"].Trainable = false;

        Assert.True(copy.ContinueFrom(model));
        copy.Fit(s_data);

        Assert.NotEqual(model.Weights.First().Span.ToArray(), copy.Weights.First().Span.ToArray());
    }

    [Fact]
    public void Fit_OfAModelThatIsFrozen_ChangesNothing()
    {
        Sequential model = new([3], seed: 1) { new Dense(4), new BatchNormalization(), new Dense(2, Activation.Softmax) };
        model.Trainable = false;
        model.Compile(new Adam(), new SparseCategoricalCrossentropy());
        float[][] before = Values(model);

        History history = model.Fit(s_data, epochs: 2);

        Assert.Equal(before, Values(model));
        Assert.Equal(history["loss"][0], history["loss"][1]);
        Assert.Empty(model.WeightGradients(s_data));
    }

    private static float[][] Values(Model model) => [.. model.Weights.Select(weight => weight.Span.ToArray())];
}
