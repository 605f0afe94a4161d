using System.Text.Json.Nodes;

using Weft.Layers;

namespace Weft.Formats;

/// <summary>config.json of a model, as Keras writes it: a Sequential where it was written as a row and is one, otherwise a
/// Functional.</summary>
internal static class KerasModelWriter
{
    /// <summary>config.json of a model.</summary>
    public static JsonObject ToJson(ModelFile model)
    {
        JsonObject json = ToJson(model.Graph, model.Trainable);
        json["compile_config"] = OwnPieces.Stand(model) ? null : CompileConfig(model);
        JsonFloats.Mark(json);
        return json;
    }

    private static JsonObject ToJson(ModelGraph graph, bool trainable)
    {
        JsonObject json = graph.IsSequential ? SequentialModel(graph, trainable) : FunctionalModel(graph, trainable);
        json["build_config"] = new JsonObject
        {
            ["input_shape"] = graph.IsSequential ? KerasObject.BatchShape(graph.Inputs[0].Shape) : null,
        };
        return json;
    }

    private static JsonObject SequentialModel(ModelGraph graph, bool trainable) => KerasObject.Create("keras", "Sequential", new JsonObject
    {
        ["name"] = graph.Name,
        ["trainable"] = trainable,
        ["dtype"] = KerasObject.Float32(),
        ["layers"] = new JsonArray([.. graph.Layers.Select(ToJson)]),
        ["build_input_shape"] = KerasObject.BatchShape(graph.Inputs[0].Shape),
    });

    private static JsonObject FunctionalModel(ModelGraph graph, bool trainable)
    {
        JsonObject json = KerasObject.Create("keras.src.models.functional", "Functional", new JsonObject
        {
            ["name"] = graph.Name,
            ["trainable"] = trainable,
            ["layers"] = new JsonArray([.. graph.Layers.Select(WithCalls)]),
            ["input_layers"] = Ends(graph.Inputs),
            ["output_layers"] = Ends(graph.Outputs),
        });
        json["registered_name"] = "Functional";
        return json;

        JsonObject WithCalls(BuiltLayer layer)
        {
            JsonObject written = ToJson(layer);
            written["name"] = layer.Name;
            written["inbound_nodes"] = layer.Layer is Input ? new JsonArray() : new JsonArray([.. graph.CallsOf(layer).Select(Call)]);
            return written;
        }

        JsonObject Call(LayerCall call) => new()
        {
            ["args"] = OperationWriter.Arguments(call.Layer.Layer, [.. call.Inputs.Select(Tensor)]),
            ["kwargs"] = new JsonObject(),
        };

        JsonNode Tensor(Node node) => new JsonObject
        {
            ["class_name"] = "__keras_tensor__",
            ["config"] = new JsonObject
            {
                ["shape"] = KerasObject.BatchShape(node.Shape),
                ["dtype"] = "float32",
                ["keras_history"] = History(node),
            },
        };

        // Which layer, which of its calls in this model, which of the call's outputs.
        JsonArray History(Node node) => [node.Layer.Name, graph.CallsOf(node.Layer).IndexOf(node.Call), node.Index];

        JsonArray Ends(IReadOnlyList<Node> nodes) => nodes.Count == 1 ? History(nodes[0]) : [.. nodes.Select(History)];
    }

    private static JsonObject ToJson(BuiltLayer layer) => layer switch
    {
        { Inner: { } inner } => Nested(layer, inner),
        { Layer: Input input } => InputLayer(layer.Name, input.Shape),
        _ when layer.Layer.IsOperation => OperationWriter.ToJson(layer),
        _ => LayerCodec.ToJson(layer),
    };

    // A model inside a model bears the name that it has there.
    private static JsonObject Nested(BuiltLayer layer, ModelGraph inner)
    {
        JsonObject json = ToJson(inner, layer.Layer.Trainable);
        json["config"]!["name"] = layer.Name;
        return json;
    }

    private static JsonObject InputLayer(string name, Shape shape) => KerasObject.Create("keras.layers", "InputLayer", new JsonObject
    {
        ["batch_shape"] = KerasObject.BatchShape(shape),
        ["dtype"] = "float32",
        ["sparse"] = false,
        ["name"] = name,
    });

    /// <summary>What a model was compiled with; null where it was not.</summary>
    public static JsonObject? CompileConfig(ModelFile model) => model is not { Optimizer: { } optimizer, Loss: { } loss } ? null
        : new JsonObject
        {
            ["optimizer"] = OptimizerCodec.ToJson(optimizer),
            ["loss"] = LossCodec.ToJson(loss),
            ["loss_weights"] = null,
            ["metrics"] = Metrics(model, loss, weighted: false),
            ["weighted_metrics"] = model.Metrics.Any(metric => metric.Weighted) ? Metrics(model, loss, weighted: true) : null,
            ["run_eagerly"] = false,
            ["steps_per_execution"] = 1,
            ["jit_compile"] = false,
        };

    private static JsonArray Metrics(ModelFile model, Loss loss, bool weighted) =>
        [.. model.Metrics.Where(metric => metric.Weighted == weighted && MetricCodec.IsKeras(metric)).Select(metric =>
            MetricCodec.ToJson(metric, loss))];
}
