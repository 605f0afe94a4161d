using Weft.Data;
using Weft.Layers;

namespace Weft.Tests.Training;

public sealed class TemperatureScalingTests
{
    // Logits z = 3 u for classes drawn from softmax(u): the temperature that was put in is the one to be found.
    [Theory]
    [InlineData(3, true)]
    [InlineData(3, false)]
    [InlineData(0.5, true)]
    public void FitTemperature_LogitsStretched_FindsByHowMuch(double stretch, bool fromLogits)
    {
        (Model model, TensorDataset data) = Stretched(stretch, fromLogits);
        TemperatureScaling scaling = model.FitTemperature(data);
        Assert.InRange(scaling.Temperature, stretch * 0.93, stretch * 1.07);
        Assert.True(scaling.After.NegativeLogLikelihood < scaling.Before.NegativeLogLikelihood);
        Assert.True(scaling.After.Error < scaling.Before.Error / 3, $"{scaling.Before.Error} -> {scaling.After.Error}");
        Assert.Equal(data.Count, scaling.Before.Bins.Sum(bin => bin.Count));
        Assert.All(scaling.Before.Bins.Where(bin => bin.Count > 0), bin => Assert.InRange(bin.Confidence, bin.From, bin.To));

        // No other temperature is better.
        double best = scaling.After.NegativeLogLikelihood;
        foreach (double factor in (double[])[0.99, 1.01])
        {
            Assert.True(best < Likelihood(model.Predict(data), data, scaling.Temperature * factor, fromLogits));
        }
    }

    [Fact]
    public void Apply_ToPredictions_KeepsTheClassesInOrder()
    {
        (Model model, TensorDataset data) = Stretched(3, fromLogits: false);
        TemperatureScaling scaling = model.FitTemperature(data);
        Tensor before = model.Predict(data);
        Tensor after = scaling.Apply(before);
        for (int i = 0; i < 50; i++)
        {
            Assert.Equal(1, after.Row(i).ToArray().Sum(), 1e-5);
            Assert.Equal(Array.IndexOf(before.Row(i).ToArray(), before.Row(i).ToArray().Max()), Array.IndexOf(after.Row(i).ToArray(), after.Row(i).ToArray().Max()));
        }
    }

    [Fact]
    public void FitTemperature_LossNotOverClasses_SaysWhatToDo()
    {
        Sequential model = new([2]) { new Dense(2) };
        model.Compile(new SGD(), new MeanSquaredError());
        TensorDataset data = new(new Tensor([1, 2]), (int[])[0], "d");
        Assert.Contains("SparseCategoricalCrossentropy", Assert.Throws<TrainingException>(() => model.FitTemperature(data)).Message);
    }

    private static double Likelihood(Tensor outputs, TensorDataset data, double temperature, bool fromLogits)
    {
        double sum = 0;
        for (int i = 0; i < data.Count; i++)
        {
            double[] z = [.. outputs.Row(i).ToArray().Select(value => (fromLogits ? value : Math.Log(value)) / temperature)];
            sum += Math.Log(z.Sum(Math.Exp)) - z[data.Labels[i]];
        }

        return sum / data.Count;
    }

    private static (Sequential, TensorDataset) Stretched(double stretch, bool fromLogits)
    {
        const int count = 4000, classes = 3;
        Random random = new(5);
        float[] inputs = [.. Enumerable.Range(0, count * classes).Select(_ => (float)(4 * random.NextDouble() - 2))];
        int[] labels = new int[count];
        for (int i = 0; i < count; i++)
        {
            double[] weights = [.. inputs[(i * classes)..((i + 1) * classes)].Select(u => Math.Exp(u))];
            double left = random.NextDouble() * weights.Sum();
            while (labels[i] < classes - 1 && (left -= weights[labels[i]]) > 0)
            {
                labels[i]++;
            }
        }

        Sequential model = new([classes], seed: 1) { new Rescaling(stretch) };
        model.Add(fromLogits ? new ActivationLayer(Activation.Linear) : new Softmax());
        model.Compile(new SGD(), new SparseCategoricalCrossentropy(fromLogits));
        return (model, new TensorDataset(new Tensor([count, classes], inputs), labels, "stretched"));
    }
}
