using System.Text.Json.Nodes;

namespace Weft.Formats;

/// <summary>How one optimizer class stands in config.json.</summary>
/// <param name="ClassName">Keras' class name.</param>
/// <param name="Alias">The short name <c>compile</c> takes.</param>
/// <param name="Write">Adds the optimizer's own options to those every optimizer has.</param>
/// <param name="Read">Makes the optimizer from its options.</param>
internal sealed record OptimizerCodec(string ClassName, string Alias, Action<Optimizer, JsonObject> Write, Func<KerasConfig, Optimizer> Read)
{
    private static readonly OptimizerCodec[] All =
    [
        Of<SGD>("SGD", "sgd", WriteSgd, config => new SGD(ScheduleCodec.Read(config, 0.01), config.Number("momentum", 0), config.Flag("nesterov", false))),
        Of<Adam>("Adam", "adam", WriteAdam, ReadAdam),
    ];

    // Options of every Keras optimizer that change training and that Weft does not have.
    private static readonly string[] Unsupported =
        ["weight_decay", "clipnorm", "global_clipnorm", "clipvalue", "use_ema", "loss_scale_factor", "gradient_accumulation_steps"];

    public static JsonObject ToJson(Optimizer optimizer)
    {
        OptimizerCodec codec = For(optimizer);
        JsonObject config = new()
        {
            ["name"] = codec.Alias,
            ["learning_rate"] = ScheduleCodec.Write(optimizer.LearningRate),
            ["weight_decay"] = null,
            ["clipnorm"] = null,
            ["global_clipnorm"] = null,
            ["clipvalue"] = null,
            ["use_ema"] = false,
            ["ema_momentum"] = 0.99,
            ["ema_overwrite_frequency"] = null,
            ["loss_scale_factor"] = null,
            ["gradient_accumulation_steps"] = null,
        };
        codec.Write(optimizer, config);
        return KerasObject.Create("keras.optimizers", codec.ClassName, config);
    }

    /// <summary>Keras' name of the optimizer: <c>adam</c>.</summary>
    public static string NameOf(Optimizer optimizer) => For(optimizer).Alias;

    /// <exception cref="ModelFileException">Weft does not have this optimizer, or not with these options.</exception>
    public static Optimizer FromJson(JsonNode node, List<string> notes)
    {
        (string? name, JsonObject json) = KerasObject.Identify(node);
        OptimizerCodec codec = Array.Find(All, codec => codec.ClassName == name || codec.Alias == name?.ToLowerInvariant())
            ?? throw new ModelFileException($"expected an optimizer that Weft has, one of {Supported}, got {name ?? node.ToJsonString()}");
        KerasConfig config = new(json, $"optimizer {codec.ClassName}", notes);
        config.RequireUnset(Unsupported);
        return codec.Read(config);
    }

    private static OptimizerCodec For(Optimizer optimizer) => Array.Find(All, codec => codec.ClassName == optimizer.GetType().Name)
        ?? throw new ModelFileException($"{optimizer.GetType().Name}: this optimizer cannot be saved as .keras yet. Use one of {Supported}.");

    private static string Supported => string.Join(", ", All.Select(codec => codec.ClassName));

    private static OptimizerCodec Of<TOptimizer>(string className, string alias, Action<TOptimizer, JsonObject> write, Func<KerasConfig, Optimizer> read)
        where TOptimizer : Optimizer => new(className, alias, (optimizer, json) => write((TOptimizer)optimizer, json), read);

    private static void WriteSgd(SGD sgd, JsonObject json)
    {
        json["momentum"] = sgd.Momentum;
        json["nesterov"] = sgd.Nesterov;
    }

    private static void WriteAdam(Adam adam, JsonObject json)
    {
        json["beta_1"] = adam.Beta1;
        json["beta_2"] = adam.Beta2;
        json["epsilon"] = adam.Epsilon;
        json["amsgrad"] = false;
    }

    private static Adam ReadAdam(KerasConfig config)
    {
        config.RequireUnset("amsgrad");
        return new Adam(ScheduleCodec.Read(config, 0.001), config.Number("beta_1", 0.9), config.Number("beta_2", 0.999), config.Number("epsilon", 1e-7));
    }
}
