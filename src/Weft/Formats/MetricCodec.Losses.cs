using System.Text.Json.Nodes;

namespace Weft.Formats;

internal sealed partial record MetricCodec
{
    // Keras' classes of metrics that are losses; what other losses measure is Weft's alone.
    private static MetricCodec[] Losses =>
    [
        Loss<BinaryCrossentropy>("BinaryCrossentropy", (loss, json) =>
            WriteSmoothed(loss.FromLogits, loss.LabelSmoothing, json), "binary_crossentropy", "bce"),
        Loss<CategoricalCrossentropy>("CategoricalCrossentropy", WriteCategorical, "categorical_crossentropy"),
        Loss<SparseCategoricalCrossentropy>("SparseCategoricalCrossentropy", WriteSparse, "sparse_categorical_crossentropy") with
        {
            Fits = metric => metric is LossMetric { Loss: SparseCategoricalCrossentropy { LabelSmoothing: 0 } },
        },
        Loss<KLDivergence>("KLDivergence", None, "kl_divergence", "kld", "kullback_leibler_divergence"),
        Loss<Poisson>("Poisson", None, "poisson"),
        Loss<CategoricalHinge>("CategoricalHinge", None, "categorical_hinge"),
        Loss<Hinge>("Hinge", None, "hinge"),
        Loss<SquaredHinge>("SquaredHinge", None, "squared_hinge"),
        Loss<MeanSquaredError>("MeanSquaredError", None, "mean_squared_error", "mse"),
        Loss<MeanAbsoluteError>("MeanAbsoluteError", None, "mean_absolute_error", "mae"),
        Loss<MeanAbsolutePercentageError>("MeanAbsolutePercentageError", None, "mean_absolute_percentage_error", "mape"),
        Loss<MeanSquaredLogarithmicError>("MeanSquaredLogarithmicError", None, "mean_squared_logarithmic_error", "msle"),
        Loss<LogCosh>("LogCoshError", None, "log_cosh", "logcosh"),
        Loss<CosineSimilarity>("CosineSimilarity", None, "cosine_similarity"),
        Of<RootMeanSquaredError>("RootMeanSquaredError", (_, _) => { }, _ => new RootMeanSquaredError(), "root_mean_squared_error", "rmse"),
    ];

    private static MetricCodec[] WeftsOwn =>
    [
        Of<ExpectedCalibrationError>("ExpectedCalibrationError", (error, json) => json["bins"] = error.Bins,
            config => new ExpectedCalibrationError(config.Integer("bins", 15))) with
        {
            InKeras = false,
        },
        Of<LossMetric>("LossMetric", WriteLoss, config =>
            config["loss"] is { } loss ? new LossMetric(LossCodec.FromJson(loss, [])) : null) with { InKeras = false },

        // Functions that Keras takes as metrics, and has no class for.
        new MetricCodec("Huber", _ => false, (_, _) => { }, _ => new LossMetric(new Huber())) { Names = ["huber"] },
    ];

    private static MetricCodec Loss<TLoss>(string className, Action<TLoss, JsonObject> write, params string[] names)
        where TLoss : Loss => new(
            className,
            metric => metric is LossMetric { Loss: TLoss },
            (metric, json) => write((TLoss)((LossMetric)metric).Loss, json),
            config => LossCodec.Named(names[0], config) is { } loss && config.Axis() is (-1 or 1) ? new LossMetric(loss) : null)
        {
            Names = names,
        };

    private static void None(Loss loss, JsonObject json)
    {
    }

    private static void WriteSmoothed(bool fromLogits, double labelSmoothing, JsonObject json)
    {
        json["from_logits"] = fromLogits;
        json["label_smoothing"] = labelSmoothing;
    }

    private static void WriteCategorical(CategoricalCrossentropy loss, JsonObject json)
    {
        WriteSmoothed(loss.FromLogits, loss.LabelSmoothing, json);
        json["axis"] = -1;
    }

    // Older Keras has no ignore_class here.
    private static void WriteSparse(SparseCategoricalCrossentropy loss, JsonObject json)
    {
        json["from_logits"] = loss.FromLogits;
        json["axis"] = -1;
        if (loss.IgnoreClass is { } ignored)
        {
            json["ignore_class"] = ignored;
        }
    }

    private static void WriteLoss(LossMetric metric, JsonObject json) => json["loss"] = LossCodec.ToJson(metric.Loss);
}
