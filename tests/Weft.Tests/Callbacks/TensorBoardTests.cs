using Weft.Imaging;
using Weft.Layers;
using Weft.Tests.Reference;

namespace Weft.Tests.Callbacks;

/// <summary>Event files read by a reader that shares no code with the writer.</summary>
public sealed class TensorBoardTests
{
    [Fact]
    public void Reader_KnowsThePublishedChecksum() => Assert.Equal(0xE3069283, EventReader.Crc32C("123456789"u8.ToArray(), 0, 9));

    [Fact]
    public void Scalars_OfTrainingAndValidation_AreThoseOfTheHistory()
    {
        using TemporaryFolder folder = new();
        (Model model, Samples train, Samples validation) = Script.Model();
        double before = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() / 1000.0;
        History history = model.Fit(train, epochs: 3, batchSize: 8, validationData: validation, callbacks: [new TensorBoard(folder.File("logs"))]);

        List<ProtoFields> events = Events(folder, "train");
        Assert.Equal("brain.Event:2", events[0].Text(3));
        Assert.All(events, e => Assert.InRange(e.Double(1), before, before + 600));
        Assert.Equal(Figures(history, "", "loss", "accuracy"), Scalars(events, "epoch_loss", "epoch_accuracy"));
        Assert.Equal([0.1f, 0.1f, 0.1f], Scalars(events, "epoch_learning_rate").Select(scalar => scalar.Item3));

        events = Events(folder, "validation");
        Assert.Equal("brain.Event:2", events[0].Text(3));
        Assert.Equal(Figures(history, "val_", "loss", "accuracy"), Scalars(events, "epoch_loss", "epoch_accuracy"));
    }

    [Fact]
    public void Histograms_EverySecondEpoch_CountEveryWeight()
    {
        using TemporaryFolder folder = new();
        (Model model, Samples train, _) = Script.Model();
        model.Fit(train, epochs: 4, batchSize: 8, callbacks: [new TensorBoard(folder.File("logs"), histogramFreq: 2)]);

        (long Step, ProtoFields Value)[] all = [.. Values(Events(folder, "train")).Where(entry => entry.Value.Numbers.Contains(5))];
        Assert.Equal([2, 2, 2, 2, 4, 4, 4, 4], all.Select(entry => entry.Step));
        Assert.Equal(["dense/kernel/histogram", "dense/bias/histogram", "dense_1/kernel/histogram", "dense_1/bias/histogram"], all[4..].Select(entry => entry.Value.Text(1)));
        foreach ((Weight weight, ProtoFields value) in model.Weights.Zip(all[4..].Select(entry => entry.Value.Message(5))))
        {
            double[] values = [.. weight.Span.ToArray().Select(v => (double)v)];
            double[] limits = value.Doubles(6), counts = value.Doubles(7);
            Assert.Equal((values.Min(), values.Max(), values.Length), (value.Double(1), value.Double(2), value.Double(3)));
            Assert.Equal(values.Sum(), value.Double(4), 1e-9);
            Assert.Equal(values.Sum(v => v * v), value.Double(5), 1e-9);
            Assert.Equal(limits.Length, counts.Length);
            Assert.Equal(limits.Order(), limits);
            Assert.Equal(values.Max(), limits[^1]);
            Assert.Equal(values.Length, counts.Sum());
            double middle = limits[limits.Length / 2];
            Assert.InRange(counts[..(limits.Length / 2 + 1)].Sum(), values.Count(v => v < middle - 1e-6), values.Count(v => v <= middle + 1e-6));
        }
    }

    [Fact]
    public void Images_OfFirstKernels_AreReadableSheets()
    {
        using TemporaryFolder folder = new();
        Sequential model = new([8, 8, 1], seed: 1) { new Conv2D(5, (3, 2)), new Conv2D(4, 3), new Flatten(), new Dense(3, Activation.Softmax) };
        model.Compile(new SGD(1e-30), new SparseCategoricalCrossentropy());
        model.Fit(SampleDrawer.Draw(model, model.Loss!, 4, seed: 1), callbacks: [new TensorBoard(folder.File("logs"), writeImages: true)]);

        ProtoFields value = Assert.Single(Values(Events(folder, "train")), entry => entry.Value.Numbers.Contains(4)).Value;
        Assert.Equal("conv2d/kernel/image", value.Text(1));
        ProtoFields image = value.Message(4);
        // 5 filters in 3 columns and 2 rows of 3x2 magnified by 8, with a border of 2.
        Assert.Equal((2 + 2 * 26, 2 + 3 * 18, 1), (image.Integer(1), image.Integer(2), image.Integer(3)));
        File.WriteAllBytes(folder.File("kernel.png"), image.Data(4));
        Picture sheet = Picture.Load(folder.File("kernel.png"), 1);
        Assert.Equal((image.Integer(2), image.Integer(1)), (sheet.Width, sheet.Height));

        // Filter 4 lies in row 1, column 1.
        float[] filter = [.. Enumerable.Range(0, 6).Select(i => model.Weights.First().Span[5 * i + 4])];
        for (int i = 0; i < 6; i++)
        {
            double expected = 255 * (filter[i] - filter.Min()) / (filter.Max() - filter.Min());
            Assert.Equal(expected, sheet.Pixels[(2 + 26 + 8 * (i / 2) + 4) * sheet.Width + 2 + 18 + 8 * (i % 2) + 4], 1.0);
        }
    }

    private static List<ProtoFields> Events(TemporaryFolder folder, string run) =>
        EventReader.Events(Assert.Single(Directory.GetFiles(folder.File($"logs/{run}"), "events.out.tfevents.*")));

    private static IEnumerable<(long Step, ProtoFields Value)> Values(IEnumerable<ProtoFields> events) =>
        events.Skip(1).Select(e => (e.Integer(2), e.Message(5).Message(1)));

    private static List<(string, long, float)> Scalars(IEnumerable<ProtoFields> events, params string[] tags) =>
        [.. Values(events).Select(entry => (entry.Value.Text(1), entry.Step, entry.Value)).Where(entry => tags.Contains(entry.Item1)).Select(entry => (entry.Item1, entry.Step, entry.Value.Float(2)))];

    private static List<(string, long, float)> Figures(History history, string prefix, params string[] names) =>
        [.. history.Epochs.SelectMany(epoch => names.Select(name => ($"epoch_{name}", (long)epoch.Epoch, (float)epoch[prefix + name])))];
}
