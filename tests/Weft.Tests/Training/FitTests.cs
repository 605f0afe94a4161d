using Weft.Layers;
using Weft.Regularizers;
using Weft.Tests.Reference;

namespace Weft.Tests.Training;

/// <summary>What an epoch consists of, by Keras' rules.</summary>
public sealed class FitTests
{
    private const int Classes = 3;

    private static readonly SparseCategoricalCrossentropy s_loss = new();

    [Fact]
    public void Fit_WithoutShuffling_IsAStepPerBatchAndALastShortOne()
    {
        Model fitted = Compiled();
        Model stepped = Compiled();
        Samples samples = SampleDrawer.Draw(fitted, s_loss, 21, seed: 1);

        History history = fitted.Fit(samples, epochs: 1, batchSize: 8, shuffle: false);
        double sum = 0;
        foreach ((int start, int count) in ((int, int)[])[(0, 8), (8, 8), (16, 5)])
        {
            sum += count * EngineProbe.TrainStep(stepped, samples.Slice(start, count));
        }

        Assert.Equal(3, fitted.Iterations);
        AssertSameWeights(stepped, fitted);
        Assert.Equal(sum / 21, history["loss"][0], 1e-9);
    }

    [Fact]
    public void Fit_ValidationSplit_KeepsTheLastFraction()
    {
        Model split = Compiled();
        Model first = Compiled();
        Samples samples = SampleDrawer.Draw(split, s_loss, 20, seed: 2);

        History history = split.Fit(samples, epochs: 2, batchSize: 4, validationSplit: 0.25);
        first.Fit(samples.Slice(0, 15), epochs: 2, batchSize: 4);

        AssertSameWeights(first, split);
        Evaluation tail = first.Evaluate(samples.Slice(15, 5));
        Assert.Equal(tail.Loss, history["val_loss"][1], 1e-9);
        Assert.Equal(tail.Accuracy, history["val_accuracy"][1], 1e-9);
    }

    [Fact]
    public void Fit_Shuffling_ReordersEveryEpoch()
    {
        // With a batch of one and momentum, the order shows in the weights.
        Model shuffled = Compiled();
        Model ordered = Compiled();
        Samples samples = SampleDrawer.Draw(shuffled, s_loss, 20, seed: 3);
        double firstLoss = shuffled.Fit(samples, batchSize: 1).Epochs[0].Loss;
        double orderedLoss = ordered.Fit(samples, batchSize: 1, shuffle: false).Epochs[0].Loss;
        Assert.NotEqual(orderedLoss, firstLoss);
    }

    [Fact]
    public void Fit_ClassWeights_ScaleTheSamplesLosses()
    {
        Model model = Compiled(new SGD(0.1));
        Network network = new(model);
        Samples samples = SampleDrawer.Draw(model, s_loss, 9, seed: 4);
        double[] weights = [.. samples.Labels.ToArray().Select(label => label == 1 ? 3.0 : 1)];
        GradientResult expected = network.Gradients(s_loss, samples.Inputs, samples.Targets(Classes), weights);

        model.Fit(samples, batchSize: 9, classWeights: new Dictionary<int, double> { [1] = 3 });
        OptimizerOracle.Of(new SGD(0.1), model).Step(network.Weights, expected.Weights);

        foreach ((Weight weight, double[] values) in model.Weights.Zip(network.Weights))
        {
            Difference.AssertClose(weight.Span, values, 1e-6, weight.Name);
        }
    }

    [Fact]
    public void Fit_ClassWeightsOfTargetVectors_AreThoseOfTheirLargestValue()
    {
        Dictionary<int, double> weights = new() { [0] = 5, [1] = 0.25, [2] = 2 };
        Sequential byClass = new([3], seed: 1) { new Dense(3, Activation.Softmax) };
        Model byVector = byClass.Copy();
        byClass.Compile(new SGD(0.1), new SparseCategoricalCrossentropy());
        byVector.Compile(new SGD(0.1), new CategoricalCrossentropy());
        float[][] inputs = [[1, 2, 3], [-1, 0, 1], [2, -1, 0], [0, 1, -2]];
        int[] labels = [0, 1, 2, 1];
        double loss = byClass.Fit(Samples.Labelled([3], inputs, labels), classWeights: weights).Epochs[0].Loss;

        float[][] targets = [.. labels.Select(label => Enumerable.Range(0, 3).Select(c => c == label ? 1f : 0).ToArray())];
        Assert.Equal(loss, byVector.Fit(Samples.WithTargets([3], inputs, targets), classWeights: weights).Epochs[0].Loss);
        Assert.Equal(byClass.Weights.First().Span.ToArray(), byVector.Weights.First().Span.ToArray());

        Sequential binary = new([3], seed: 1) { new Dense(1, Activation.Sigmoid) };
        Model plain = binary.Copy();
        binary.Compile(new SGD(0.1), new BinaryCrossentropy());
        plain.Compile(new SGD(0.1), new BinaryCrossentropy());
        Samples ones = Samples.WithTargets([3], inputs, [[1], [1], [1], [1]]);
        Assert.Equal(2 * plain.Fit(ones).Epochs[0].Loss, binary.Fit(ones, classWeights: new Dictionary<int, double> { [1] = 2 }).Epochs[0].Loss, 1e-12);
    }

