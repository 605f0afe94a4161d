using Weft.Imaging;

namespace Weft.Backbones;

/// <content>How a classifier is trained.</content>
public sealed partial class Classifier
{
    /// <summary>Trains a classifier on a folder of pictures, with a head on a pretrained network.</summary>
    /// <remarks>Of fewer than 500 pictures in a folder without parts all are learned from, and cross-validation judges
    /// (<see cref="ClassifierTraining.Score"/>); of more a fifth of each class is set aside for a test.</remarks>
    /// <param name="path">A folder with a folder for each class, or with folders for training, validation and test that have these; or a
    /// CSV file of paths and labels.</param>
    /// <param name="backbone">One of the names of <see cref="Backbone.Known"/>, or a model's file. Fetched where it is not here.</param>
    /// <param name="options">What it is trained with; null for the defaults.</param>
    /// <param name="progress">Told how many pictures are read, and then how many the backbone has seen.</param>
    /// <param name="ct">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="DataException">There are no two classes of readable pictures, or the backbone could not be fetched.</exception>
    /// <exception cref="ModelFileException">There is no such backbone.</exception>
    public static Classifier Train(
        string path,
        string backbone = "resnet18",
        ClassifierOptions? options = null,
        IProgress<PictureProgress>? progress = null,
        CancellationToken ct = default) => TrainAsync(path, backbone, options, progress, ct).GetAwaiter().GetResult();

    /// <summary>Trains a classifier on pictures that come from elsewhere, as <see cref="Train(string, string, ClassifierOptions?, IProgress{PictureProgress}?, CancellationToken)"/> does
    /// on a folder.</summary>
    /// <param name="pictures">The pictures: <see cref="PictureDataset.FromStreams"/> makes such. They are brought to the backbone's size,
    /// whatever their own shape.</param>
    /// <param name="backbone">One of the names of <see cref="Backbone.Known"/>, or a model's file.</param>
    /// <param name="options">What it is trained with; null for the defaults.</param>
    /// <param name="progress">Told how many pictures are read, and then how many the backbone has seen.</param>
    /// <param name="ct">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="DataException">There are no two classes of readable pictures, or the backbone could not be fetched.</exception>
    /// <exception cref="ModelFileException">There is no such backbone.</exception>
    public static Classifier Train(
        PictureDataset pictures,
        string backbone = "resnet18",
        ClassifierOptions? options = null,
        IProgress<PictureProgress>? progress = null,
        CancellationToken ct = default) => TrainAsync(pictures, backbone, options, progress, ct).GetAwaiter().GetResult();

    /// <inheritdoc cref="Train(string, string, ClassifierOptions?, IProgress{PictureProgress}?, CancellationToken)"/>
    public static Task<Classifier> TrainAsync(
        string path,
        string backbone = "resnet18",
        ClassifierOptions? options = null,
        IProgress<PictureProgress>? progress = null,
        CancellationToken ct = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return TrainAsync(shape => new PictureDataset(PictureList.Read(path), shape, options?.CacheFolder, crop: true), backbone, options, progress, ct);
    }

    /// <inheritdoc cref="Train(PictureDataset, string, ClassifierOptions?, IProgress{PictureProgress}?, CancellationToken)"/>
    public static Task<Classifier> TrainAsync(
        PictureDataset pictures,
        string backbone = "resnet18",
        ClassifierOptions? options = null,
        IProgress<PictureProgress>? progress = null,
        CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        return TrainAsync(shape => pictures.In(shape, isCropped: true), backbone, options, progress, ct);
    }

    private static async Task<Classifier> TrainAsync(
        Func<Shape, PictureDataset> pictures, string backbone, ClassifierOptions? options, IProgress<PictureProgress>? progress, CancellationToken ct)
    {
        Backbone opened = await Backbone.OpenAsync(backbone, options?.Backbone, ct: ct).ConfigureAwait(false);
        PictureDataset fitting = pictures(opened.Features.InputShape);
        return await Task.Run(() => Learn(opened, fitting, options, progress, ct), ct).ConfigureAwait(false);
    }

    private static Classifier Learn(
        Backbone backbone, PictureDataset pictures, ClassifierOptions? options, IProgress<PictureProgress>? progress, CancellationToken ct)
    {
        PictureParts parts = pictures.Load(progress, ct);
        bool all = pictures.List.WasSplit && !TransferLearning.SparesTest(parts.Train.Count + parts.Test.Count, parts.Validation is not null);
        IReadOnlyList<string>? groups = all && parts.TrainGroups is not null ? [.. parts.TrainGroups, .. parts.TestGroups!] : parts.TrainGroups;
        TransferResult result = new TransferLearning(backbone, options?.Transfer)
            .Train(all ? parts.Train.Concat(parts.Test) : parts.Train, parts.Validation, groups, progress, ct: ct);
        ct.ThrowIfCancellationRequested();
        Evaluation? test = all ? null : result.Model.Evaluate(parts.Test, ct);
        return new Classifier(result.Model)
        {
            Training = new ClassifierTraining(result, test, parts.Unreadable, [.. pictures.List.PassedOver, .. parts.Notes]),
        };
    }
}
