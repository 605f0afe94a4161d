using System.Globalization;

namespace Weft.Tests.Callbacks;

public sealed class CSVLoggerTests
{
    [Fact]
    public void Epochs_AreLinesThatCanBeReadBackExactly()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("new/log.csv");
        (Model model, Reference.Samples train, Reference.Samples validation) = Script.Model();
        History history = model.Fit(train, epochs: 2, batchSize: 8, validationData: validation, callbacks: [new CSVLogger(file)]);
        string[] lines = File.ReadAllLines(file);
        Assert.Equal("epoch,accuracy,loss,val_accuracy,val_loss,learning_rate", lines[0]);
        Assert.Equal(3, lines.Length);
        string[] second = lines[2].Split(',');
        Assert.Equal("2", second[0]);
        Assert.Equal(history["loss"][1], double.Parse(second[2], CultureInfo.InvariantCulture));
        Assert.Equal(history["val_loss"][1], double.Parse(second[4], CultureInfo.InvariantCulture));
        Assert.Equal(0.1, double.Parse(second[5], CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Append_AddsToWhatIsThere_OtherwiseItBeginsAnew()
    {
        using TemporaryFolder folder = new();
        string file = folder.File("log.csv");
        (Model model, Reference.Samples train, _) = Script.Model();
        model.Fit(train, epochs: 2, callbacks: [new CSVLogger(file, ";")]);
        model.Fit(train, epochs: 1, callbacks: [new CSVLogger(file, ";", append: true)]);
        Assert.Equal(["epoch;accuracy;loss;learning_rate", "1", "2", "1"], File.ReadAllLines(file).Select((line, i) => i == 0 ? line : line.Split(';')[0]));
        model.Fit(train, epochs: 1, callbacks: [new CSVLogger(file)]);
        Assert.Equal(2, File.ReadAllLines(file).Length);
    }
}
