using System.Text.RegularExpressions;

using Weft.Data;
using Weft.Layers;

namespace Weft.Tests.Callbacks;

/// <summary>The progress bar of a program, as Keras prints it.</summary>
public sealed class ProgressBarTests
{
    [Fact]
    public void Pipe_GetsOneLineForEachEpoch()
    {
        StringWriter output = new() { NewLine = "\n" };

        Model().Fit(Data(), epochs: 3, batchSize: 4, validationSplit: 0.25, callbacks: [new ProgressBar(output)]);

        string[] lines = output.ToString().TrimEnd('\n').Split('\n');
        Assert.Equal(3, lines.Length);
        Assert.Matches(new Regex(@"^Epoch 1/3: 3/3 - \d+s - \d+(s|ms|us)/step - accuracy: \d\.\d{4} - loss: \d\.\d{4} - val_accuracy: (\d\.\d{4}|0\.0000e\+00) - val_loss: \d\.\d{4}$"), lines[0]);
        Assert.DoesNotContain('\u001b', output.ToString());
    }

    [Fact]
    public void Terminal_GetsAHeadAndABarThatEndsFull()
    {
        StringWriter output = new() { NewLine = "\n" };

        Model().Fit(Data(), epochs: 2, batchSize: 4, callbacks: [new ProgressBar(output, redraws: true)]);

        string[] lines = output.ToString().TrimEnd('\n').Split('\n');
        Assert.Equal(4, lines.Length);
        Assert.Equal("Epoch 1/2", lines[0]);
        string last = Regex.Replace(lines[1].Split('\r')[^1], @"\u001b\[\d*[mK]", string.Empty);
        Assert.Matches(new Regex(@"^4/4 ━{20} \d+s \d+(s|ms|us)/step - accuracy: \d\.\d{4} - loss: \d\.\d{4}$"), last);
        Assert.Contains("\u001b[32m━━━━━\u001b[0m\u001b[37m━━━━━━━━━━━━━━━\u001b[0m", lines[1]);
    }

    [Fact]
    public void Figures_ThatAreSmall_AreWrittenAsKerasDoes_TheRateLast()
    {
        StringWriter output = new();

        Model().Fit(Data(), epochs: 1, batchSize: 4, validationSplit: 0.25, callbacks: [new LearningRateScheduler((_, _) => 0.0005), new ProgressBar(output)]);

        Assert.EndsWith(" - learning_rate: 5.0000e-04", output.ToString().TrimEnd());
    }

    [Fact]
    public void Warning_GetsALineOfItsOwn()
    {
        StringWriter output = new() { NewLine = "\n" };
        TensorDataset sorted = new(new Tensor([40, 2]), Enumerable.Range(0, 40).Select(i => i / 20).ToArray(), "d");

        Model().Fit(sorted, epochs: 1, batchSize: 8, validationSplit: 0.25, callbacks: [new ProgressBar(output, redraws: true)]);

        Assert.Contains(output.ToString().Split('\n'), line => line.StartsWith("warning: ", StringComparison.Ordinal));
    }

    [Fact]
    public void History_AfterAScheduler_HasTheRateOfEveryEpoch()
    {
        History scheduled = Model().Fit(Data(), epochs: 3, batchSize: 8, validationSplit: 0.25, callbacks: [new LearningRateScheduler((epoch, _) => 0.1 / (epoch + 1))]);
        History plateau = Model().Fit(Data(), epochs: 3, batchSize: 8, callbacks: [new ReduceLROnPlateau("loss", factor: 0.5, patience: 1, minDelta: 100)]);
        History plain = Model().Fit(Data(), epochs: 1, batchSize: 8);

        Assert.Equal([0.1, 0.05, 0.1 / 3], scheduled["learning_rate"]);
        Assert.Equal("learning_rate", scheduled.Epochs[0].Values.Keys.Last());
        Assert.Equal([0.1, 0.1, 0.05], plateau["learning_rate"]);
        Assert.Throws<KeyNotFoundException>(() => plain["learning_rate"]);
    }

    [Fact]
    public void Logs_WithAScheduler_HaveTheRateOnce()
    {
        using TemporaryFolder folder = new();

        Model().Fit(Data(), epochs: 1, batchSize: 8, callbacks: [new LearningRateScheduler((_, rate) => rate), new CSVLogger(folder.File("log.csv"))]);

        Assert.Equal("epoch,accuracy,loss,learning_rate", File.ReadAllLines(folder.File("log.csv"))[0]);
    }

    private static Sequential Model()
    {
        Sequential model = new([2], seed: 1) { new Dense(2, Activation.Softmax) };
        model.Compile(new SGD(0.1), new SparseCategoricalCrossentropy(), Metric.Accuracy);
        return model;
    }

    private static TensorDataset Data() => new(
        new Tensor([16, 2], [.. Enumerable.Range(0, 32).Select(i => (i * 7 % 5) - 2f)]), Enumerable.Range(0, 16).Select(i => i % 2).ToArray(), "d");
}
