using System.Text.Json.Nodes;

using Weft.Initializers;
using Weft.Layers;

namespace Weft.Formats;

/// <summary>The layers that normalise.</summary>
internal static class NormalizationCodecs
{
    public static IEnumerable<LayerCodec> All =>
    [
        LayerCodec.Of<BatchNormalization>("BatchNormalization", WriteBatchNormalization, ReadBatchNormalization, isBuilt: true),
        LayerCodec.Of<LayerNormalization>("LayerNormalization", WriteLayerNormalization, ReadLayerNormalization, isBuilt: true),
        LayerCodec.Of<GroupNormalization>("GroupNormalization", WriteGroupNormalization, ReadGroupNormalization, isBuilt: true),
        LayerCodec.Of<RMSNormalization>("RMSNormalization", WriteRmsNormalization, config =>
            new RMSNormalization(config.Axes(), config.Number("epsilon", 1e-6)), isBuilt: true),
        LayerCodec.Of<UnitNormalization>("UnitNormalization", (layer, json) => json["axis"] = KerasObject.Axes(layer.Axes),
            config => new UnitNormalization(config.Axes())),
        LayerCodec.Of<Normalization>("Normalization", WriteNormalization, ReadNormalization, isBuilt: true),
    ];

    private static void WriteBatchNormalization(BatchNormalization layer, JsonObject json)
    {
        json["axis"] = layer.Axis;
        json["momentum"] = layer.Momentum;
        json["epsilon"] = layer.Epsilon;
        json["center"] = layer.Center;
        json["scale"] = layer.Scale;
        WeightOptions beta = new(layer.BetaInitializer, layer.BetaRegularizer, layer.BetaConstraint);
        WeightOptions gamma = new(layer.GammaInitializer, layer.GammaRegularizer, layer.GammaConstraint);
        WeightOptions.Write(json, [("beta", beta), ("gamma", gamma)], WriteMoving);
        json["synchronized"] = false;

        void WriteMoving(JsonObject json)
        {
            json["moving_mean_initializer"] = InitializerCodec.Write(layer.MovingMeanInitializer);
            json["moving_variance_initializer"] = InitializerCodec.Write(layer.MovingVarianceInitializer);
        }
    }

    // Over all replicas or over one is the same here, so synchronized says nothing.
    private static Layer ReadBatchNormalization(KerasConfig config)
    {
        config.RequireUnset("renorm");
        WeightOptions beta = WeightOptions.Read(config, "beta", new Zeros()), gamma = WeightOptions.Read(config, "gamma", new Ones());
        return new BatchNormalization(config.Number("momentum", 0.99), config.Number("epsilon", 1e-3), config.Flag("center", true),
            config.Flag("scale", true), config.Axis())
        {
            BetaInitializer = beta.Initializer,
            BetaRegularizer = beta.Regularizer,
            BetaConstraint = beta.Constraint,
            GammaInitializer = gamma.Initializer,
            GammaRegularizer = gamma.Regularizer,
            GammaConstraint = gamma.Constraint,
            MovingMeanInitializer = config.Initializer("moving_mean_initializer", new Zeros()),
            MovingVarianceInitializer = config.Initializer("moving_variance_initializer", new Ones()),
        };
    }

    // Files with rms_scaling are of versions that name it; others would refuse it.
    private static void WriteLayerNormalization(LayerNormalization layer, JsonObject json)
    {
        json["axis"] = KerasObject.Axes(layer.Axes);
        json["epsilon"] = layer.Epsilon;
        json["center"] = layer.Center;
        json["scale"] = layer.Scale;
        if (layer.RmsScaling)
        {
            json["rms_scaling"] = true;
        }

        WeightOptions beta = new(layer.BetaInitializer, layer.BetaRegularizer, layer.BetaConstraint);
        WeightOptions gamma = new(layer.GammaInitializer, layer.GammaRegularizer, layer.GammaConstraint);
        WeightOptions.Write(json, [("beta", beta), ("gamma", gamma)]);
    }

    private static Layer ReadLayerNormalization(KerasConfig config)
    {
        WeightOptions beta = WeightOptions.Read(config, "beta", new Zeros()), gamma = WeightOptions.Read(config, "gamma", new Ones());
        return new LayerNormalization(config.Axes(), config.Number("epsilon", 1e-3), config.Flag("center", true),
            config.Flag("scale", true))
        {
            RmsScaling = config.Flag("rms_scaling", false),
            BetaInitializer = beta.Initializer,
            BetaRegularizer = beta.Regularizer,
            BetaConstraint = beta.Constraint,
            GammaInitializer = gamma.Initializer,
            GammaRegularizer = gamma.Regularizer,
            GammaConstraint = gamma.Constraint,
        };
    }

    private static void WriteGroupNormalization(GroupNormalization layer, JsonObject json)
    {
        json["groups"] = layer.Groups;
        json["axis"] = layer.Axis;
        json["epsilon"] = layer.Epsilon;
        json["center"] = layer.Center;
        json["scale"] = layer.Scale;
        WeightOptions beta = new(layer.BetaInitializer, layer.BetaRegularizer, layer.BetaConstraint);
        WeightOptions gamma = new(layer.GammaInitializer, layer.GammaRegularizer, layer.GammaConstraint);
        WeightOptions.Write(json, [("beta", beta), ("gamma", gamma)]);
    }

    private static Layer ReadGroupNormalization(KerasConfig config)
    {
        WeightOptions beta = WeightOptions.Read(config, "beta", new Zeros()), gamma = WeightOptions.Read(config, "gamma", new Ones());
        return new GroupNormalization(
            config.Integer("groups", 32), config.Axis(), config.Number("epsilon", 1e-3), config.Flag("center", true),
                config.Flag("scale", true))
        {
            BetaInitializer = beta.Initializer,
            BetaRegularizer = beta.Regularizer,
            BetaConstraint = beta.Constraint,
            GammaInitializer = gamma.Initializer,
            GammaRegularizer = gamma.Regularizer,
            GammaConstraint = gamma.Constraint,
        };
    }

    private static void WriteRmsNormalization(RMSNormalization layer, JsonObject json)
    {
        json["axis"] = KerasObject.Axes(layer.Axes);
        json["epsilon"] = layer.Epsilon;
    }

    private static void WriteNormalization(Normalization layer, JsonObject json)
    {
        json["axis"] = KerasObject.Axes(layer.Axes);
        json["invert"] = layer.Invert;
        json["mean"] = Values(layer.Mean);
        json["variance"] = Values(layer.Variance);
    }

    private static Layer ReadNormalization(KerasConfig config)
    {
        bool invert = config.Flag("invert", false);
        Normalization layer = config.Has("mean")
            ? new Normalization(config.Floats("mean"), config.Floats("variance"), invert)
            : new Normalization(invert);

        // Keras' default is the last axis; an axis of nothing is one mean for all.
        return layer with { Axes = config.IsWritten("axis") && !config.Has("axis") ? [] : config.Axes() };
    }

    private static JsonArray? Values(IReadOnlyList<float>? values) =>
        values is null ? null : new([.. values.Select(value => JsonValue.Create(value))]);
}