    // What a sigmoid has saturated is still learned from: its logit says how far off it is.
    [Fact]
    public void Fit_SigmoidThatIsSure_IsStillCorrected()
    {
        foreach (Loss loss in (Loss[])[new BinaryCrossentropy(), new BinaryFocalCrossentropy(gamma: 0)])
        {
            Sequential model = new([1], seed: 1) { new Dense(1, Activation.Sigmoid, useBias: false) };
            model.Weights.First().Values[0] = 40;
            model.Compile(new SGD(1), loss, Metric.Accuracy);
            EpochResult epoch = model.Fit(Samples.WithTargets([1], [[1]], [[0]])).Epochs[0];
            Assert.Equal(40, epoch.Loss, 1e-9);
            Assert.Equal(0, epoch["accuracy"]);
            Assert.Equal(39, model.Weights.First().Span[0]);
        }
    }

    [Fact]
    public void Fit_RegularizedWeightThatIsNoNumber_EndsAsWithoutARegularizer()
    {
        Sequential model = new([1], seed: 1) { new Dense(1) { KernelRegularizer = new L1L2(0.1, 0.1) } };
        model.Compile(new Adam(), new MeanSquaredError());
        History history = model.Fit(Samples.WithTargets([1], [[1e25f], [1e25f]], [[1], [1]]), epochs: 3, batchSize: 1, callbacks: [new TerminateOnNaN()]);
        Assert.Contains("its loss was NaN", Assert.Single(history.Warnings));
    }

    // As in Keras: an epoch that has begun has a step.
    [Fact]
    public void StopTraining_AsAnEpochBegins_EndsItAfterOneStep()
    {
        Model model = Compiled(new SGD(0.1));
        History history = model.Fit(SampleDrawer.Draw(model, s_loss, 9, seed: 4), epochs: 3, batchSize: 2, callbacks: [new StopAt(2)]);
        Assert.Equal(2, history.Epochs.Count);
        Assert.Equal(5 + 1, model.Iterations);
        Assert.NotEqual(history.Epochs[0].Loss, history.Epochs[1].Loss);
    }

    private sealed class StopAt(int epoch) : Callback
    {
        public override void OnEpochBegin(TrainingRun run) => run.StopTraining = run.Epoch == epoch;
    }

    [Fact]
    public void Fit_AverageOfNoStep_LeavesTheWeights()
    {
        Sequential model = new([1], seed: 1) { new Dense(2) };
        model.Compile(new SGD(0.1) { UseEma = true }, new MeanSquaredError());
        Array.Fill(model.Weights.First().Values, 1e30f);
        History history = model.Fit(Samples.WithTargets([1], [[1e30f]], [[1, 2]]), callbacks: [new TerminateOnNaN()]);
        Assert.Single(history.Warnings);
        Assert.Equal(0, model.Iterations);
        Assert.All(model.Weights.First().Values, value => Assert.Equal(1e30f, value));
    }

    [Fact]
    public void Gradients_BehindDropout_SeeScaledOrZeroedInputs()
    {
        // y = x' W + b with squared error: dW[i, j] = x'[i] db[j], so x' can be read off the gradients of a single sample.
        const int Features = 400;
        Sequential model = new([Features], seed: 6) { new Dropout(0.25), new Dense(2) };
        model.Compile(new SGD(), new MeanSquaredError());
        float[] ones = new float[Features];
        Array.Fill(ones, 1f);
        Samples sample = Samples.WithTargets([Features], [ones], [[5f, -5f]]);

        IReadOnlyList<Tensor> gradients = EngineProbe.Gradients(model, sample);

        double[] seen = [.. Enumerable.Range(0, Features).Select(i => (double)gradients[0][i, 0] / gradients[1][0])];
        Assert.All(seen, x => Assert.True(x == 0 || Math.Abs(x - 4.0 / 3) < 1e-5, $"expected 0 or 1/(1 - 0.25), got {x}."));
        // 100 expected, four standard deviations of sqrt(400 0.25 0.75).
        Assert.InRange(seen.Count(x => x == 0), 65, 135);
        Assert.Equal(model.Predict(sample).Span, new Sequential([Features], seed: 6) { new Dropout(0), new Dense(2) }.Predict(sample).Span);
    }

    [Fact]
    public void Fit_SeparableClasses_LearnsThem()
    {
        Random random = new(5);
        int[] labels = [.. Enumerable.Range(0, 60).Select(i => i % Classes)];
        float[][] inputs = [.. labels.Select(label => Blob(random, label))];
        Samples samples = Samples.Labelled([6, 6, 1], inputs, labels);
        Sequential model = new([6, 6, 1], seed: 1)
        {
            new Conv2D(8, 3, Activation.Relu),
            new MaxPooling2D(2),
            new Flatten(),
            new Dense(Classes, Activation.Softmax),
        };
        model.Compile(new Adam(0.01), s_loss, Metric.Accuracy);

        History history = model.Fit(samples, epochs: 30, batchSize: 8);

        Assert.True(history["loss"][^1] < 0.2 * history["loss"][0], $"loss went from {history["loss"][0]} to {history["loss"][^1]}.");
        Assert.Equal(1, model.Evaluate(samples).Accuracy);
    }

    private static float[] Blob(Random random, int label)
    {
        float[] pixels = SampleDrawer.Values(random, 36, 0, 0.3);
        for (int i = 0; i < 6; i++)
        {
            pixels[label switch { 0 => 6 * i + 2, 1 => 12 + i, _ => 7 * i }] += 0.8f;
        }

        return pixels;
    }

    private static Model Compiled(Optimizer? optimizer = null)
    {
        Sequential model = new([4], seed: 8) { new Dense(6, Activation.Tanh), new Dense(Classes, Activation.Softmax) };
        model.Compile(optimizer ?? new SGD(0.1, momentum: 0.9), s_loss, Metric.Accuracy);
        return model;
    }

    private static void AssertSameWeights(Model expected, Model actual)
    {
        foreach ((Weight left, Weight right) in expected.Weights.Zip(actual.Weights))
        {
            Assert.Equal(left.Span, right.Span);
        }
    }
}
