using Weft.Data;
using Weft.Imaging;

namespace Weft.Backbones;

/// <summary>Makes a classifier of few pictures: their features by a backbone, once, and a head that learns from these in seconds.</summary>
/// <remarks>
/// <code>
/// Backbone backbone = await Backbone.OpenAsync("resnet18");
/// TransferResult result = new TransferLearning(backbone).Train(pictures);
/// result.Model.Save("model.keras");
/// </code>
/// With few pictures the figure comes from cross-validation, and the model that is kept has learned from all of them.
/// </remarks>
/// <param name="backbone">What sees.</param>
/// <param name="options">How the head is trained; null for the defaults.</param>
public sealed class TransferLearning(Backbone backbone, TransferOptions? options = null)
{
    private const int FewPictures = 500;

    private const int SomePictures = 1_500;
    private const int UsualFolds = 10;

    // Fine-tuning is gone through for every fold.
    private const int FewFolds = 5;

    private readonly TransferOptions _options = options ?? new TransferOptions();
    private readonly FineTuning? _tuning = options?.FineTune is { } tuned ? new FineTuning(backbone, options, tuned) : null;

    /// <summary>Trains a head on pictures, puts it on the backbone, and, if asked, goes on with the last stages of the backbone.</summary>
    /// <param name="train">The pictures to learn from, with class names.</param>
    /// <param name="validation">Pictures to validate on; null for none.</param>
    /// <param name="groups">What each picture of <paramref name="train"/> belongs to, such as the object it shows: cross-validation keeps them together. Null where each stands for
    /// itself.</param>
    /// <param name="progress">Told how many features are computed.</param>
    /// <param name="callbacks">Called at the turning points of the head's training.</param>
    /// <param name="ct">Ends it: with an <see cref="OperationCanceledException"/> before the head has learned, and after a step of the head or of the fine-tuning.</param>
    /// <exception cref="DataException">The pictures have no class names, a class has no picture, or there are fewer pictures of a class than folds.</exception>
    public TransferResult Train(
        ImageDataset train,
        ImageDataset? validation = null,
        IReadOnlyList<string>? groups = null,
        IProgress<PictureProgress>? progress = null,
        IReadOnlyList<Callback>? callbacks = null,
        CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(train);
        int views = ViewsOf(train), folds = Folds(train, validation, groups);
        FeatureExtractor extractor = new(backbone, _options.CacheFolder);
        PictureFeatures features = extractor.Run(train, views, progress, ct);
        HeadTraining training = new(_options, train.ClassNames);
        TensorDataset? held = validation is null ? null
            : new TensorDataset(extractor.Run(validation, views: 1, progress: null, ct).Table, validation.Labels.ToArray(), validation.Name, train.ClassNames);
        (Evaluation Score, TemperatureScaling Temperature)? crossed = folds > 1 ? Cross(training, train, features, groups, folds, ct) : null;
        (Sequential head, History history) = training.Run(features, held, callbacks ?? [], ct);
        Model model = Compose(training, head, train);
        History? tuned = _tuning is null || history.Interrupted ? null : _tuning.Run(model, train, validation, _options.FineTune!.Callbacks, ct);
        (Evaluation Score, TemperatureScaling Temperature)? validated = held is null || (tuned ?? history).Interrupted ? null
            : tuned is null ? Judged(head, held, ct)
            : Judged(model, validation!.Fit(model.InputShape, crop: true), ct);
        TemperatureScaling? temperature = Trusted(validated) ?? Trusted(crossed);
        model.Metadata = model.Metadata with { Temperature = temperature?.Temperature };
        return new TransferResult(model, history, Plan(train, validation, groups))
        {
            FineTuning = tuned,
            CrossValidation = crossed?.Score,
            Folds = crossed is null ? 0 : folds,
            Validation = validated?.Score,
            Temperature = temperature,
        };
    }

    /// <summary>What would be picked from how many pictures there are, in a sentence; see <see cref="Train"/>.</summary>
    /// <exception cref="DataException">As for training.</exception>
    public string Plan(ImageDataset train, ImageDataset? validation = null, IReadOnlyList<string>? groups = null)
    {
        ArgumentNullException.ThrowIfNull(train);
        int views = ViewsOf(train), folds = Folds(train, validation, groups), epochs = new HeadTraining(_options, train.ClassNames).EpochsFor(train.Count * views);
        return $"{train.Count} pictures in {views} {(views == 1 ? "view" : "views")} through {backbone.Name}, {backbone.Features.OutputShape.Size} features each; "
            + $"a head of {train.ClassNames.Count} classes, {epochs} epochs{_tuning?.Plan(train.Count)}{(folds > 1 ? $"; cross-validated in {folds} folds" : "")}"
            + $"{(folds > 1 && groups is not null ? $" of {groups.Distinct(StringComparer.Ordinal).Count()} groups" : "")}.";
    }

