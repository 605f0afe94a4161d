using Weft.Data;
using Weft.Imaging;

namespace Weft.Backbones;

/// <summary>Judges pictures by heads on a backbone's features.</summary>
internal static class BackboneJudge
{
    private const int UsualFolds = 5;

    public static Judgement Run(
        Backbone backbone, ImageDataset pictures, int[] groups, DatasetCheckOptions options, int folds, IProgress<PictureProgress>? progress, CancellationToken ct)
    {
        PictureFeatures features = new FeatureExtractor(backbone, options.CacheFolder).Run(pictures, views: 1, progress, ct);
        int[] fold = StratifiedFolds.Of(pictures.Labels, [.. groups.Select(group => $"{group}")], folds, options.Seed);
        HeadTraining training = new(new TransferOptions { Seed = options.Seed }, pictures.ClassNames);
        Tensor probabilities = OutOfFold.Predict(fold, ct, (held, rest) => training.Run(features.Of(rest), null, [], ct).Head.Predict(features.View(held)));
        Tensor normalized = Neighbours.Normalized(features.Table);
        int[] all = [.. Enumerable.Range(0, pictures.Count)];
        return new Judgement(
            $"heads on {backbone.Name}, {folds} folds",
            probabilities,
            [.. Neighbours.Outliers(all, Neighbours.Distances(normalized, all, all, groups))],
            normalized);
    }

    /// <summary>How many folds where nobody says.</summary>
    public static int Folds(int smallestClass) => Math.Min(UsualFolds, smallestClass);
}
