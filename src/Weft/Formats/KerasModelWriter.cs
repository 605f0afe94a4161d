using System.Text.Json.Nodes;

namespace Weft.Formats;

/// <summary>config.json of a model, as Keras writes it: a Sequential where it is a chain, a Functional where it has branches.</summary>
internal static class KerasModelWriter
{
    /// <summary>config.json of a model.</summary>
    public static JsonObject ToJson(ModelFile model) => ToJson(model, new FunctionalGraph(model));

    /// <summary>The same, for a graph that the weights are written by as well.</summary>
    public static JsonObject ToJson(ModelFile model, FunctionalGraph graph)
    {
        JsonObject json = graph.IsSequential ? SequentialModel(model, graph) : FunctionalModel(model, graph);
        json["build_config"] = new JsonObject { ["input_shape"] = KerasObject.BatchShape(model.InputShape) };
        json["compile_config"] = OwnPieces.Stand(model) ? null : CompileConfig(model);
        JsonFloats.Mark(json);
        return json;
    }

    private static JsonObject SequentialModel(ModelFile model, FunctionalGraph graph) => KerasObject.Create("keras", "Sequential", new JsonObject
    {
        ["name"] = model.Name,
        ["trainable"] = true,
        ["dtype"] = KerasObject.Float32(),
        ["layers"] = new JsonArray([.. graph.Nodes.Select(Layer)]),
        ["build_input_shape"] = KerasObject.BatchShape(model.InputShape),
    });

    private static JsonObject FunctionalModel(ModelFile model, FunctionalGraph graph)
    {
        JsonObject json = KerasObject.Create("keras.src.models.functional", "Functional", new JsonObject
        {
            ["name"] = model.Name,
            ["trainable"] = true,
            ["layers"] = new JsonArray([.. graph.Nodes.Select(WithInputs)]),
            ["input_layers"] = History(graph.Input),
            ["output_layers"] = History(graph.Output),
        });
        json["registered_name"] = "Functional";
        return json;
    }

    private static JsonObject Layer(GraphNode node) => node switch
    {
        { Layer: { } layer } => LayerCodec.ToJson(layer),
        { Inputs.Count: 0 } => InputLayer(node),
        _ => Sum(node),
    };

    private static JsonObject WithInputs(GraphNode node)
    {
        JsonObject json = Layer(node);
        json["name"] = node.Name;
        JsonArray tensors = [.. node.Inputs.Select(Tensor)];
        JsonArray arguments = node.Inputs.Count == 1 ? tensors : [tensors];
        json["inbound_nodes"] = node.Inputs.Count == 0 ? new JsonArray() : new JsonArray(new JsonObject { ["args"] = arguments, ["kwargs"] = new JsonObject() });
        return json;
    }

    private static JsonObject Tensor(GraphNode node) => new()
    {
        ["class_name"] = "__keras_tensor__",
        ["config"] = new JsonObject { ["shape"] = KerasObject.BatchShape(node.Output), ["dtype"] = "float32", ["keras_history"] = History(node) },
    };

    // Which layer, which of its calls, which of its outputs.
    private static JsonArray History(GraphNode node) => [node.Name, 0, 0];

    private static JsonObject InputLayer(GraphNode node) => KerasObject.Create("keras.layers", "InputLayer", new JsonObject
    {
        ["batch_shape"] = KerasObject.BatchShape(node.Output),
        ["dtype"] = "float32",
        ["sparse"] = false,
        ["name"] = node.Name,
    });

    private static JsonObject Sum(GraphNode node)
    {
        JsonObject json = KerasObject.Create("keras.layers", "Add", new JsonObject { ["name"] = node.Name, ["trainable"] = true, ["dtype"] = KerasObject.Float32() });
        json["build_config"] = new JsonObject { ["input_shape"] = new JsonArray([.. node.Inputs.Select(input => KerasObject.BatchShape(input.Output))]) };
        return json;
    }

    /// <summary>What a model was compiled with; null where it was not.</summary>
    public static JsonObject? CompileConfig(ModelFile model) => model is not { Optimizer: { } optimizer, Loss: { } loss } ? null : new JsonObject
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
        [.. model.Metrics.Where(metric => metric.Weighted == weighted && MetricCodec.IsKeras(metric)).Select(metric => MetricCodec.ToJson(metric, loss))];
}
