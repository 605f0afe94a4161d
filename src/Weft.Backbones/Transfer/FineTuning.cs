using System.Globalization;

using Weft.Backbones.Opening;
using Weft.Data;
using Weft.Imaging;
using Weft.Layers;

namespace Weft.Backbones;

/// <summary>Trains the last stages of a backbone together with the head on it, on pictures that change from epoch to epoch.</summary>
/// <remarks>Batch normalisations keep their averages and their weights: of few pictures neither is known better than from the many the backbone has seen.</remarks>
/// <param name="backbone">The backbone.</param>
/// <param name="transfer">How the head was trained.</param>
/// <param name="options">How to train now.</param>
internal sealed class FineTuning(Backbone backbone, TransferOptions transfer, FineTuneOptions options)
{
    private const int UsualStages = 2;
    private const int PassesBudget = 12_000;
    private const int FewestEpochs = 4;
    private const int MostEpochs = 10;

    /// <summary>How often so many pictures are gone through.</summary>
    public int EpochsFor(int pictures) => options.Epochs ?? Math.Clamp(PassesBudget / pictures, FewestEpochs, MostEpochs);

    /// <summary>How many stages learn.</summary>
    public int Stages => Math.Min(backbone.Stages.Count, options.Stages ?? UsualStages);

    /// <summary>The layers of the backbone that learn.</summary>
    public IEnumerable<string> Layers => Factors().Keys.Where(name => backbone.Features.Layers[name].Layer is not BatchNormalization);

    /// <summary>What was picked for so many pictures: the end of a sentence.</summary>
    public string Plan(int pictures) => string.Create(CultureInfo.InvariantCulture,
        $"; then the last {Stages} of {backbone.Stages.Count} stages with it, {EpochsFor(pictures)} epochs at {options.LearningRate:G3}, "
        + $"times {options.StageFactor:G3} per stage back");

    /// <summary>Trains a model, in place.</summary>
    /// <param name="model">The backbone with a head that has learned.</param>
    /// <param name="train">Pictures to learn from, at least as large as the backbone's.</param>
    /// <param name="validation">Pictures to validate on after each epoch, of the same shape; null for none.</param>
    /// <param name="callbacks">Called at the run's turning points.</param>
    /// <param name="ct">Ends the run after a step.</param>
    public History Run(Model model, ImageDataset train, ImageDataset? validation, IReadOnlyList<Callback> callbacks, CancellationToken ct)
    {
        Shape input = model.InputShape, loaded = Square(train.Shape, input);
        IReadOnlyDictionary<string, double> factors = Factors();
        HashSet<string> frozen = [.. model.Layers.Where(layer => !layer.Trainable).Select(layer => layer.Name)];
        Model training = FlatCopy.Of(model, model.Output, loaded, Changes(input), [], model.Name).Copy(frozen: layer => frozen.Contains(layer.Name));
        (training.Metadata, training.Threads) = (model.Metadata, model.Threads);
        int epochs = EpochsFor(train.Count);
        AdamW optimizer = new(HeadTraining.OneCycleOf(options.LearningRate, epochs, train.Count, options.BatchSize), options.WeightDecay)
        {
            ExcludeFromWeightDecay = Optimizer.BiasesAndNormalizations,
            LayerRates = [.. factors.Where(factor => factor.Value != 1).Select(factor => new LayerRate(factor.Key, factor.Value))],
        };
        training.Compile(optimizer, transfer.Loss, Metric.Accuracy);
        History history = training.Fit(
            train.Fit(loaded, crop: true),
            epochs,
            options.BatchSize,
            validationData: validation?.Fit(loaded, crop: true),
            classWeights: transfer.ClassWeights(train.Labels),
            callbacks: callbacks,
            cancellationToken: ct);
        model.SetWeights(training.GetWeights());
        return history;
    }

    // The layers of the last stages, and what their rate is multiplied with.
    private IReadOnlyDictionary<string, double> Factors() => backbone.Stages.Reverse().Take(Stages)
        .SelectMany((stage, depth) => stage.Layers.Select(layer => (layer, Factor: Math.Pow(options.StageFactor, depth))))
        .ToDictionary(pair => pair.layer, pair => pair.Factor, StringComparer.Ordinal);

    // Pictures may be larger than the backbone's, so that parts of them are no smaller, but are as square.
    private static Shape Square(Shape loaded, Shape input)
    {
        double scale = Math.Max(1, Math.Min((double)loaded[0] / input[0], (double)loaded[1] / input[1]));
        return [(int)(input[0] * scale), (int)(input[1] * scale), input[2]];
    }

    private IReadOnlyList<Layer> Changes(Shape input)
    {
        IReadOnlyList<Layer> changes = options.Augmentation ??
        [
            new RandomFlip(FlipMode.Horizontal),
            new RandomColorJitter((0, 255), brightnessFactor: (-0.2, 0.2), contrastFactor: (0.2, 0.2), saturationFactor: (0.3, 0.7)),
        ];
        return [.. changes.Prepend(new RandomResizedCrop(input[0], input[1], (options.LeastArea, 1)))
            .Select((layer, i) => layer with { Name = $"change_{i + 1}" })];
    }
}
