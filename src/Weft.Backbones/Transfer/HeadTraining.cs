using Weft.Data;
using Weft.Initializers;
using Weft.Layers;
using Weft.Schedules;

namespace Weft.Backbones;

/// <summary>Trains a head, dropout and a dense softmax, on features.</summary>
/// <param name="options">How.</param>
/// <param name="classNames">The classes.</param>
internal sealed class HeadTraining(TransferOptions options, IReadOnlyList<string> classNames)
{
    private const int PassesBudget = 800_000;
    private const int UsualEpochs = 40;
    private const int FewestEpochs = 5;

    /// <summary>How often so many samples are gone through.</summary>
    public int EpochsFor(int samples) => options.Epochs ?? Math.Clamp(PassesBudget / samples, FewestEpochs, UsualEpochs);

    /// <summary>The layers of a head, before they are called.</summary>
    public IReadOnlyList<Layer> Layers =>
    [
        .. options.Dropout > 0 ? (Layer[])[new Dropout(options.Dropout)] : [],
        new Dense(classNames.Count, Activation.Softmax) { Name = "classes", KernelInitializer = new Zeros() },
    ];

    public int Seed => options.Seed;

    public Loss Loss => options.Loss;

    /// <summary>One cycle of the rate that is as long as a run.</summary>
    public static OneCycle OneCycleOf(double highest, int epochs, int samples, int batchSize) =>
        new(highest, Math.Max(epochs * ((samples + batchSize - 1) / batchSize), 2));

    /// <summary>A head that has learned.</summary>
    /// <param name="features">What it learns from.</param>
    /// <param name="validation">What it is validated on after each epoch; null for nothing.</param>
    /// <param name="callbacks">Called at the run's turning points.</param>
    /// <param name="ct">Ends the run after a step.</param>
    public (Sequential Head, History History) Run(PictureFeatures features, Dataset? validation, IReadOnlyList<Callback> callbacks, CancellationToken ct)
    {
        int[] labels = features.RowLabels;
        Sequential head = new([features.Table.Shape[1]], options.Seed, "head");
        foreach (Layer layer in Layers)
        {
            head.Add(layer);
        }

        int epochs = EpochsFor(labels.Length);
        AdamW optimizer = new(OneCycleOf(options.LearningRate, epochs, labels.Length, options.BatchSize), options.WeightDecay)
        {
            ExcludeFromWeightDecay = Optimizer.BiasesAndNormalizations,
        };
        head.Compile(optimizer, Loss, Metric.Accuracy);
        History history = head.Fit(
            new TensorDataset(features.Table, labels, "features", classNames),
            epochs,
            options.BatchSize,
            validationData: validation,
            classWeights: options.ClassWeights(labels),
            callbacks: callbacks,
            cancellationToken: ct);
        return (head, history);
    }

    /// <summary>How right probabilities are, and the temperature that makes them say so.</summary>
    /// <param name="probabilities">Of every sample, <c>[count, classes]</c>.</param>
    /// <param name="labels">The class of each.</param>
    public (Evaluation Score, TemperatureScaling Temperature) Judge(Tensor probabilities, int[] labels)
    {
        // A model that gives back the probabilities whose logarithms it gets.
        Sequential judge = new([probabilities.Shape[1]], options.Seed, "judge") { new Softmax() };
        judge.Compile(new SGD(), Loss, Metric.Accuracy);
        float[] logits = [.. probabilities.Span.ToArray().Select(value => MathF.Log(Math.Max(value, float.Epsilon)))];
        TensorDataset answers = new(new Tensor(probabilities.Shape, logits), labels, "folds", classNames);
        return (judge.Evaluate(answers), judge.FitTemperature(answers));
    }
}
