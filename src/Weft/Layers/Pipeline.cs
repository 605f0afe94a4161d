namespace Weft.Layers;

/// <summary>Layers that change pictures, one after another, as one layer.</summary>
public sealed record Pipeline : PictureLayer
{
    /// <summary>A pipeline.</summary>
    /// <param name="layers">Layers that change pictures, and rescalings.</param>
    /// <exception cref="ArgumentException">There are others among them.</exception>
    public Pipeline(IReadOnlyList<Layer> layers)
    {
        ArgumentNullException.ThrowIfNull(layers);
        foreach (Layer layer in layers)
        {
            if (layer is not (PictureLayer or Rescaling))
            {
                throw new ArgumentException($"{nameof(Pipeline)}: expected layers that change pictures, and Rescaling, got {layer?.KerasName ?? "null"}. Put it behind the pipeline.", nameof(layers));
            }
        }

        Layers = new ValueList<Layer>(layers);
    }

    /// <summary>The layers.</summary>
    public IReadOnlyList<Layer> Layers { get; }

    internal override bool ActsInPrediction => Parts.Any(part => part is not PictureLayer { ActsInPrediction: false });

    internal override IReadOnlyList<Layer> Parts => [.. Layers.SelectMany(layer => layer is PictureLayer picture ? picture.Parts : [layer])];

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        RequireImage(input);
        return Layers.Aggregate(input, (shape, layer) => layer.OutputShape(shape));
    }
}
