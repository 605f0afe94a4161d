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
    public void Input_WrittenTwice_IsOneTensor()
    {
        Input input = new([3]);
        Model model = new(input, new Dense(2).Call(input), seed: 1);

        Assert.Same(model.Input, (Node)input);
        Assert.Equal([2, 2], model.Predict(s_x).Shape);
    }

    // An ensemble gives probabilities, and so does what is taken of several outputs of a model inside.
    [Fact]
    public void LastActivation_OfMeansAndModelsInside_IsThatOfTheirEnds()
    {
        Node inside = new Input([3]);
        Model two = new([inside], [inside.Then(new Dense(4)), inside.Then(new Dense(2, Activation.Softmax))], seed: 1, name: "two");
        Node input = new Input([3]);
        Node one = two.CallAll(input)[1], other = input.Then(new Dense(2, Activation.Softmax), new Reshape(2));
        Model ensemble = new(input, new Average().Call(one, other), seed: 2);

        Assert.Equal(ActivationKind.Softmax, new Model(input, one).LastActivation.Kind);
        Assert.Equal(ActivationKind.Softmax, ensemble.LastActivation.Kind);
        Assert.Equal(ActivationKind.Linear, new Model(input, new Average().Call(one, two.CallAll(input)[1].Then(new Dense(2)))).LastActivation.Kind);
        ensemble.Compile(new SGD(), new SparseCategoricalCrossentropy());
        double expected = Enumerable.Range(0, 2).Average(i => -Math.Log(ensemble.Predict(s_x).Row(i)[i]));
        Assert.Equal(expected, ensemble.Evaluate(s_data).Loss, 1e-6);
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
