using System.Numerics.Tensors;

using Weft.Data;
using Weft.Imaging;

namespace Weft.Backbones;

/// <summary>Looks for what is wrong with a data set of pictures: the same ones twice, wrong labels, pictures unlike all others.</summary>
/// <remarks>
/// Labels and outliers are judged by what had not seen the picture: heads on a backbone's features or, for small pictures where no backbone is given, small networks, learned from
/// the other folds. Pictures that are nearly the same lie in one fold. See <see cref="DuplicateSearch"/>, <see cref="ConfidentLearning"/> and <see cref="Outlier"/>.
/// </remarks>
/// <param name="backbone">What sees; null for none.</param>
/// <param name="options">How; null for the defaults.</param>
public sealed class DatasetCheck(Backbone? backbone = null, DatasetCheckOptions? options = null)
{
    // Beyond, comparing all features with all takes longer than all else.
    private const int MostCompared = 20_000;
    private const int FewestForNetwork = 1_000;
    private const int FewestOfClass = 20;
    private const float LeastCosine = 0.97f;

    private readonly DatasetCheckOptions _options = options ?? new DatasetCheckOptions();

    /// <summary>Checks pictures.</summary>
    /// <param name="pictures">All pictures, of all parts, with class names.</param>
    /// <param name="progress">Told how many have been seen.</param>
    /// <param name="ct">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="DataException">More folds are asked for than the smallest class has pictures.</exception>
    public DatasetFindings Run(ImageDataset pictures, IProgress<PictureProgress>? progress = null, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        IReadOnlyList<PicturePair> pairs = DuplicateSearch.Find(pictures, _options.NearLevels, ct);
        int[] groups = DuplicateGroups.Of(pictures.Count, pairs);
        int smallest = SmallestClass(pictures);
        if (Obstacle(pictures, smallest) is { } obstacle)
        {
            return new DatasetFindings { Duplicates = pairs, Unjudged = obstacle };
        }

        int folds = Folds(smallest, pictures.Name);
        Judgement judgement = backbone is null
            ? NetworkJudge.Run(pictures, groups, _options, folds, progress, ct)
            : BackboneJudge.Run(backbone, pictures, groups, _options, folds, progress, ct);
        ConfidentLearning learning = ConfidentLearning.Of(pictures.Labels, judgement.Probabilities);
        return new DatasetFindings
        {
            Duplicates = judgement.Features is { } features && pictures.Count <= MostCompared ? [.. pairs, .. ByFeatures(features, pairs, groups)] : pairs,
            Judge = judgement.Judge,
            Accuracy = Accuracy(judgement.Probabilities, pictures.Labels),
            Learning = learning,
            LabelIssues = learning.Issues(_options.Filter),
            Outliers = [.. judgement.Outliers.OrderByDescending(outlier => outlier.Score)],
        };
    }

    private string? Obstacle(ImageDataset pictures, int smallest) =>
        pictures.ClassNames.Count < 2 || smallest < 2
            ? "there are no two classes with two pictures each"
            : backbone is not null ? null
            : !_options.AllowsNetwork || Math.Min(pictures.Shape[0], pictures.Shape[1]) < 8 || Math.Max(pictures.Shape[0], pictures.Shape[1]) > 64
                ? "photos want a backbone: --backbone resnet18"
            : pictures.Count < FewestForNetwork || smallest < FewestOfClass
                ? $"a small network wants {FewestForNetwork} pictures and {FewestOfClass} of each class; a backbone does with fewer: --backbone resnet18"
            : null;

    private int Folds(int smallest, string name)
    {
        int usual = backbone is null ? NetworkJudge.Folds(smallest) : BackboneJudge.Folds(smallest);
        return _options.Folds is not { } asked ? usual
            : asked is >= 2 && asked <= smallest ? asked
            : throw new DataException($"{name}: expected from 2 folds to the {smallest} pictures of the smallest class, got {asked}. Ask for fewer, or add pictures.");
    }

    private static int SmallestClass(ImageDataset pictures) => pictures.CountByClass().Where(count => count > 0).DefaultIfEmpty().Min();

    private static double Accuracy(Tensor probabilities, ReadOnlySpan<int> labels)
    {
        int right = 0;
        for (int i = 0; i < labels.Length; i++)
        {
            right += TensorPrimitives.IndexOfMax(probabilities.Row(i)) == labels[i] ? 1 : 0;
        }

        return (double)right / labels.Length;
    }

    // What pixels have shown already is not told again.
    private static IEnumerable<PicturePair> ByFeatures(Tensor features, IReadOnlyList<PicturePair> pairs, int[] groups)
    {
        HashSet<(int, int)> known = [.. pairs.Select(pair => (pair.First, pair.Second))];
        int count = features.Shape[0];
        return Enumerable.Range(0, count).AsParallel().AsOrdered().SelectMany(first => Like(first)).ToArray();

        List<PicturePair> Like(int first)
        {
            List<PicturePair> found = [];
            for (int second = first + 1; second < count; second++)
            {
                float cosine = TensorPrimitives.Dot<float>(features.Row(first), features.Row(second));
                if (cosine >= LeastCosine && groups[first] != groups[second] && !known.Contains((first, second)))
                {
                    found.Add(new PicturePair(first, second, DuplicateKind.Features, cosine));
                }
            }

            return found;
        }
    }
}
