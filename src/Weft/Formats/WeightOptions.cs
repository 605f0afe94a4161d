using System.Text.Json.Nodes;

using Weft.Constraints;
using Weft.Initializers;
using Weft.Regularizers;

namespace Weft.Formats;

/// <summary>
/// What config.json says of one weight of a layer: <c>kernel_initializer</c>, <c>kernel_regularizer</c>, <c>kernel_constraint</c>.
/// </summary>
internal sealed record WeightOptions(Initializer Initializer, Regularizer? Regularizer, Constraint? Constraint)
{
    /// <param name="config">The layer's options.</param>
    /// <param name="weight">Keras' word for the weight.</param>
    /// <param name="missing">The initializer where the file has none, or one that Weft does not have.</param>
    public static WeightOptions Read(KerasConfig config, string weight, Initializer missing) => new(
        config.Initializer($"{weight}_initializer", missing),
        RegularizerCodec.Read(config, $"{weight}_regularizer"),
        ConstraintCodec.Read(config, $"{weight}_constraint"));

    /// <summary>Writes what there is about some weights in Keras' order: initializers, prices, constraints.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="weights">The weights by Keras' words for them.</param>
    /// <param name="more">Writes further initializers, of weights that nothing else is said about; null for none.</param>
    /// <param name="activity">Whether the layer's class always writes the price of its output.</param>
    public static void Write(
        JsonObject json, (string Word, WeightOptions Options)[] weights, Action<JsonObject>? more = null, bool activity = false)
    {
        foreach ((string word, WeightOptions options) in weights)
        {
            json[$"{word}_initializer"] = InitializerCodec.Write(options.Initializer);
        }

        more?.Invoke(json);
        foreach ((string word, WeightOptions options) in weights)
        {
            json[$"{word}_regularizer"] = RegularizerCodec.Write(options.Regularizer);
        }

        if (activity)
        {
            json["activity_regularizer"] = null;
        }

        foreach ((string word, WeightOptions options) in weights)
        {
            json[$"{word}_constraint"] = ConstraintCodec.Write(options.Constraint);
        }
    }
}
