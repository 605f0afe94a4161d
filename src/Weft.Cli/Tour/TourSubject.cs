using Weft.Data;

namespace Weft.Cli.Tour;

/// <summary>What the tour looks at: a trained network, and one picture of its data.</summary>
/// <param name="Model">The network.</param>
/// <param name="Data">Pictures as it takes them, of the part that it did not learn from.</param>
internal sealed record TourSubject(Model Model, ImageDataset Data)
{
    /// <summary>The picture's place in the data.</summary>
    public int Index { get; init; }

    /// <summary>The picture's pixels as the network's first layer takes them: <c>[1, height, width, channels]</c>.</summary>
    public Tensor Sample => SampleAt(Index);

    /// <summary>Layers that stand between the input and the output, and have an extent in space.</summary>
    public IEnumerable<BuiltLayer> SpatialLayers => Model.Layers.Where(layer => layer.Output.Shape.Rank == 3);

    public Tensor SampleAt(int index) => new(
        Model.InputShape.Prepend(1),
        [.. Data.Pixels(index).ToArray().Select(pixel => pixel * Model.PixelScale + Model.PixelOffset)]);

    public string ClassOf(int index) =>
        Data.Labels[index] < Data.ClassNames.Count ? Data.ClassNames[Data.Labels[index]] : $"class {Data.Labels[index]}";

    /// <summary>What a layer makes of the picture.</summary>
    public FeatureMap ValueOf(BuiltLayer layer) => FeatureMap.Of(new Model(Model.Input, layer.Output).Predict(Sample));
}
