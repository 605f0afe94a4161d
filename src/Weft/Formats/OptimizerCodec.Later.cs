using System.Text.Json.Nodes;

namespace Weft.Formats;

/// <content>The optimizers of less use, and the wrapper for half precision.</content>
internal sealed partial record OptimizerCodec
{
    private static OptimizerCodec[] Others =>
    [
        Of<Adamax>(
            "adamax",
            (adamax, json) => WriteMoments(adamax.Beta1, adamax.Beta2, adamax.Epsilon, json),
            config => new Adamax(ScheduleCodec.FromJson(config, 0.001), Beta1(config), Beta2(config), Epsilon(config))),
        Of<Adadelta>(
            "adadelta",
            WriteAdadelta,
            config => new Adadelta(ScheduleCodec.FromJson(config, 0.001), config.Number("rho", 0.95), Epsilon(config))),
        Of<Ftrl>("ftrl", WriteFtrl, ReadFtrl),
        Of<Lamb>(
            "lamb",
            (lamb, json) => WriteMoments(lamb.Beta1, lamb.Beta2, lamb.Epsilon, json),
            config => new Lamb(ScheduleCodec.FromJson(config, 0.001), Beta1(config), Beta2(config), Epsilon(config))),
        Of<Adafactor>("adafactor", WriteAdafactor, ReadAdafactor),
        Of<ScheduleFreeAdamW>("schedule_free_adam_w", WriteScheduleFree, ReadScheduleFree),
        Of<Muon>("muon", WriteMuon, ReadMuon),
    ];

    /// <summary>The optimizer inside Keras' wrapper that scales the loss for half precision; in single precision that changes
    /// nothing.</summary>
    private static JsonNode Unwrapped(JsonNode node) =>
        KerasObject.Identify(node) is ("LossScaleOptimizer", { } wrapper) && wrapper["inner_optimizer"] is { } inner ? inner : node;

    private static void WriteAdadelta(Adadelta adadelta, JsonObject json)
    {
        json["rho"] = adadelta.Rho;
        json["epsilon"] = adadelta.Epsilon;
    }

    private static void WriteFtrl(Ftrl ftrl, JsonObject json)
    {
        json["learning_rate_power"] = ftrl.LearningRatePower;
        json["initial_accumulator_value"] = ftrl.InitialAccumulatorValue;
        json["l1_regularization_strength"] = ftrl.L1;
        json["l2_regularization_strength"] = ftrl.L2;
        json["l2_shrinkage_regularization_strength"] = ftrl.L2Shrinkage;
        json["beta"] = ftrl.Beta;
    }

    private static Ftrl ReadFtrl(KerasConfig config) => new(
        ScheduleCodec.FromJson(config, 0.001),
        config.Number("learning_rate_power", -0.5),
        config.Number("initial_accumulator_value", 0.1),
        config.Number("l1_regularization_strength", 0),
        config.Number("l2_regularization_strength", 0),
        config.Number("l2_shrinkage_regularization_strength", 0),
        config.Number("beta", 0));

    private static void WriteAdafactor(Adafactor adafactor, JsonObject json)
    {
        json["beta_2_decay"] = adafactor.Beta2Decay;
        json["epsilon_1"] = adafactor.Epsilon1;
        json["epsilon_2"] = adafactor.Epsilon2;
        json["clip_threshold"] = adafactor.ClipThreshold;
        json["relative_step"] = adafactor.RelativeStep;
    }

    private static Adafactor ReadAdafactor(KerasConfig config) => new(
        ScheduleCodec.FromJson(config, 0.001),
        config.Number("beta_2_decay", -0.8),
        config.Number("epsilon_1", 1e-30),
        config.Number("epsilon_2", 1e-3),
        config.Number("clip_threshold", 1),
        config.Flag("relative_step", true));

    private static void WriteScheduleFree(ScheduleFreeAdamW free, JsonObject json)
    {
        WriteMoments(free.Beta1, free.Beta2, free.Epsilon, json);
        json["warmup_steps"] = free.WarmupSteps;
    }

    private static ScheduleFreeAdamW ReadScheduleFree(KerasConfig config) =>
        new(
            ScheduleCodec.FromJson(config, 0.0025),
            Beta1(config),
            Beta2(config),
            config.Number("epsilon", 1e-8),
            config.Integer("warmup_steps", 0));

    private static void WriteMuon(Muon muon, JsonObject json)
    {
        json["adam_beta_1"] = muon.AdamBeta1;
        json["adam_beta_2"] = muon.AdamBeta2;
        json["epsilon"] = muon.Epsilon;
        json["exclude_layers"] = new JsonArray([.. muon.ExcludeLayers.Select(pattern => JsonValue.Create(pattern))]);
        json["muon_a"] = muon.MuonA;
        json["muon_b"] = muon.MuonB;
        json["muon_c"] = muon.MuonC;
        json["adam_lr_ratio"] = muon.AdamLrRatio;
        json["momentum"] = muon.Momentum;
        json["ns_steps"] = muon.NsSteps;
        json["nesterov"] = muon.Nesterov;
        json["exclude_embeddings"] = muon.ExcludeEmbeddings;
        json["adam_weight_decay"] = muon.AdamWeightDecay;
        json["rms_rate"] = muon.RmsRate;
    }

    // What a file sets to null is none; what it does not have is the default.
    private static Muon ReadMuon(KerasConfig config) =>
        new(
            ScheduleCodec.FromJson(config, 0.001),
            Optional(config, "weight_decay", 0.004),
            config.Number("momentum", 0.95),
            config.Flag("nesterov", true))
        {
            AdamBeta1 = config.Number("adam_beta_1", 0.9),
            AdamBeta2 = config.Number("adam_beta_2", 0.999),
            Epsilon = Epsilon(config),
            ExcludeLayers = config.Has("exclude_layers") ? config.Texts("exclude_layers") : [],
            MuonA = config.Number("muon_a", 3.4445),
            MuonB = config.Number("muon_b", -4.775),
            MuonC = config.Number("muon_c", 2.0315),
            AdamLrRatio = config.Number("adam_lr_ratio", 1),
            NsSteps = config.Integer("ns_steps", 5),
            ExcludeEmbeddings = config.Flag("exclude_embeddings", true),
            AdamWeightDecay = Optional(config, "adam_weight_decay", 0.004),
            RmsRate = Optional(config, "rms_rate", 0.2),
        };

    private static double? Optional(KerasConfig config, string option, double missing) =>
        config.Has(option) ? config.Number(option) : config.IsWritten(option) ? null : missing;
}
