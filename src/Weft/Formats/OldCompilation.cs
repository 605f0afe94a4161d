using System.Text.Json.Nodes;

namespace Weft.Formats;

/// <summary>Brings how a model was compiled, as a Keras of any age wrote it, into the form of Keras 3's compile_config.</summary>
internal static class OldCompilation
{
    // What TensorFlow.js calls the options of its optimizers.
    private static readonly (string Theirs, string Keras)[] s_inScript =
    [
        ("learningRate", "learning_rate"), ("beta1", "beta_1"), ("beta2", "beta_2"),
        ("initialAccumulatorValue", "initial_accumulator_value"),
        ("useNesterov", "nesterov"),
    ];

    /// <summary>compile_config of a training_config, which is left as it is; null where the model was not compiled.</summary>
    public static JsonObject? OfTraining(JsonNode? training)
    {
        if (training?.DeepClone() is not JsonObject config)
        {
            return null;
        }

        JsonNode? optimizer = config["optimizer_config"];
        config.Remove("optimizer_config");
        config["optimizer"] = optimizer;
        return Modern(config);
    }

    /// <summary>The same compile_config in the form of Keras 3; the object is changed in place.</summary>
    public static JsonObject Modern(JsonObject config)
    {
        OldArchitecture.Unwrap(config);
        if (config["optimizer"] is JsonObject optimizer && optimizer["config"] is JsonObject options)
        {
            Optimizer(optimizer, options);
        }

        // One output's loss in a list, or by the output's name.
        if (Only(config["loss"]) is { } loss)
        {
            config["loss"] = loss.DeepClone();
        }

        if (config["loss_weights"] is JsonArray { Count: 1 } or JsonObject { Count: 1 }
            && KerasConfig.AsNumber(Only(config["loss_weights"])) == 1)
        {
            config["loss_weights"] = null;
        }

        foreach (string list in (string[])["metrics", "weighted_metrics"])
        {
            if (Metrics(config[list]) is { } metrics)
            {
                config[list] = metrics;
            }
        }

        return config;
    }

    private static JsonNode? Only(JsonNode? node) => node switch
    {
        JsonArray and [{ } one] => one,
        JsonObject { Count: 1 } named when !named.ContainsKey("class_name") => named.First().Value,
        _ => null,
    };

    private static void Optimizer(JsonObject optimizer, JsonObject options)
    {
        if (options.ContainsKey("learningRate"))
        {
            InScript(optimizer, options);
        }

        if (options["lr"] is { } rate && !options.ContainsKey("learning_rate"))
        {
            options["learning_rate"] = rate.DeepClone();
            options.Remove("lr");
        }

        // lr / (1 + decay steps), as InverseTimeDecay with one step at a time.
        if (KerasConfig.AsNumber(options["decay"]) is { } decay
            && (decay == 0 || KerasConfig.AsNumber(options["learning_rate"]) is not null))
        {
            options.Remove("decay");
            if (decay != 0)
            {
                options["learning_rate"] = KerasObject.Create("keras.optimizers.schedules", "InverseTimeDecay", new JsonObject
                {
                    ["initial_learning_rate"] = options["learning_rate"]!.DeepClone(),
                    ["decay_steps"] = 1.0,
                    ["decay_rate"] = decay,
                    ["staircase"] = false,
                });
            }
        }
    }

    private static void InScript(JsonObject optimizer, JsonObject options)
    {
        foreach ((string theirs, string keras) in s_inScript)
        {
            if (options[theirs] is { } value)
            {
                options[keras] = value.DeepClone();
                options.Remove(theirs);
            }
        }

        switch (KerasObject.Text(optimizer["class_name"]))
        {
            case "Momentum":
                optimizer["class_name"] = "SGD";
                break;

            // Their decay is how much of the average is kept.
            case "RMSProp" or "RMSprop" when options["decay"] is { } rho:
                options["rho"] = rho.DeepClone();
                options.Remove("decay");
                break;
        }
    }

    // TensorFlow 2.4 on writes "accuracy" as the function that it became.
    private static JsonNode? Metrics(JsonNode? node)
    {
        switch (node)
        {
            case JsonArray list:
                return new JsonArray([.. list.Select(item => Metrics(item) ?? item?.DeepClone())]);
            case JsonObject metric when KerasObject.Text(metric["class_name"]) == "MeanMetricWrapper":
                string? name = KerasObject.Text(KerasObject.Member(metric, "config", "name"));
                return name is "accuracy" or "acc" ? name : KerasObject.Text(KerasObject.Member(metric, "config", "fn"));
            default:
                return null;
        }
    }
}
