using System.Text.Json.Nodes;

using Weft.Data;
using Weft.Layers;

namespace Weft.Tests.Graph;

/// <summary>Graphs that nobody draws first: outputs that are inputs, inputs that nobody reads, parts that lead nowhere, no layers at all.</summary>
public sealed class OddGraphTests
{
    private static readonly Tensor s_x = new([2, 3], [1, 2, 3, -1, 0.5f, 2]);
    private static readonly TensorDataset s_data = new(s_x, (int[])[0, 1]);

    [Fact]
    public void Model_WhoseOutputIsItsInput_GivesItAndItsGradientBack()
    {
        Node input = new Input([3]);
        Model model = new(input, input);

        Assert.Equal(s_x.Span, model.Predict(s_x).Span);
        Assert.Equal(s_x.Span, model.Gradients(s_x, s_x, model.Input)[0].Span);
        Assert.Contains("input_layer (InputLayer)", model.Summary(), StringComparison.Ordinal);
        AssertComesBack(model, [s_x]);
    }

    [Fact]
    public void Model_WithOneOutputTwice_GivesItTwice()
    {
        Node input = new Input([3]);
        Node y = input.Then(new Dense(2));
        Model model = new([input], [y, y, input], seed: 1);

        IReadOnlyList<Tensor> outputs = model.PredictAll(s_x);

        Assert.Equal(outputs[0].Span, outputs[1].Span);
        Assert.Equal(s_x.Span, outputs[2].Span);
        AssertComesBack(model, [s_x]);
        AssertComesBack(model.Copy(), [s_x]);
    }

    [Fact]
    public void Model_WithAnInputThatNobodyReads_PassesItOver()
    {
        Node input = new Input([3]), other = new Input([2], "unused");
        Model model = new([other, input], [input.Then(new Dense(2))], seed: 1);
        Tensor ignored = new([2, 2], [5, 6, 7, 8]);

        Assert.Equal(model.PredictAll(ignored, s_x)[0].Span, model.PredictAll(new Tensor([2, 2]), s_x)[0].Span);
        Assert.Contains("unused", model.Summary(), StringComparison.Ordinal);
        AssertComesBack(model, [ignored, s_x]);
        AssertComesBack(model.Copy(), [ignored, s_x]);
    }

