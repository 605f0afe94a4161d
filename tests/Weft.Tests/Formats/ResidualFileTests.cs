using System.Text.Json.Nodes;

using Weft.Layers;
using Weft.Tests.Reference;

namespace Weft.Tests.Formats;

/// <summary>A residual block in a file is the graph that Keras itself would have written.</summary>
public sealed class ResidualFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Path => _folder["residual.keras"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Save_Blocks_WritesKerasGraph()
    {
        Build().Save(Path);
        JsonObject json = KerasArchive.Config(Path);
        Assert.Equal("Functional", (string)json["class_name"]!);
        Assert.Equal("""["input_layer",0,0]""", json["config"]!["input_layers"]!.ToJsonString());
        Assert.Equal("""["dense",0,0]""", json["config"]!["output_layers"]!.ToJsonString());

        // The projection stands as far from the output as the body's last layer, so it comes right behind it.
        JsonArray layers = json["config"]!["layers"]!.AsArray();
        Assert.Equal(
            [
                "input_layer < ", "conv2d < input_layer", "conv2d_1 < conv2d", "batch_normalization < conv2d_1", "residual < batch_normalization conv2d",
                "residual_activation < residual", "conv2d_2 < residual_activation", "re_lu < conv2d_2", "conv2d_3 < re_lu", "conv2d_4 < residual_activation",
                "residual_1 < conv2d_3 conv2d_4", "global_average_pooling2d < residual_1", "dense < global_average_pooling2d",
            ],
            layers.Select(layer => $"{layer!["name"]} < {string.Join(' ', Histories(layer["inbound_nodes"]!))}"));
        Assert.Equal(
            """{"module":"keras.layers","class_name":"Add","config":{"name":"residual","trainable":true,"dtype":{"module":"keras","class_name":"DTypePolicy","config":{"name":"float32"},"registered_name":null}},"registered_name":null,"build_config":{"input_shape":[[null,6,6,2],[null,6,6,2]]},"name":"residual","inbound_nodes":[{"args":[[{"class_name":"__keras_tensor__","config":{"shape":[null,6,6,2],"dtype":"float32","keras_history":["batch_normalization",0,0]}},{"class_name":"__keras_tensor__","config":{"shape":[null,6,6,2],"dtype":"float32","keras_history":["conv2d",0,0]}}]],"kwargs":{}}]}""",
            layers.Single(layer => (string)layer!["name"]! == "residual")!.ToJsonString());
    }

    [Fact]
    public void Save_Blocks_PutsWeightsAndOptimizerWhereKerasLooks()
    {
        Model model = Trained();
        model.Save(Path);
        Python.Run(
            """
            import h5py, io, sys, zipfile
            f = h5py.File(io.BytesIO(zipfile.ZipFile(sys.argv[1]).read('model.weights.h5')))
            names = {g: f[f'layers/{g}/vars'].attrs['name'] for g in f['layers']}
            assert names['conv2d_4'] == 'conv2d_4' and names['add_1'] == 'residual_1' and names['input_layer'] == 'input_layer', names
            assert f['layers/conv2d_4/vars/0'].shape == (1, 1, 2, 3)
            assert f['layers/batch_normalization/vars/3'].shape == (2,)
            trainable = [(f'layers/{g}/vars/{i}') for g, n in (('conv2d', 2), ('conv2d_1', 2), ('batch_normalization', 2), ('conv2d_2', 2), ('conv2d_3', 2), ('conv2d_4', 2), ('dense', 2)) for i in range(n)]
            shapes = [f[t].shape for t in trainable for _ in range(2)]
            assert [f[f'optimizer/vars/{2 + i}'].shape for i in range(len(shapes))] == shapes
            assert len(f['optimizer/vars']) == 2 + len(shapes)
            """,
            Path);
    }

    [Fact]
    public void Load_TrainedModel_GoesOnWithTheSameBits()
    {
        Model model = Trained();
        model.Save(Path);
        Model loaded = Model.Load(Path);
        Assert.Empty(loaded.LoadNotes);
        Assert.Equal(model.Layers.Select(layer => layer.Name), loaded.Layers.Where(layer => layer.Inputs.Count > 0).Select(layer => layer.Name));
        Samples more = Draw(5);
        Assert.Equal(EngineProbe.TrainStep(model, more), EngineProbe.TrainStep(loaded, more));
        Assert.Equal(model.Weights.Select(weight => weight.Span.ToArray()), loaded.Weights.Select(weight => weight.Span.ToArray()));
    }

    [Fact]
    public void Load_LongerShortcut_KeepsWeightsWithTheirLayers()
    {
        Sequential model = new([4, 4, 2], seed: 1)
        {
            new Residual(shortcut: [new Conv2D(3, 1), new Conv2D(3, 3, padding: Padding.Same)]) { new Conv2D(3, 3, padding: Padding.Same) },
            new Flatten(),
            new Dense(3, Activation.Softmax),
        };
        model.Compile(new Adam(), new SparseCategoricalCrossentropy());
        EngineProbe.TrainStep(model, Draw(4, [4, 4, 2]));
        model.Save(Path);
        Model loaded = Model.Load(Path);
        Samples samples = Draw(3, [4, 4, 2]);
        EngineProbe.TrainStep(model, samples);
        EngineProbe.TrainStep(loaded, samples);
        Difference.AssertClose(loaded.Predict(samples.Batch()).Span, [.. model.Predict(samples.Batch()).Span.ToArray().Select(value => (double)value)], 1e-6, "prediction");
    }

    [Fact]
    public void Load_TheirGraph_FindsBlocks()
    {
        // As keras.applications writes it: the projection first, an activation of its own behind, lists of [layer, node, tensor, options].
        KerasArchive.Write(
            Path,
            Functional(
                Node("Dense", "a", """ "units": 3 """, "i"),
                Node("Dense", "p", """ "units": 4 """, "a"),
                Node("Dense", "b", """ "units": 2 """, "a"),
                Node("Dense", "c", """ "units": 4 """, "b"),
                Node("Add", "sum", "", "p", "c"),
                Node("Activation", "out", """ "activation": "relu" """, "sum")),
            ("layers/dense/vars/0", [3, 3]), ("layers/dense/vars/1", [3]),
            ("layers/dense_1/vars/0", [3, 4]), ("layers/dense_1/vars/1", [4]),
            ("layers/dense_2/vars/0", [3, 2]), ("layers/dense_2/vars/1", [2]),
            ("layers/dense_3/vars/0", [2, 4]), ("layers/dense_3/vars/1", [4]));
        Model model = Model.Load(Path);
        Assert.Equal(["i", "a", "b", "p", "c", "sum", "out"], model.Layers.Select(layer => layer.Name));
        Assert.Equal(["p", "c"], model.Layers["sum"].Inputs.Select(input => input.Layer.Name));
        float[] x = [1, -2, 0.5f];
        double[] expected = new Network(model).Predict([.. x.Select(value => (double)value)]);
        Difference.AssertClose(model.Predict(new Tensor([3], x)).Span, expected, 1e-6, "prediction");
    }

    public static TheoryData<string, string> BadGraphs => new()
    {
        { Graph(Node("Dense", "a", """ "units": 3 """, "out"), Node("Add", "out", "", "a", "i")), "a cycle through 'a'" },
        { Graph(Node("Dense", "out", """ "units": 3 """, "out")), "a cycle through 'out'" },
        { Graph(Node("Dense", "out", """ "units": 3 """, "nobody")), "from 'out' to call 0 of 'nobody'" },
        { Graph(Node("Dense", "out", """ "units": 3 """, "i")).Replace("\"i\", 0, 0", "\"i\", 1, 0"), "call 1 of 'i'" },
        { Graph(Node("Dense", "out", """ "units": 3 """, "i")).Replace("\"i\", 0, 0", "\"i\", 0, 1"), "output 1 of call 0 of 'i'" },
        { Graph(Node("Dense", "out", """ "units": 3 """, "i")).Replace("\"i\", 0, 0", "\"i\", -1, 0"), "call -1 of 'i'" },
        { Graph(Node("Dense", "out", """ "units": 3 """)), "Dense 'out' that is called on nothing" },
        { Graph(Node("Dense", "a", """ "units": 3 """, "i"), Node("Dense", "out", """ "units": 3 """, "i")), "layers that lead to no output: a" },
        { Graph(Node("Dense", "a", """ "units": 3 """, "i"), Node("Dense", "a", """ "units": 3 """, "i"), Node("Dense", "out", """ "units": 3 """, "a")), "two layers called 'a'" },
        { Graph(Node("Dense", "a", """ "units": 4 """, "i"), Node("Add", "out", "", "a", "i")), "extents are equal or 1" },
        { Graph(Node("Dense", "a", """ "units": 4 """, "i"), Node("Subtract", "out", "", "a", "i", "i")), "Subtract 'out': expected 2 inputs, got 3" },
        { Graph(Node("Reshape", "a", """ "target_shape": [3, 1] """, "i"), Node("Concatenate", "out", "", "a", "i")), "differ along axis 2 alone" },
        { Graph(Node("Dense", "a", """ "units": 3 """, "i"), Node("Dense", "s", """ "units": 4 """, "i"), Shared("out", "a", "s")), "expected an input like [batch, 3]" },
    };

    [Theory]
    [MemberData(nameof(BadGraphs))]
    public void Load_OtherGraph_IsAnErrorThatSaysSo(string nodes, string named)
    {
        KerasArchive.Write(Path, Functional(nodes), ("layers/dense/vars/0", [3, 3]), ("layers/dense/vars/1", [3]));
        Assert.Contains(named, Assert.Throws<ModelFileException>(() => Model.Load(Path)).Message);
    }

    private static Sequential Build() => new([8, 8, 1], seed: 4)
    {
        new Conv2D(2, 3),
        new Residual(Activation.Relu) { new Conv2D(2, 3, padding: Padding.Same), new BatchNormalization() },
        new Residual { new Conv2D(3, 3, strides: 2, padding: Padding.Same), new ReLU(), new Conv2D(3, 3, padding: Padding.Same) },
        new GlobalAveragePooling2D(),
        new Dense(3, Activation.Softmax),
    };

    private static Model Trained()
    {
        Sequential model = Build();
        model.Compile(new Adam(), new SparseCategoricalCrossentropy());
        EngineProbe.TrainStep(model, Draw(6));
        return model;
    }

    private static Samples Draw(int count, Shape? shape = null)
    {
        Random random = new(count);
        Shape extents = shape ?? [8, 8, 1];
        return Samples.Labelled(extents, [.. Enumerable.Range(0, count).Select(_ => SampleDrawer.Values(random, extents.Size, -1, 1))], [.. Enumerable.Range(0, count).Select(i => i % 3)]);
    }

    private static string Node(string className, string name, string options, params string[] inputs) => $$"""
        {"class_name": "{{className}}", "config": {"name": "{{name}}"{{(options.Length > 0 ? "," : "")}} {{options}}}, "name": "{{name}}", "inbound_nodes": [[{{string.Join(',', inputs.Select(input => $"[\"{input}\", 0, 0, {{}}]"))}}]]}
        """;

    private static string Graph(params string[] nodes) => string.Join(',', nodes);

    // One layer called on two tensors in turn.
    private static string Shared(string name, string first, string second) => $$"""
        {"class_name": "Dense", "config": {"name": "{{name}}", "units": 3}, "name": "{{name}}", "inbound_nodes": [[["{{first}}", 0, 0, {}]], [["{{second}}", 0, 0, {}]]]}
        """;

    private static string Functional(params string[] nodes) => $$$"""
        {"module": "keras", "class_name": "Functional", "config": {"name": "f", "layers": [
            {"class_name": "InputLayer", "config": {"batch_shape": [null, 3], "name": "i"}, "name": "i", "inbound_nodes": []}, {{{string.Join(',', nodes)}}}],
            "input_layers": [["i", 0, 0]], "output_layers": [["out", 0, 0]]} }
        """;

    private static IEnumerable<string> Histories(JsonNode node) => node switch
    {
        JsonArray list => list.SelectMany(item => Histories(item!)),
        JsonObject json when json["keras_history"] is { } history => [(string)history[0]!],
        JsonObject json => json.SelectMany(member => member.Value is null ? [] : Histories(member.Value)),
        _ => [],
    };
}
