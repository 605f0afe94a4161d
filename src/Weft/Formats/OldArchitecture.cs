using System.Text.Json.Nodes;

namespace Weft.Formats;

/// <summary>Brings the architecture that a Keras of any age wrote, or TensorFlow.js, into the form of Keras 3, so that each layer has one
/// codec and no reader knows of ages.</summary>
internal static class OldArchitecture
{
    // Options of Keras 2 that say nothing there: what a base class wrote of a kernel that the layer does not have.
    private static readonly string[] s_kernel = ["kernel_initializer", "kernel_regularizer", "kernel_constraint"];

    private static readonly (string Old, string Now)[] s_classes =
    [
        ("Model", "Functional"),
        ("BatchNormalizationV1", "BatchNormalization"),
        ("BatchNormalizationV2", "BatchNormalization"),
        ("SyncBatchNormalization", "BatchNormalization"),
        ("SeparableConvolution2D", "SeparableConv2D"),
        ("DepthwiseConvolution2D", "DepthwiseConv2D"),
        ("Deconvolution2D", "Conv2DTranspose"),
    ];

    /// <summary>The same model in the form of Keras 3; the object is changed in place.</summary>
    public static JsonObject Modern(JsonObject model)
    {
        if (model["config"] is JsonArray bare)
        {
            // Keras before 2.2.4 wrote a Sequential as the list of its layers.
            model["config"] = null;
            model["config"] = new JsonObject { ["layers"] = bare };
        }

        Rename(model);
        foreach (JsonObject layer in ((KerasObject.Member(model, "config", "layers") as JsonArray)?.OfType<JsonObject>() ?? []).ToArray())
        {
            if (KerasObject.Member(layer, "config") is JsonArray || KerasObject.Member(layer, "config", "layers") is JsonArray)
            {
                Modern(layer);
            }
            else
            {
                Layer(layer);
            }
        }

        return model;
    }

    /// <summary>The numbers that TensorFlow 2.12 wrote as objects of NumPy, as numbers; the object is changed in place.</summary>
    public static void Unwrap(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject members:
                foreach ((string key, JsonNode? member) in members.ToArray())
                {
                    if (KerasObject.Text(KerasObject.Member(member, "class_name")) == "__numpy__")
                    {
                        members[key] = KerasObject.Member(member, "config", "value")?.DeepClone();
                    }
                    else
                    {
                        Unwrap(member);
                    }
                }

                break;
            case JsonArray items:
                foreach (JsonNode? item in items)
                {
                    Unwrap(item);
                }

                break;
        }
    }

    private static void Layer(JsonObject layer)
    {
        Rename(layer);
        if (layer["config"] is not JsonObject config)
        {
            return;
        }

        Unwrap(config);
        switch (KerasObject.Identify(layer).Name)
        {
            case "SeparableConv2D" or "DepthwiseConv2D":
                foreach (string option in s_kernel)
                {
                    config.Remove(option);
                }

                if (KerasConfig.AsInteger(config["groups"]) == 1)
                {
                    config.Remove("groups");
                }

                break;
            case "TFOpLambda":
                OldOperation.Modern(layer, config);
                break;
        }
    }

    private static void Rename(JsonObject layer)
    {
        (string Old, string Now) renamed = Array.Find(s_classes, entry => entry.Old == KerasObject.Text(layer["class_name"]));
        if (renamed.Now is { } now)
        {
            layer["class_name"] = now;
        }
    }
}
