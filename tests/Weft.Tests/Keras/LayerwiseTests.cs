using System.IO.Compression;
using System.Text.Json.Nodes;

using PureHDF;

using Weft.Tests.Golden;

namespace Weft.Tests.Keras;

/// <summary>Files of graphs whose branches are made of layers with one input: each node by itself as a model of one layer, from Keras' config and weights, beside Keras' answer.</summary>
public sealed class LayerwiseTests
{
    [Theory]
    [InlineData("activation-classes", 33)]
    [InlineData("activation-conv", 22)]
    [InlineData("activation-layer", 62)]
    [InlineData("adaptive-pools", 11)]
    [InlineData("conv-args", 7)]
    [InlineData("conv-padding", 41)]
    [InlineData("crop-pad-upsample", 37)]
    [InlineData("depthwise", 7)]
    [InlineData("norms", 27)]
    [InlineData("pools", 20)]
    [InlineData("resize-outputs", 25)]
    [InlineData("rms-scaling", 2)]
    [InlineData("transpose", 13)]
    public void EveryNode_AsKerasComputesIt(string name, int layers)
    {
        string folder = KerasFiles.Require("current");
        using ZipArchive archive = ZipFile.OpenRead(Path.Combine(folder, $"{name}.keras"));
        JsonObject config = JsonNode.Parse(Bytes(archive, "config.json"))!["config"]!.AsObject();
        using MemoryStream stream = new(Bytes(archive, "model.weights.h5"));
        using var weights = H5File.Open(stream, leaveOpen: true);
        NpzFile answers = new(Path.Combine(folder, $"{name}.npz"));

        Dictionary<string, Tensor> values = [];
        Dictionary<string, int> counts = [];
        int computed = 0;
        foreach (JsonObject layer in config["layers"]!.AsArray().Select(node => node!.AsObject()))
        {
            string className = (string)layer["class_name"]!, own = (string)layer["name"]!;
            string snake = Weft.Layers.Layer.ToSnakeCase(className);
            int number = counts[snake] = counts.GetValueOrDefault(snake) + 1;
            if (className == "InputLayer")
            {
                int[] extents = [.. layer["config"]!["batch_shape"]!.AsArray().Skip(1).Select(extent => (int)extent!)];
                float[] x = [.. answers["x"].Select(value => (float)value)];
                values[own] = new Tensor(new Shape([x.Length / new Shape(extents).Size, .. extents]), x);
                continue;
            }

            Tensor[] inputs = [.. Inputs(layer["inbound_nodes"]![0]!["args"]![0]!).Select(input => values[input])];
            values[own] = className == "Concatenate"
                ? Concatenate(inputs)
                : Predict(layer, inputs.Single(), weights, number == 1 ? snake : $"{snake}_{number - 1}");
            computed += className == "Concatenate" ? 0 : 1;
        }

        string[] outputs = [.. Inputs(config["output_layers"]!, nested: true)];
        for (int i = 0; i < outputs.Length; i++)
        {
            AssertClose(answers[outputs.Length == 1 ? "y" : $"y{i}"], values[outputs[i]].Span, $"output {i}, {outputs[i]}");
        }

        Assert.Equal(layers, computed);
    }

    // A model of this layer alone, with the file's values.
    private static Tensor Predict(JsonObject layer, Tensor input, IH5Group weights, string group)
    {
        JsonObject alone = layer.DeepClone().AsObject();
        alone.Remove("inbound_nodes");
        JsonObject entry = new()
        {
            ["class_name"] = "InputLayer",
            ["config"] = new JsonObject { ["name"] = "x", ["batch_shape"] = new JsonArray([null, .. input.Shape.Skip(1).Select(extent => JsonValue.Create(extent))]) },
        };
        JsonObject config = new() { ["class_name"] = "Sequential", ["config"] = new JsonObject { ["name"] = "alone", ["layers"] = new JsonArray(entry, alone) } };
        Model model = Sequential.FromJson(config.ToJsonString());
        Weight[] own = [.. model.Layers[0].Weights];
        for (int i = 0; i < own.Length; i++)
        {
            IH5Dataset stored = weights.Dataset($"layers/{group}/vars/{i}");
            Assert.Equal(own[i].Shape, stored.Space.Dimensions.Select(extent => (int)extent));
            stored.Read<float[]>().CopyTo(own[i].Values, 0);
        }

        return model.Predict(input);
    }

    private static Tensor Concatenate(Tensor[] inputs)
    {
        int rows = inputs[0].Span.Length / inputs[0].Shape[^1], width = inputs.Sum(input => input.Shape[^1]);
        float[] all = new float[rows * width];
        int at = 0;
        foreach (Tensor input in inputs)
        {
            int own = input.Shape[^1];
            for (int row = 0; row < rows; row++)
            {
                input.Span.Slice(row * own, own).CopyTo(all.AsSpan((row * width) + at));
            }

            at += own;
        }

        return new Tensor(new Shape([.. inputs[0].Shape.SkipLast(1), width]), all);
    }

    // Names of the layers that tensors come from: of one, of a list, or of the triples of output_layers.
    private static IEnumerable<string> Inputs(JsonNode node, bool nested = false) => node switch
    {
        JsonObject tensor => [(string)tensor["config"]!["keras_history"]![0]!],
        JsonArray triple when nested && triple[0] is JsonValue => [(string)triple[0]!],
        JsonArray list => list.SelectMany(item => Inputs(item!, nested)),
        _ => throw new InvalidDataException($"expected tensors, got {node.ToJsonString()}"),
    };

    private static byte[] Bytes(ZipArchive archive, string name)
    {
        using MemoryStream bytes = new();
        using Stream member = archive.GetEntry(name)!.Open();
        member.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static void AssertClose(double[] expected, ReadOnlySpan<float> actual, string what)
    {
        Assert.Equal(expected.Length, actual.Length);
        double largest = Math.Max(expected.Max(Math.Abs), 1e-3), error = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            error = Math.Max(error, Math.Abs(expected[i] - actual[i]));
        }

        Assert.True(error <= 2e-5 * largest, $"{what}: expected a difference of at most {2e-5 * largest}, got {error}.");
    }
}
