using Weft.Cli.Rendering;
using Weft.Data;
using Weft.Imaging;

namespace Weft.Cli.Tour;

/// <summary>What the tour looks at: a trained network, and one picture of its data.</summary>
/// <param name="Model">The network.</param>
/// <param name="Data">Pictures as it takes them, of the part that it did not learn from.</param>
internal sealed record TourSubject(Model Model, ImageDataset Data)
{
    /// <summary>The picture's place in the data.</summary>
    public int Index { get; init; }

    /// <summary>The picture's pixels as the network takes them, whatever form its input has.</summary>
    public Tensor Sample => new PicturePredictor(Model).SampleOf(PictureAt(Index)).Reshape(Model.InputShape.Prepend(1));

    /// <summary>The same as a picture.</summary>
    public FeatureMap Input => FeatureMap.Of(Sample, Data.Shape);

    /// <summary>Layers that stand between the input and the output, and have an extent in space.</summary>
    public IEnumerable<BuiltLayer> SpatialLayers => Model.Layers.Where(layer => layer.Output.Shape.Rank == 3);

    public Picture PictureAt(int index) => SamplePictures.PictureAt(Data, index);

    public string ClassName(int label) => label < Data.ClassNames.Count ? Data.ClassNames[label] : $"class {label}";

    public string ClassOf(int index) => ClassName(Data.Labels[index]);

    /// <summary>What a layer makes of the picture, or is given of it.</summary>
    public FeatureMap ValueOf(Node node) => FeatureMap.Of(Model.ValuesOf(Sample, node), node.Shape);
}
