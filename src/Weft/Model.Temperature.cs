namespace Weft;

public partial class Model
{
    /// <summary>Whether answers are brought to the temperature of <see cref="ModelMetadata.Temperature"/>.</summary>
    private bool IsTempered => Metadata.Temperature is not (null or 1);

    private void Temper(Span<float> outputs)
    {
        if (!IsTempered)
        {
            return;
        }

        int classes = OutputShape[^1];
        bool fromLogits = TakesLogits();
        for (int start = 0; start < outputs.Length; start += classes)
        {
            TemperatureScaling.Temper(outputs.Slice(start, classes), fromLogits, Metadata.Temperature!.Value);
        }
    }

    // Of a model that is not compiled, its last function says what its outputs are.
    private bool TakesLogits()
    {
        ActivationKind end = LastActivation.Kind;
        bool? fromLogits = Loss switch
        {
            { IsCategorical: true, WantsLogits: { } wants } => wants,
            null when end is ActivationKind.Softmax or ActivationKind.Linear => end == ActivationKind.Linear,
            _ => null,
        };
        return fromLogits is { } known && OutputShape.Rank == 1
            ? known
            : throw new ShapeException(
                $"{Name}: expected a model that ends in a softmax or in logits of classes for the temperature {Metadata.Temperature}, "
                + $"got {end} outputs {OutputShape.ToBatchString()}. Set Metadata.Temperature to null.");
    }
}
