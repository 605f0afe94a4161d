using System.Text.Json.Nodes;

namespace Weft.Formats;

/// <summary>config.json of a model, as Keras writes it.</summary>
internal static class KerasModelWriter
{
    public static JsonObject ToJson(ModelFile model)
    {
        JsonArray layers = [InputLayer(model), .. model.Layers.Select(LayerCodec.ToJson)];
        JsonObject json = KerasObject.Create("keras", "Sequential", new JsonObject
        {
            ["name"] = model.Name,
            ["trainable"] = true,
            ["dtype"] = KerasObject.Float32(),
            ["layers"] = layers,
            ["build_input_shape"] = KerasObject.BatchShape(model.InputShape),
        });
        json["build_config"] = new JsonObject { ["input_shape"] = KerasObject.BatchShape(model.InputShape) };
        json["compile_config"] = CompileConfig(model);
        return json;
    }

    // Keras wants names to differ, so the input steps aside where a layer has its name.
    private static JsonObject InputLayer(ModelFile model)
    {
        string name = "input_layer";
        for (int i = 1; model.Layers.Any(layer => layer.Name == name); i++)
        {
            name = $"input_layer_{i}";
        }

        return KerasObject.Create("keras.layers", "InputLayer", new JsonObject
        {
            ["batch_shape"] = KerasObject.BatchShape(model.InputShape),
            ["dtype"] = "float32",
            ["sparse"] = false,
            ["name"] = name,
        });
    }

    private static JsonObject? CompileConfig(ModelFile model) => model is not { Optimizer: { } optimizer, Loss: { } loss } ? null : new JsonObject
    {
        ["optimizer"] = OptimizerCodec.ToJson(optimizer),
        ["loss"] = LossCodec.ToJson(loss),
        ["loss_weights"] = null,
        ["metrics"] = new JsonArray([.. model.Metrics.Select(metric => MetricCodec.Write(metric, loss))]),
        ["weighted_metrics"] = null,
        ["run_eagerly"] = false,
        ["steps_per_execution"] = 1,
        ["jit_compile"] = false,
    };
}
