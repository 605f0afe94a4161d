using System.Text.Json.Nodes;

using Weft.Layers;

namespace Weft.Formats;

/// <summary>Operations as Keras files them, and the arguments of every call: tensors, and the constants of operations among them.</summary>
internal static class OperationWriter
{
    /// <summary>The object of an operation.</summary>
    public static JsonObject ToJson(BuiltLayer layer)
    {
        JsonObject config = new() { ["name"] = layer.Name };
        switch (layer.Layer)
        {
            case ClipOperation clip:
                (config["x_min"], config["x_max"]) = (clip.Low, clip.High);
                break;
            case ReduceOperation reduce:
                config["axis"] = Numbers(reduce.Axes);
                config["keepdims"] = reduce.KeepDims;
                break;
            case TransposeOperation transpose:
                config["axes"] = Numbers(transpose.Axes);
                break;
            case StackOperation stack:
                config["axis"] = stack.Axis;
                break;
        }

        string module = layer.Layer is UnaryOperation { Function: UnaryFunction.Rsqrt } ? "keras.src.ops.math" : "keras.src.ops.numpy";
        JsonObject json = KerasObject.Create(module, layer.Layer.KerasName, config);
        json["registered_name"] = layer.Layer.KerasName;
        return json;
    }

    /// <summary>What a layer is called with: the one tensor, what is merged as a list, or what its operation takes.</summary>
    public static JsonArray Arguments(Layer layer, IReadOnlyList<JsonNode> tensors) => layer switch
    {
        UnaryOperation { Function: UnaryFunction.TrueDivide } divide => [divide.Number, tensors[0]],
        UnaryOperation { HasNumber: true } withNumber => [tensors[0], withNumber.Number],
        GetItemOperation item => [tensors[0], new JsonArray([Part(default), .. item.Parts.Select(Part)])],
        MatmulOperation product => [tensors[0], Constant(product.Matrix)],
        DivideOperation or ProductOperation => [.. tensors],
        MergeLayer => [new JsonArray([.. tensors])],
        _ when tensors.Count == 1 => [tensors[0]],
        _ => [new JsonArray([.. tensors])],
    };

    private static JsonNode Part(AxisPart part)
    {
        if (part.Place is { } place)
        {
            return JsonValue.Create(place);
        }

        JsonObject stretch = new() { ["start"] = part.Start, ["stop"] = part.Stop, ["step"] = part.Step };
        return new JsonObject { ["class_name"] = "__slice__", ["config"] = stretch };
    }

    private static JsonObject Constant(Tensor matrix) => new()
    {
        ["class_name"] = "__tensor__",
        ["config"] = new JsonObject
        {
            ["value"] = new JsonArray([.. Enumerable.Range(0, matrix.Shape[0]).Select(row =>
                new JsonArray([.. matrix.Row(row).ToArray().Select(value => JsonValue.Create(value))]))]),
            ["dtype"] = "float32",
        },
    };

    private static JsonArray Numbers(IEnumerable<int> numbers) => [.. numbers.Select(number => JsonValue.Create(number))];
}
