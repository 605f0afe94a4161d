using System.Text.Json.Nodes;

namespace Weft.Formats;

/// <summary>How one optimizer class stands in config.json.</summary>
/// <param name="ClassName">Keras' class name.</param>
/// <param name="Alias">The short name <c>compile</c> takes.</param>
/// <param name="Write">Adds the optimizer's own options to those every optimizer has.</param>
/// <param name="Read">Makes the optimizer from its options.</param>
internal sealed partial record OptimizerCodec(string ClassName, string Alias,
    Action<Optimizer, JsonObject> Write, Func<KerasConfig, Optimizer> Read)
{
    private static readonly OptimizerCodec[] All =
    [
        Of<SGD>("sgd", WriteSgd, config =>
            new SGD(ScheduleCodec.FromJson(config, 0.01), config.Number("momentum", 0), config.Flag("nesterov", false))),
        Of<Adam>("adam", WriteAdam, config =>
            new Adam(ScheduleCodec.FromJson(config, 0.001), Beta1(config), Beta2(config), Epsilon(config), config.Flag("amsgrad", false))),
        Of<AdamW>("adamw", WriteAdam, ReadAdamW),
        Of<RMSprop>("rmsprop", WriteRms, ReadRms),
        Of<Adagrad>("adagrad", WriteAdagrad, ReadAdagrad),
        Of<Nadam>("nadam", (nadam, json) => WriteMoments(nadam.Beta1, nadam.Beta2, nadam.Epsilon, json),
            config => new Nadam(ScheduleCodec.FromJson(config, 0.001), Beta1(config), Beta2(config), Epsilon(config))),
        Of<Lion>("lion", WriteLion, config =>
            new Lion(ScheduleCodec.FromJson(config, 0.001), Beta1(config), config.Number("beta_2", 0.99))),
        .. Others,
    ];

    private static readonly HashSet<string> Neutral = ["name", "is_legacy_optimizer", "jit_compile", "ema_momentum"];

    public static JsonObject ToJson(Optimizer optimizer)
    {
        OptimizerCodec codec = For(optimizer);
        JsonObject config = new()
        {
            ["name"] = codec.Alias,
            ["learning_rate"] = ScheduleCodec.ToJson(ScheduleCodec.InKeras(optimizer.LearningRate)),
            ["weight_decay"] = optimizer.WeightDecay,
            ["clipnorm"] = optimizer.ClipNorm,
            ["global_clipnorm"] = optimizer.GlobalClipNorm,
            ["clipvalue"] = optimizer.ClipValue,
            ["use_ema"] = optimizer.UseEma,
            ["ema_momentum"] = optimizer.EmaMomentum,
            ["ema_overwrite_frequency"] = optimizer.EmaOverwriteFrequency,
            ["loss_scale_factor"] = optimizer.LossScaleFactor,
            ["gradient_accumulation_steps"] = optimizer.GradientAccumulationSteps,
        };
        codec.Write(optimizer, config);
        return KerasObject.Create("keras.optimizers", codec.ClassName, config);
    }

    /// <summary>Keras' name of the optimizer: <c>adam</c>.</summary>
    public static string NameOf(Optimizer optimizer) => For(optimizer).Alias;

    /// <exception cref="ModelFileException">Weft does not have this optimizer, or not with these options.</exception>
    public static Optimizer FromJson(JsonNode node, List<string> notes)
    {
        (string? name, JsonObject json) = KerasObject.Identify(Unwrapped(node));
        OptimizerCodec codec = Array.Find(All, codec =>
            string.Equals(codec.ClassName, name, StringComparison.OrdinalIgnoreCase) || codec.Alias == name?.ToLowerInvariant())
            ?? throw new ModelFileException($"expected an optimizer that Weft has, one of {Supported}, got {name ?? node.ToJsonString()}");
        KerasConfig config = new(json, $"optimizer {codec.ClassName}", notes);
        Optimizer optimizer = WithCommon(codec.Read(config), config);
        config.NoteUnread(Neutral);
        return optimizer;
    }

    private static OptimizerCodec For(Optimizer optimizer) => Array.Find(All, codec => codec.ClassName == optimizer.GetType().Name)
        ?? throw new ModelFileException($"{optimizer.GetType().Name}: this optimizer cannot be saved as .keras yet. Use one of "
            + $"{Supported}.");

    private static string Supported => string.Join(", ", All.Select(codec => codec.ClassName));

    private static OptimizerCodec Of<TOptimizer>(string alias, Action<TOptimizer, JsonObject> write, Func<KerasConfig, Optimizer> read)
        where TOptimizer : Optimizer => new(typeof(TOptimizer).Name, alias, (optimizer, json) => write((TOptimizer)optimizer, json), read);

    // Keras takes a limit or a frequency of 0 for none, and looks at the momentum only where there are averages.
    private static Optimizer WithCommon(Optimizer optimizer, KerasConfig config) => optimizer with
    {
        WeightDecay = config.Has("weight_decay") ? config.Number("weight_decay") : optimizer.WeightDecay,
        ClipNorm = Limit(config, "clipnorm"),
        GlobalClipNorm = Limit(config, "global_clipnorm"),
        ClipValue = Limit(config, "clipvalue"),
        LossScaleFactor = config.Has("loss_scale_factor") ? config.Number("loss_scale_factor") : null,
        UseEma = config.Flag("use_ema", false),
        EmaMomentum = config.Flag("use_ema", false) ? config.Number("ema_momentum", 0.99) : optimizer.EmaMomentum,
        EmaOverwriteFrequency = config.OptionalInteger("ema_overwrite_frequency") is not 0 and var frequency ? frequency : null,
        GradientAccumulationSteps = config.OptionalInteger("gradient_accumulation_steps") is > 0 and var steps ? steps : null,
    };

    private static double? Limit(KerasConfig config, string option) => config.Number(option, 0) is > 0 and var limit ? limit : null;

    private static double Beta1(KerasConfig config) => config.Number("beta_1", 0.9);

    private static double Beta2(KerasConfig config) => config.Number("beta_2", 0.999);

    private static double Epsilon(KerasConfig config) => config.Number("epsilon", 1e-7);

    private static void WriteSgd(SGD sgd, JsonObject json)
    {
        json["momentum"] = sgd.Momentum;
        json["nesterov"] = sgd.Nesterov;
    }

    private static void WriteAdam(Adam adam, JsonObject json)
    {
        WriteMoments(adam.Beta1, adam.Beta2, adam.Epsilon, json);
        json["amsgrad"] = adam.Amsgrad;
    }

    private static AdamW ReadAdamW(KerasConfig config) =>
        new(ScheduleCodec.FromJson(config, 0.001), config.Number("weight_decay", 0.004), Beta1(config), Beta2(config), Epsilon(config),
            config.Flag("amsgrad", false));

    private static void WriteMoments(double beta1, double beta2, double epsilon, JsonObject json)
    {
        json["beta_1"] = beta1;
        json["beta_2"] = beta2;
        json["epsilon"] = epsilon;
    }

    private static void WriteRms(RMSprop rms, JsonObject json)
    {
        json["rho"] = rms.Rho;
        json["momentum"] = rms.Momentum;
        json["epsilon"] = rms.Epsilon;
        json["centered"] = rms.Centered;
    }

    private static RMSprop ReadRms(KerasConfig config) =>
        new(ScheduleCodec.FromJson(config, 0.001), config.Number("rho", 0.9), config.Number("momentum", 0), Epsilon(config),
            config.Flag("centered", false));

    private static void WriteAdagrad(Adagrad adagrad, JsonObject json)
    {
        json["initial_accumulator_value"] = adagrad.InitialAccumulatorValue;
        json["epsilon"] = adagrad.Epsilon;
    }

    private static Adagrad ReadAdagrad(KerasConfig config) =>
        new(ScheduleCodec.FromJson(config, 0.001), config.Number("initial_accumulator_value", 0.1), Epsilon(config));

    private static void WriteLion(Lion lion, JsonObject json)
    {
        json["beta_1"] = lion.Beta1;
        json["beta_2"] = lion.Beta2;
    }
}
