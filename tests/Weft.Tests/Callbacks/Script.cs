using Weft.Layers;
using Weft.Tests.Reference;

namespace Weft.Tests.Callbacks;

/// <summary>Lets a callback live through epochs whose figures are given, so that what it does can be worked out by hand.</summary>
internal static class Script
{
    /// <summary>A small compiled model with validation data.</summary>
    public static (Model Model, Samples Train, Samples Validation) Model(Optimizer? optimizer = null)
    {
        Sequential model = new([4], seed: 3) { new Dense(5, Activation.Tanh), new Dense(3, Activation.Softmax) };
        model.Compile(optimizer ?? new SGD(0.1), new SparseCategoricalCrossentropy(), Metric.Accuracy);
        return (model, SampleDrawer.Draw(model, model.Loss!, 24, seed: 1), SampleDrawer.Draw(model, model.Loss!, 12, seed: 2));
    }

    /// <summary>Runs as many epochs as there are values, and shows each as <paramref name="figure"/> to <paramref name="callback"/>.</summary>
    /// <returns>The rates the epochs were trained at, and the weights after each.</returns>
    public static (List<double> Rates, List<float[]> Weights, Model Model) Play(Callback callback, string figure, params double[] values)
    {
        (Model model, Samples train, Samples validation) = Model();
        Player player = new(callback, figure, values);
        model.Fit(train, values.Length, batchSize: 8, validationData: validation, callbacks: [player]);
        return (player.Rates, player.Weights, model);
    }

    public static float[] Flat(Model model) => [.. model.Weights.SelectMany(weight => weight.Span.ToArray())];

    private sealed class Player(Callback actor, string figure, double[] values) : Callback
    {
        public List<double> Rates { get; } = [];

        public List<float[]> Weights { get; } = [];

        public override void OnTrainBegin(TrainingRun run) => actor.OnTrainBegin(run);

        public override void OnEpochBegin(TrainingRun run) => actor.OnEpochBegin(run);

        public override void OnEpochEnd(TrainingRun run, EpochResult epoch)
        {
            Rates.Add(epoch.LearningRate);
            Weights.Add(Flat(run.Model));
            actor.OnEpochEnd(run, epoch with { Values = new Dictionary<string, double> { [figure] = values[epoch.Epoch - 1] } });
        }

        public override void OnTrainEnd(TrainingRun run) => actor.OnTrainEnd(run);
    }
}
