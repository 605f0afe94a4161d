using Weft.Cli.Datasets;
using Weft.Cli.Rendering;
using Weft.Cli.Reports;
using Weft.Data;
using Weft.Explain;
using Weft.Imaging;

namespace Weft.Cli.Models;

/// <summary>Pictures of what a model is made of and of how it sees data: filters, feature maps, a plane of features, nearest
/// pictures.</summary>
/// <param name="model">The model.</param>
/// <param name="layer">The layer the command line names; null for the usual one.</param>
/// <param name="output">The PNG file to write.</param>
internal sealed class FeatureQuestions(Model model, string? layer, string output)
{
    private const int Columns = 8;
    private const int Cell = 96;

    public LayerPicturesReport Filters()
    {
        Tensor kernel = Features.Filters(model, layer);
        IReadOnlyList<CaptionedPicture> pictures = LayerPictures.OfFilters(kernel);
        PictureGrid.SavePng(output, pictures, Columns, $"filters{Of} {kernel.Shape}", Cell);
        return new LayerPicturesReport("filters", layer, [.. kernel.Shape], pictures.Count, output);
    }

    public LayerPicturesReport Maps(PredictedPicture picture, PicturePredictor predictor)
    {
        Tensor maps = Features.Maps(model, predictor.SampleOf(picture.Seen), layer);
        IReadOnlyList<CaptionedPicture> pictures = LayerPictures.OfMaps(maps);
        PictureGrid.SavePng(output, pictures, Columns,
            $"{Path.GetFileName(picture.Input.Name)}: feature maps{Of} {maps.Shape}, each with its largest magnitude", Cell);
        return new LayerPicturesReport("feature maps", layer, [.. maps.Shape], pictures.Count, output);
    }

    public NearestReport Nearest(PredictedPicture picture, PicturePredictor predictor, PredictReport prediction, LoadedData data,
        int count, CancellationToken cancellationToken)
    {
        IReadOnlyList<Neighbour> found = NearestPictures.Of(model, data.Train, predictor.SampleOf(picture.Seen), count, layer,
            cancellationToken);
        NeighbourReport[] nearest = [.. found.Select(neighbour =>
            new NeighbourReport(neighbour.Index, ClassOf(data.Train, neighbour.Index), neighbour.Similarity))];
        CaptionedPicture[] shown =
        [
            new(picture.Seen, $"{picture.Prediction.Best.Class}?"),
            .. nearest.Select(neighbour =>
                new CaptionedPicture(SamplePictures.PictureAt(data.Train, neighbour.Index),
                FormattableString.Invariant($"{neighbour.Class} {neighbour.Similarity:0.000}"))),
        ];
        PictureGrid.SavePng(output, shown, Math.Min(shown.Length, 1 + 5),
            $"{Path.GetFileName(picture.Input.Name)} and the nearest of {data.Train.Count} training pictures");
        return new NearestReport(prediction, FeatureLayer, data.Name, data.Train.Count, nearest, output);
    }

    public ProjectReport Project(string name, Projection projection, TestData data, int count, CancellationToken cancellationToken)
    {
        ImageDataset pictures = data.Pictures.Slice(0, Math.Min(count, data.Pictures.Count));
        Tensor points = projection.Project(Features.Of(model, pictures, layer, cancellationToken), cancellationToken);
        int[] labels = pictures.Labels.ToArray();
        FeaturePlot.SavePng(
            output,
            points,
            [.. Enumerable.Range(0, pictures.Count).Select(index => SamplePictures.PictureAt(pictures, index))],
            labels,
            pictures.ClassNames,
            $"{name} of {pictures.Count} test pictures of {data.Name} by {FeatureLayer}");
        return new ProjectReport(name, FeatureLayer, data.Name,
            [.. labels.Select((label, i) => new PointReport(i, data.ClassName(label), points[i, 0], points[i, 1]))], output);
    }

    private string Of => layer is null ? string.Empty : $" of {layer}";

    private string FeatureLayer => layer ?? Features.LayerOf(model);

    private static string ClassOf(ImageDataset data, int index) =>
        data.Labels[index] < data.ClassNames.Count ? data.ClassNames[data.Labels[index]] : $"{data.Labels[index]}";
}
