using Weft.Data;
using Weft.Layers;
using Weft.Tests.Cli;

namespace Weft.Tests.Training;

/// <summary>A temperature in a model's file is what predictions and evaluations follow.</summary>
public sealed class TemperatureInFilesTests
{
    private static readonly TensorDataset Samples = new(
        new Tensor([40, 4], [.. Enumerable.Range(0, 160).Select(i => MathF.Sin(i * 1.7f) * 3)]), Enumerable.Range(0, 40).Select(i => i % 3).ToArray(), "d");

    [Theory]
    [InlineData(true, 0.5)]
    [InlineData(true, 3)]
    [InlineData(false, 0.5)]
    [InlineData(false, 3)]
    public void PredictAndEvaluate_WithATemperature_DivideTheLogits(bool probabilities, double temperature)
    {
        Sequential model = Model(probabilities);
        double[][] logits = Rows(model.Predict(Samples), row => probabilities ? row.Select(p => Math.Log(p)) : row.Select(z => (double)z));
        int[] classes = [.. logits.Select(row => Array.IndexOf(row, row.Max()))];

        model.Metadata = model.Metadata with { Temperature = temperature };
        Tensor outputs = model.Predict(Samples);
        Evaluation evaluation = model.Evaluate(Samples);

        double loss = 0;
        for (int i = 0; i < logits.Length; i++)
        {
            double[] powers = [.. logits[i].Select(z => Math.Exp(z / temperature))];
            double[] expected = [.. powers.Select((power, c) => probabilities ? power / powers.Sum() : logits[i][c] / temperature)];
            for (int c = 0; c < 3; c++)
            {
                Assert.Equal(expected[c], outputs[i, c], 1e-6 * Math.Max(1, Math.Abs(expected[c])));
            }

            Assert.Equal(classes[i], outputs.Row(i).ToArray().ToList().IndexOf(outputs.Row(i).ToArray().Max()));
            Assert.Equal(outputs.Row(i), model.Predict(new Tensor([4], [.. Enumerable.Range(0, 4).Select(k => MathF.Sin(((i * 4) + k) * 1.7f) * 3)])).Span);
            loss -= Math.Log(powers[i % 3] / powers.Sum());
        }

        Assert.Equal(loss / logits.Length, evaluation.Loss, 1e-5);
        Assert.Equal(classes.Select((c, i) => c == i % 3 ? 1 : 0).Sum(), evaluation.Correct);
    }

    [Fact]
    public void FitTemperature_OfAModelThatHasOne_FindsTheSameAgain()
    {
        Sequential model = Model(probabilities: true);
        double found = model.FitTemperature(Samples).Temperature;

        model.Metadata = model.Metadata with { Temperature = found };

        Assert.Equal(found, model.FitTemperature(Samples).Temperature);
        Assert.True(model.Evaluate(Samples).Loss <= model.FitTemperature(Samples).Before.NegativeLogLikelihood);
    }

    [Fact]
    public void File_KeepsTheTemperature_AndFitForgetsIt()
    {
        using TemporaryFolder folder = new();
        Sequential model = Model(probabilities: true);
        model.Metadata = model.Metadata with { Temperature = 0.7, TrainedOnPath = "/data/d" };
        model.Save(folder.File("m.keras"));

        Weft.Model loaded = Weft.Model.Load(folder.File("m.keras"));

        Assert.Equal((0.7, "/data/d"), (loaded.Metadata.Temperature, loaded.Metadata.TrainedOnPath));
        Assert.Equal(model.Predict(Samples).Span, loaded.Predict(Samples).Span);
        loaded.Fit(Samples, epochs: 1);
        Assert.Null(loaded.Metadata.Temperature);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void Temperature_ThatIsNone_IsRefused(double value) => Assert.Throws<ArgumentOutOfRangeException>(() => new ModelMetadata { Temperature = value });

    [Fact]
    public void Temperature_OfAModelThatEndsInSigmoids_IsRefused()
    {
        Sequential model = new([4], seed: 1) { new Dense(3, Activation.Sigmoid) };
        model.Metadata = new ModelMetadata { Temperature = 0.5 };

        Assert.Contains("Temperature", Assert.Throws<ShapeException>(() => model.Predict(Samples)).Message);
    }

    [Fact]
    public async Task Train_WithPicturesHeldOut_PutsATemperatureIntoTheFileAndUsesIt()
    {
        using TemporaryFolder folder = new();
        string[] args = ["--data", "sketches", "--model", "mlp", "--epochs", "1", "--label-smoothing", "0.1", "--seed", "3", "--output", folder.File("run")];

        CliRun run = await CliRun.Async(["train", .. args, "--json"]);

        Assert.True(run.ExitCode == 0, run.Error);
        Weft.Model model = Weft.Model.Load(folder.File("run/model.keras"));
        Assert.Equal(run.Json.GetProperty("temperature").GetDouble(), model.Metadata.Temperature);
        Assert.Contains("validation pictures: expected calibration error", run.Error);
        CliRun with = await CliRun.Async("evaluate", folder.File("run"), "--json");
        model.Metadata = model.Metadata with { Temperature = null };
        model.Save(folder.File("raw.keras"));
        CliRun without = await CliRun.Async("evaluate", folder.File("raw.keras"), "--json");
        Assert.Equal(without.Json.GetProperty("accuracy").GetDouble(), with.Json.GetProperty("accuracy").GetDouble());
        Assert.True(with.Json.GetProperty("calibrationError").GetDouble() < without.Json.GetProperty("calibrationError").GetDouble());
    }

    private static double[][] Rows(Tensor outputs, Func<float[], IEnumerable<double>> logits) => [.. Enumerable.Range(0, outputs.Shape[0]).Select(i => logits(outputs.Row(i).ToArray()).ToArray())];

    private static Sequential Model(bool probabilities)
    {
        Sequential model = new([4], seed: 1) { new Dense(8, Activation.Tanh), new Dense(3, probabilities ? Activation.Softmax : Activation.Linear) };
        model.Compile(new SGD(0.1), new SparseCategoricalCrossentropy(fromLogits: !probabilities), Metric.Accuracy);
        return model;
    }
}
