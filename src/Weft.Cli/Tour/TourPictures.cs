using Weft.Imaging;
using Weft.Layers;

namespace Weft.Cli.Tour;

/// <summary>The pictures of the tour, in the order in which docs/tour.md tells them.</summary>
internal static class TourPictures
{
    /// <summary>Draws them all into a folder.</summary>
    /// <param name="subject">The network and its data.</param>
    /// <param name="history">The epochs of its training; none draws no curves.</param>
    /// <param name="folder">Where to.</param>
    /// <param name="ct">Ends it between two pictures.</param>
    /// <returns>The files in order, and for each that the network has nothing for, why.</returns>
    public static IReadOnlyList<(string File, string? Missing)> Draw(TourSubject subject, IReadOnlyList<EpochResult> history, string folder, CancellationToken ct)
    {
        bool isSpatial = subject.SpatialLayers.Any(layer => layer.Layer is not Input);
        (string File, Func<string, string?> Draw)[] pictures =
        [
            ("digits-to-clothing.png", path => Do(() => DigitsPicture.Draw(subject, path))),
            ("edge-filter.png", path => Do(() => EdgeFilterPicture.Draw(subject, path))),
            ("layers.png", path => isSpatial ? Do(() => LayersPicture.Draw(subject, path)) : "no layer keeps a picture"),
            ("activation.png", path => ActivationPicture.Draw(subject, path) ? null : "no convolution ends in relu"),
            ("pooling.png", path => PoolingPicture.Draw(subject, path) ? null : "no max pooling"),
            ("dropout.png", path => isSpatial ? Do(() => DropoutPicture.Draw(subject, path)) : "no layer keeps a picture"),
            ("softmax.png", path => SoftmaxPicture.Draw(subject, path) ? null : "no dense layer with softmax of at most 20 classes at the end"),
            ("loss-surface.png", path => Do(() => LossSurfacePicture.Draw(subject, path))),
            ("training.png", path => history.Count > 0 ? Do(() => TrainingCurves.SavePng(path, history, subject.Data.Name)) : "no history beside the model"),
            ("prediction.png", path => Do(() => PredictionPicture.Draw(subject, path))),
        ];
        List<(string, string?)> drawn = [];
        foreach ((string file, Func<string, string?> draw) in pictures)
        {
            ct.ThrowIfCancellationRequested();
            drawn.Add((file, draw(Path.Combine(folder, file))));
        }

        return drawn;
    }

    private static string? Do(Action draw)
    {
        draw();
        return null;
    }
}
