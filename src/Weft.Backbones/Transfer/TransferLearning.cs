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
    /// <summary>From so many pictures on a fifth of them can be spared for a test; fewer are all learned from, and judged by
    /// cross-validation.</summary>
    public const int FewPictures = 500;

    private const int SomePictures = 1_500;
    private const int UsualFolds = 10;

    private readonly TransferOptions _options = options ?? new TransferOptions();

    /// <summary>Trains a head on pictures, and puts it on the backbone.</summary>
    /// <param name="train">The pictures to learn from, with class names.</param>
    /// <param name="validation">Pictures to validate on; null for none.</param>
    /// <param name="groups">What each picture of <paramref name="train"/> belongs to, such as the object it shows: cross-validation keeps them together. Null where each stands for
    /// itself.</param>
    /// <param name="progress">Told how many features are computed.</param>
    /// <param name="callbacks">Called at the turning points of the head's training.</param>
    /// <param name="ct">Ends it: with an <see cref="OperationCanceledException"/> before the head has learned, and after a step of the head.</param>
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
        int smallest = SmallestClass(train);
        RequireGroups(train, groups);
        int views = _options.Views ?? (train.Count <= FewPictures ? 4 : train.Count <= SomePictures ? 2 : 1);
        int folds = Folds(train, validation, groups, smallest);
        FeatureExtractor extractor = new(backbone, _options.CacheFolder);
        Tensor features = extractor.Run(train, views, progress, ct);
        HeadTraining training = new(_options, train.ClassNames);
        TensorDataset? held = validation is null ? null
            : new TensorDataset(extractor.Run(validation, views: 1, progress: null, ct), validation.Labels.ToArray(), validation.Name, train.ClassNames);
        int[] labels = train.Labels.ToArray();
        (Evaluation Score, TemperatureScaling Temperature)? crossed = folds > 1 ? Cross(training, features, labels, groups, views, folds, ct) : null;
        (Sequential head, History history) = training.Run(features, Repeated(labels, views), held, callbacks ?? [], ct);
        (Evaluation Score, TemperatureScaling Temperature)? validated = held is null || history.Interrupted
            ? null : (head.Evaluate(held, cancellationToken: ct), head.FitTemperature(held));
        TemperatureScaling? temperature = Trusted(validated) ?? Trusted(crossed);
        Model model = Compose(training, head, train, temperature);
        return new TransferResult(model, history, Plan(train, views, folds, training.EpochsFor(labels.Length * views)))
        {
            CrossValidation = crossed?.Score,
            Folds = crossed is null ? 0 : folds,
            Validation = validated?.Score,
            Temperature = temperature,
        };
    }

    private static TemperatureScaling? Trusted((Evaluation Score, TemperatureScaling Temperature)? found) =>
        found is { Temperature: { HasEnoughMistakes: true } temperature } ? temperature : null;

    private static int SmallestClass(ImageDataset train)
    {
        int[] counts = new int[train.ClassNames.Count];
        foreach (int label in train.Labels)
        {
            counts[label]++;
        }

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

    private int Folds(ImageDataset train, ImageDataset? validation, IReadOnlyList<string>? groups, int smallest)
    {
        int most = groups is null ? smallest : Math.Min(smallest, groups.Distinct(StringComparer.Ordinal).Count());
        if (_options.Folds is not { } asked)
        {
            return validation is null && train.Count < FewPictures ? Math.Min(UsualFolds, most) : 0;
        }

        return asked <= most
            ? asked
            : throw new DataException($"{train.Name}: expected at least {asked} pictures of each class for {asked} folds, and as many groups, got {most}. "
                + $"Ask for {(most > 1 ? $"{most} folds" : "no folds")}, or add pictures.");
    }

    // Every picture is judged by a head that has seen none of its views.
    private static (Evaluation Score, TemperatureScaling Temperature) Cross(
        HeadTraining training, Tensor features, int[] labels, IReadOnlyList<string>? groups, int views, int folds, CancellationToken ct)
    {
        int count = labels.Length;
        int[] fold = FoldCut.Of(labels, groups, folds, training.Seed);
        Tensor? answers = null;
        for (int k = 0; k < folds; k++)
        {
            ct.ThrowIfCancellationRequested();
            int[] held = [.. Enumerable.Range(0, count).Where(i => fold[i] == k)];
            int[] rest = [.. Enumerable.Range(0, count * views).Where(row => fold[row % count] != k)];
            (Sequential head, _) = training.Run(Rows(features, rest), [.. rest.Select(row => labels[row % count])], null, [], ct);
            ct.ThrowIfCancellationRequested();
            Tensor predicted = head.Predict(Rows(features, held));
            answers ??= new Tensor([count, predicted.Shape[1]]);
            for (int i = 0; i < held.Length; i++)
            {
                predicted.Row(i).CopyTo(answers.Row(held[i]));
            }
        }

        return training.Judge(answers!, labels);
    }

    private static Tensor Rows(Tensor table, int[] rows)
    {
        Tensor taken = new([rows.Length, table.Shape[1]]);
        for (int i = 0; i < rows.Length; i++)
        {
            table.Row(rows[i]).CopyTo(taken.Row(i));
        }

        return taken;
    }

    private static int[] Repeated(int[] labels, int views) => [.. Enumerable.Repeat(labels, views).SelectMany(one => one)];

    private Model Compose(HeadTraining training, Sequential head, ImageDataset train, TemperatureScaling? temperature)
    {
        Model features = backbone.Features;
        Node output = training.Layers.Aggregate(features.Output, (value, layer) => value.Then(layer));
        HashSet<string> own = [.. features.Layers.Select(layer => layer.Name)];
        Model model = new Model(features.Input, output, _options.Seed, backbone.Name.Replace('/', '_')).Copy(frozen: layer => own.Contains(layer.Name));
        IReadOnlyDictionary<string, Tensor> learned = head.GetWeights();
        model.SetWeights(learned);
        model.Metadata = new ModelMetadata
        {
            ClassNames = train.ClassNames,
            PixelScale = 1,
            Preparation = PicturePreparation.Middle,
            TrainedOn = train.Name,
            Temperature = temperature?.Temperature,
            Seed = _options.Seed,
        };
        model.Compile(new AdamW(_options.LearningRate, _options.WeightDecay), training.Loss, Metric.Accuracy);
        return model;
    }

    private string Plan(ImageDataset train, int views, int folds, int epochs) =>
        $"{train.Count} pictures in {views} {(views == 1 ? "view" : "views")} through {backbone.Name}, {backbone.Features.OutputShape.Size} features each; "
        + $"a head of {train.ClassNames.Count} classes, {epochs} epochs{(folds > 1 ? $", cross-validated in {folds} folds" : "")}.";
}