    [Fact]
    public void Model_WithOneInputTwice_SaysSo()
    {
        Node input = new Input([3]);

        ShapeException error = Assert.Throws<ShapeException>(() => new Model([input, input], [input.Then(new Dense(2))]));

        Assert.Contains("'input_layer' twice", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Sequential_OfNoLayers_IsItsInput()
    {
        Sequential model = new([3]);

        Assert.Equal(s_x.Span, model.Predict(s_x).Span);
        Assert.Equal(s_x.Span, model.Copy().Predict(s_x).Span);
        Assert.Empty(model.Layers);
        Assert.Contains("Total params: 0", model.Summary(), StringComparison.Ordinal);
        Assert.Throws<ShapeException>(() => model.Compile(new SGD(), new MeanSquaredError()));
    }

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

    // What a random crop does in prediction is linear: the largest window of its proportions, resized.
    [Theory]
    [InlineData(6, 6)]
    [InlineData(9, 5)]
    [InlineData(3, 8)]
    public void Gradients_ThroughARandomCrop_AreDifferences(int height, int width)
    {
        Node input = new Input([height, width, 1]);
        Model model = new(input, input.Then(new RandomCrop(4, 5)), seed: 1);
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

    // Keras goes through the calls in their order: the second call's moments count more.
    [Fact]
    public void Averages_OfANormalisationUsedTwice_TakeItsCallsInOrder()
    {
        Node input = new Input([1]);
        BatchNormalization norm = new(momentum: 0.5);
        Node left = input.Then(norm), right = (input * 3).Then(norm);
        Model model = new(input, new Concatenate().Call(left, right).Then(new Dense(2, Activation.Softmax)), seed: 1);
        model.Compile(new SGD(0), new SparseCategoricalCrossentropy());

        EngineProbe.TrainStep(model, new TensorDataset(new Tensor([2, 1], [1, 3]), (int[])[0, 1]));

        Assert.Equal((0.25f * 2) + (0.5f * 6), Assert.Single(model.Weights, weight => weight.Name.EndsWith("moving_mean", StringComparison.Ordinal)).Span[0], 1e-5);
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

    // The same layers, by way of two models that a third one uses.
    [Fact]
    public void Model_OfABaseAndAPartOfIt_ComesBackWithSharedWeights()
    {
        Node inside = new Input([3]);
        Node features = inside.Then(new Dense(4, Activation.Tanh));
        Model whole = new(inside, features.Then(new Dense(2)), seed: 1, name: "whole"), part = new(inside, features, seed: 2, name: "part");
        Node input = new Input([3]);
        Model model = new([input], [whole.Call(input), part.Call(input)], seed: 3);

        Assert.Equal(4, model.Copy().Weights.Count());
        AssertComesBack(model.Copy(), [s_x]);
        AssertComesBack(model, [s_x]);

        // Keras' own mark of it.
        JsonNode json = JsonNode.Parse(model.ToJson())!;
        JsonNode[] inner = [.. json["config"]!["layers"]!.AsArray().Where(layer => (string)layer!["class_name"]! == "Functional")!];
        foreach (JsonNode layer in inner.Select(layer => layer["config"]!["layers"]![1]!))
        {
            layer["shared_object_id"] = 140123456789012;
        }

        Assert.Equal(2, inner.Length);
        Assert.Equal(4, Model.FromJson(json.ToJsonString()).Weights.Count());
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
    public void AddClasses_BehindAModelInside_KeepsTheOldLogits()
    {
        Node inside = new Input([3]);
        Model inner = new(inside, inside.Then(new Dense(4, Activation.Tanh)), seed: 1, name: "inner");
        Node input = new Input([3]);
        Model model = new(input, (input.Then(inner) * 2).Then(new Dense(2) { Name = "head" }), seed: 2) { Metadata = new ModelMetadata { ClassNames = ["a", "b"] } };
        inner.Trainable = false;

        Model wider = model.AddClasses(["c"]);

        Assert.Equal([3], wider.OutputShape);
        Assert.Equal(model.Predict(s_x).Row(1)[..2].ToArray(), wider.Predict(s_x).Row(1)[..2].ToArray());
        Assert.False(wider.Layers["inner"].Trainable);
        Assert.All(wider.Weights.Take(2), weight => Assert.False(weight.Trainable));
    }

    [Fact]
    public void Reshape_OfAnArrayThatChanges_StaysAsItWas()
    {
        int[] target = [3, 1];
        Reshape reshape = new(target);
        target[0] = 1;

        Assert.Equal([3, 1], reshape.OutputShape([3]));
        Assert.Equal(new Reshape(3, 1), reshape);
        Assert.NotEqual(reshape, reshape with { ActivityRegularizer = new Regularizers.L2(1) });
        int[] noise = [1];
        Dropout dropout = new(0.5) { NoiseShape = noise };
        noise[0] = 7;
        Assert.Equal([1], dropout.NoiseShape);
        Assert.NotEqual(dropout, dropout with { ActivityRegularizer = new Regularizers.L2(1) });
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

    [Fact]
    public void Compile_OfTwoOutputs_SaysThatTrainingTakesOne()
    {
        Node input = new Input([3]), other = new Input([3]);
        Exception outputs = Assert.ThrowsAny<Exception>(() => new Model([input], [input.Then(new Dense(2)), input.Then(new Dense(2))]).Compile(new SGD(), new MeanSquaredError()));
        Model two = new([input, other], [(input + other).Then(new Dense(2))]);
        Exception inputs = Assert.ThrowsAny<Exception>(() => two.Compile(new SGD(), new MeanSquaredError()));

        Assert.Contains("one output", outputs.Message, StringComparison.Ordinal);
        Assert.Contains("one input", inputs.Message, StringComparison.Ordinal);
    }

    private static float[][] Values(Model model) => [.. model.Weights.Select(weight => weight.Span.ToArray())];

    private static void AssertComesBack(Model model, Tensor[] inputs)
    {
        using TemporaryFolder folder = new();
        model.Save(folder.File("odd.keras"));
        Model again = Model.Load(folder.File("odd.keras"));
        Assert.Equal(model.ToJson(), again.ToJson());
        Assert.Equal(model.Summary(), again.Summary());
        Assert.Equal(model.PredictAll(inputs).Select(output => output.Span.ToArray()), again.PredictAll(inputs).Select(output => output.Span.ToArray()));
    }
}
