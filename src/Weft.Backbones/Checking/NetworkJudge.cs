using Weft.Data;
using Weft.Layers;

namespace Weft.Backbones;

/// <summary>Judges small pictures by small networks that learn the classes from the other folds.</summary>
internal static class NetworkJudge
{
    private const int UsualFolds = 3;
    private const int BatchSize = 128;
    private const int FewestEpochs = 4;
    private const int MostEpochs = 30;

    // So many pictures are gone through in all, within these bounds.
    private const int PassesBudget = 150_000;

    public static int Folds(int smallestClass) => Math.Min(UsualFolds, smallestClass);

    public static Judgement Run(ImageDataset pictures, int[] groups, DatasetCheckOptions options, int folds, IProgress<Imaging.PictureProgress>? progress, CancellationToken ct)
    {
        int[] labels = pictures.Labels.ToArray();
        int[] fold = StratifiedFolds.Of(labels, [.. groups.Select(group => $"{group}")], folds, options.Seed);
        List<Outlier> outliers = [];
        int parameters = 0, done = 0;
        Tensor probabilities = OutOfFold.Predict(fold, ct, (held, rest) =>
        {
            Sequential network = Learn(pictures.Select(rest), options, ct);
            ct.ThrowIfCancellationRequested();
            parameters = network.ParameterCount;

            // Those of two networks cannot be compared: a picture that one has not seen is held against pictures that it learned from.
            Model seer = new(network.Input, network.Output.Inputs[0]) { Metadata = network.Metadata };
            Tensor features = Neighbours.Normalized(seer.Predict(pictures, ct));
            outliers.AddRange(Neighbours.Outliers(held, Neighbours.Distances(features, held, rest, groups)));
            done += held.Length;
            progress?.Report(new Imaging.PictureProgress(done, labels.Length));
            return network.Predict(pictures.Select(held), ct);
        });
        return new Judgement($"small networks of {parameters:N0} parameters, {folds} folds, {Epochs(labels.Length)} epochs", probabilities, outliers);
    }

    private static int Epochs(int count) => Math.Clamp(PassesBudget / count, FewestEpochs, MostEpochs);

    private static Sequential Learn(ImageDataset pictures, DatasetCheckOptions options, CancellationToken ct)
    {
        Sequential network = new(pictures.Shape, options.Seed, "judge")
        {
            new Conv2D(32, 3, Activation.Relu, padding: Padding.Same),
            new MaxPooling2D(2),
            new BatchNormalization(momentum: 0.9),
            new Conv2D(64, 3, Activation.Relu, padding: Padding.Same),
            new MaxPooling2D(2),
            new BatchNormalization(momentum: 0.9),
            new Flatten(),
            new Dropout(0.3),
            new Dense(64, Activation.Relu),
            new Dense(pictures.ClassNames.Count, Activation.Softmax) { Name = "classes" },
        };
        network.Threads = options.Threads ?? Environment.ProcessorCount;
        int epochs = Epochs(pictures.Count);
        network.Compile(new AdamW(HeadTraining.OneCycleOf(0.005, epochs, pictures.Count, BatchSize), 0.05), new SparseCategoricalCrossentropy(labelSmoothing: 0.05), Metric.Accuracy);
        network.Fit(pictures, epochs, BatchSize, cancellationToken: ct);
        return network;
    }
}
