using System.Text.Json.Nodes;

using Weft.Layers;
using Weft.Tests.Reference;

namespace Weft.Tests.Formats;

/// <summary>Functional models in files: merges, layers used twice, models inside models, several inputs and outputs.</summary>
public sealed class GraphFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder["graph.keras"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Graph_SavedAndLoaded_IsTheSame()
    {
        Model model = Graph();
        model.Save(Path);
        Model loaded = Model.Load(Path);
        Assert.Equal(model.ToJson(), loaded.ToJson());
        Assert.Equal(model.Layers.Select(layer => (layer.Name, layer.Layer.KerasName)), loaded.Layers.Select(layer => (layer.Name, layer.Layer.KerasName)));
        Assert.Equal(model.Weights.Select(weight => (weight.Name, weight.Trainable)), loaded.Weights.Select(weight => (weight.Name, weight.Trainable)));
        Assert.Equal(model.Weights.Select(weight => weight.Span.ToArray()), loaded.Weights.Select(weight => weight.Span.ToArray()));
        Assert.Equal(model.Summary(), loaded.Summary());
        Tensor[] inputs = [Drawn([5, 6, 6, 2]), Drawn([5, 3])];
        Assert.Equal(model.PredictAll(inputs).Select(output => output.Span.ToArray()), loaded.PredictAll(inputs).Select(output => output.Span.ToArray()));
    }

    [Fact]
    public void Graph_Saved_IsWhatKerasWrites()
    {
        JsonNode config = JsonNode.Parse(Graph().ToJson())!["config"]!;
        JsonArray layers = config["layers"]!.AsArray();
        JsonNode twice = layers.Single(layer => (string)layer!["name"]! == "twice")!;
        Assert.Equal(
            ["twice_in/0/0", "twice/0/0"],
            twice["inbound_nodes"]!.AsArray().Select(call => string.Join('/', call!["args"]![0]!["config"]!["keras_history"]!.AsArray().Select(part => $"{part}"))));
        JsonNode block = layers.Single(layer => (string)layer!["name"]! == "block")!;
        Assert.Equal(("Functional", "keras.src.models.functional", "Functional"), ((string)block["class_name"]!, (string)block["module"]!, (string)block["registered_name"]!));
        Assert.Equal("block", (string)block["config"]!["name"]!);
        Assert.Equal("""["input_layer",0,0]""", block["config"]!["input_layers"]!.ToJsonString());
        Assert.Equal("""[["conv2d",0,0],["global_average_pooling2d",0,0]]""", block["config"]!["output_layers"]!.ToJsonString());
        Assert.Equal("""["block",0,1]""", Histories(layers, "join")[0]);
        Assert.Equal("""[["image",0,0],["numbers",0,0]]""", config["input_layers"]!.ToJsonString());
        Assert.Equal("""[["label",0,0],["twice",1,0]]""", config["output_layers"]!.ToJsonString());
        Assert.Equal("""{"input_shape":null}""", block["build_config"]!.ToJsonString());
    }

    [Fact]
    public void Graph_Copied_IsApart()
    {
        Model model = Graph();
        Model copy = model.Copy(seed: 9, frozen: layer => layer.Name == "block");
        Assert.Equal(model.Weights.Select(weight => weight.Span.ToArray()), copy.Weights.Select(weight => weight.Span.ToArray()));
        Assert.Equal(model.Layers.Select(layer => layer.Name), copy.Layers.Select(layer => layer.Name));
        Assert.Empty(model.Weights.Intersect(copy.Weights));
        Assert.Equal(model.Weights.Select(weight => !weight.Name.StartsWith("conv2d/", StringComparison.Ordinal)), copy.Weights.Select(weight => weight.Trainable));
        Assert.All(model.Weights, weight => Assert.True(weight.Trainable));
        Tensor[] inputs = [Drawn([5, 6, 6, 2]), Drawn([5, 3])];
        Assert.Equal(model.PredictAll(inputs).Select(output => output.Span.ToArray()), copy.PredictAll(inputs).Select(output => output.Span.ToArray()));
    }

    [Fact]
    public void Copy_WithLayersInFront_OfSeveralInputs_IsAnErrorThatSaysSo() =>
        Assert.Contains("one input", Assert.Throws<ShapeException>(() => Graph().Copy(before: [new RandomFlip()])).Message);

    [Fact]
    public void FrozenModelInside_StaysFrozenInAFile()
    {
        Model model = Graph();
        model.Layers["block"].Trainable = false;
        model.Save(Path);
        Assert.Equal(model.Weights.Select(weight => weight.Trainable), Model.Load(Path).Weights.Select(weight => weight.Trainable));
        Assert.False(Model.Load(Path).Layers["block"].Trainable);
    }

    [Fact]
    public void TrainedGraph_SavedAndLoaded_TrainsOnWithTheSameBits()
    {
        Model model = Trainable();
        Samples samples = Labelled();
        EngineProbe.TrainStep(model, samples);
        model.Save(Path);
        Model loaded = Model.Load(Path);
        Assert.Empty(loaded.LoadNotes);
        Assert.Equal(EngineProbe.TrainStep(model, samples), EngineProbe.TrainStep(loaded, samples));
        Assert.Equal(model.Weights.Select(weight => weight.Span.ToArray()), loaded.Weights.Select(weight => weight.Span.ToArray()));
    }

    [Fact]
    public void FromJson_OfAGraph_DrawsTheWeightsOfTheSeed()
    {
        Model model = Trainable();
        Model read = Model.FromJson(model.ToJson(), seed: 3);
        Assert.Equal(model.ToJson(), read.ToJson());
        Weight[] own = [.. model.Weights.Where(weight => !weight.Name.StartsWith("inner_dense", StringComparison.Ordinal))];
        Weight[] others = [.. read.Weights.Where(weight => !weight.Name.StartsWith("inner_dense", StringComparison.Ordinal))];
        Assert.Equal(own.Select(weight => weight.Span.ToArray()), others.Select(weight => weight.Span.ToArray()));
    }

    // Chains and nests that a thread's stack could not bear.
    [Fact]
    public void LongChain_IsReadBack()
    {
        Node x = new Input([3]);
        for (int i = 0; i < 3000; i++)
        {
            x = x.Then(new ReLU());
        }

        Model model = new(x.Inputs.Count == 0 ? x : First(x), x, seed: 1);
        model.Save(Path);
        Assert.Equal(3001, Model.Load(Path).Layers.Count);
    }

    [Theory]
    [InlineData(20, true)]
    [InlineData(2000, false)]
    public void DeepNest_IsReadOrRefused(int depth, bool isRead)
    {
        string inner = KerasArchive.Dense;
        for (int i = 0; i < depth; i++)
        {
            inner = $$"""{"class_name": "Sequential", "config": {"name": "s{{i}}", "layers": [{{inner}}]} }""";
        }

        string config = KerasArchive.Sequential(inner);
        string path = $"layers/{string.Concat(Enumerable.Repeat("sequential/layers/", depth))}dense/vars";
        KerasArchive.Write(Path, config, isRead ? [($"{path}/0", [3, 2]), ($"{path}/1", [2])] : []);
        if (isRead)
        {
            Assert.Equal(8, Model.Load(Path).ParameterCount);
        }
        else
        {
            Assert.Throws<ModelFileException>(() => Model.Load(Path));
        }
    }

    private static Node First(Node node)
    {
        while (node.Inputs.Count > 0)
        {
            node = node.Inputs[0];
        }

        return node;
    }

    // Two inputs, two outputs, a model inside with two outputs, a layer used twice.
    private static Model Graph()
    {
        Node inside = new Input([6, 6, 2]);
        Node features = inside.Then(new Conv2D(3, 3, Activation.Relu));
        Model block = new([inside], [features, features.Then(new GlobalAveragePooling2D())], seed: 2, name: "block");
        Node image = new Input([6, 6, 2], name: "image"), numbers = new Input([3], name: "numbers");
        IReadOnlyList<Node> both = block.CallAll(image);
        Node join = new Concatenate { Name = "join" }.Call(both[1], both[0].Then(new GlobalMaxPooling2D()), numbers);
        Dense twice = new(4, Activation.Tanh) { Name = "twice" };
        Node used = join.Then(new Dense(4) { Name = "twice_in" }, twice, twice);
        return new Model([image, numbers], [(join * 0.5).Then(new Dense(2, Activation.Softmax) { Name = "label" }), used], seed: 3);
    }

    private static Model Trainable()
    {
        Node input = new Input([6]);
        Sequential inner = new([4], seed: 5, name: "inner") { new Dense(4, Activation.Tanh) { Name = "inner_dense" } };
        Node x = input.Then(new Dense(4, Activation.Relu));
        Model model = new(input, (x.Then(inner) * input.Then(new Dense(4)) + x).Then(new BatchNormalization(), new Dense(3, Activation.Softmax)), seed: 3);
        model.Compile(new Adam(), new SparseCategoricalCrossentropy());
        return model;
    }

    private static Samples Labelled()
    {
        Random random = new(4);
        return Samples.Labelled([6], [.. Enumerable.Range(0, 8).Select(_ => SampleDrawer.Values(random, 6, -1, 1))], [.. Enumerable.Range(0, 8).Select(i => i % 3)]);
    }

    private static Tensor Drawn(Shape shape)
    {
        Random random = new(shape.Size);
        return new Tensor(shape, SampleDrawer.Values(random, shape.Size, -1, 1));
    }

    private static string[] Histories(JsonArray layers, string name) =>
        [.. layers.Single(layer => (string)layer!["name"]! == name)!["inbound_nodes"]![0]!["args"]![0]!.AsArray().Select(tensor => tensor!["config"]!["keras_history"]!.ToJsonString())];
}