    /// <summary>Whether so many pictures in all can spare a fifth of them for a test; fewer are all learned from, and judged by cross-validation, as all are where
    /// there are others to validate on.</summary>
    /// <param name="count">The pictures to learn from and to test on.</param>
    /// <param name="validates">Whether there are others to validate on.</param>
    public static bool SparesTest(int count, bool validates) => !validates && count >= FewPictures;

    private int ViewsOf(ImageDataset train) => _options.Views ?? (train.Count <= FewPictures ? 4 : train.Count <= SomePictures ? 2 : 1);

    private static (Evaluation Score, TemperatureScaling Temperature) Judged(Model model, Dataset held, CancellationToken ct) =>
        (model.Evaluate(held, cancellationToken: ct), model.FitTemperature(held));

    private static TemperatureScaling? Trusted((Evaluation Score, TemperatureScaling Temperature)? found) =>
        found is { Temperature: { HasEnoughMistakes: true } temperature } ? temperature : null;

    private static int SmallestClass(ImageDataset train)
    {
        int[] counts = train.CountByClass();
        return counts.Length > 1 && counts.Min() > 0
            ? counts.Min()
            : throw new DataException($"{train.Name}: expected pictures of at least two named classes to learn from, got {counts.Length}"
                + $"{(Array.IndexOf(counts, 0) is >= 0 and var empty ? $", and none of '{train.ClassNames[empty]}'" : "")}. Add some, or take the class out.");
    }

    private static void RequireGroups(ImageDataset train, IReadOnlyList<string>? groups)
    {
        if (groups is not null && groups.Count != train.Count)
        {
            throw new DataException($"{train.Name}: expected a group for each of {train.Count} pictures, got {groups.Count}.");
        }
    }

    private int Folds(ImageDataset train, ImageDataset? validation, IReadOnlyList<string>? groups)
    {
        RequireGroups(train, groups);
        int smallest = SmallestClass(train);
        int most = groups is null ? smallest : Math.Min(smallest, groups.Distinct(StringComparer.Ordinal).Count());
        if (_options.Folds is not { } asked)
        {
            return validation is null && train.Count < FewPictures ? Math.Min(_tuning is null ? UsualFolds : FewFolds, most) : 0;
        }

        return asked <= most
            ? asked
            : throw new DataException($"{train.Name}: expected at least {asked} pictures of each class for {asked} folds, and as many groups, got {most}. "
                + $"Ask for {(most > 1 ? $"{most} folds" : "no folds")}, or add pictures.");
    }

    // Every picture is judged by a head, or a fine-tuned model, that has seen none of its views.
    private (Evaluation Score, TemperatureScaling Temperature) Cross(
        HeadTraining training, ImageDataset train, PictureFeatures features, IReadOnlyList<string>? groups, int folds, CancellationToken ct)
    {
        int[] fold = StratifiedFolds.Of(features.Labels, groups, folds, training.Seed);
        return training.Judge(OutOfFold.Predict(fold, ct, Judge), features.Labels);

        Tensor Judge(int[] held, int[] rest)
        {
            (Sequential head, _) = training.Run(features.Of(rest), null, [], ct);
            if (_tuning is null)
            {
                return head.Predict(features.View(held));
            }

            ct.ThrowIfCancellationRequested();
            Model model = Compose(training, head, train);
            _tuning.Run(model, train.Select(rest), validation: null, [], ct);
            ct.ThrowIfCancellationRequested();
            return model.Predict(train.Select(held).Fit(model.InputShape, crop: true), ct);
        }
    }

    private Model Compose(HeadTraining training, Sequential head, ImageDataset train)
    {
        Model features = backbone.Features;
        Node output = training.Layers.Aggregate(features.Output, (value, layer) => value.Then(layer));
        HashSet<string> own = [.. features.Layers.Select(layer => layer.Name)];
        own.ExceptWith(_tuning?.Layers ?? []);
        Model model = new Model(features.Input, output, _options.Seed, backbone.Name.Replace('/', '_')).Copy(frozen: layer => own.Contains(layer.Name));
        model.SetWeights(head.GetWeights());
        model.Threads = features.Threads;
        model.Metadata = new ModelMetadata
        {
            ClassNames = train.ClassNames,
            PixelScale = 1,
            Preparation = PicturePreparation.Middle,
            TrainedOn = train.Name,
            Seed = _options.Seed,
        };
        model.Compile(new AdamW(_options.LearningRate, _options.WeightDecay), training.Loss, Metric.Accuracy);
        return model;
    }
}
