using Weft.Data;
using Weft.Layers;
using Weft.Tests.Reference;

namespace Weft.Tests.Augmentation;

public sealed class MixingTests
{
    private const int Height = 8, Width = 9, Count = 7, Classes = 3;

    private static readonly int[] s_labels = [0, 1, 2, 2, 1, 0, 1];

    [Fact]
    public void MixUp_ABatch_AddsTwoPicturesOfEachWithAWeightOfItsOwn()
    {
        double[] weights = [.. Enumerable.Range(0, 100).SelectMany(step =>
        {
            double[][] parts = Parts(new MixUp(0.4), step);
            int mixed = Array.FindIndex(parts, row => row.Count(part => part > 0) == 2);
            int shift = (Array.FindIndex(parts[mixed], part => part > 0 && part != parts[mixed][mixed]) - mixed + Count) % Count;
            for (int i = 0; i < Count; i++)
            {
                Assert.Equal(1, parts[i].Sum(), 2e-7);
                Assert.Equal(1 - parts[i][i], parts[i][(i + shift) % Count], 2e-7);
            }

            Assert.Equal(Count, parts.Select((row, i) => row[i]).Distinct().Count());
            return parts.Select((row, i) => row[i]);
        })];

        // Beta(a, a) has the variance 1 / (4 (2 a + 1)).
        Assert.Equal(0.5, weights.Average(), 5 * Math.Sqrt(1 / 7.2 / weights.Length));
        Assert.Equal(1 / 7.2, weights.Average(weight => (weight - 0.5) * (weight - 0.5)), 5 * 0.25 / Math.Sqrt(weights.Length));
    }

    [Fact]
    public void Mixing_ManySteps_PairsWithEveryOther()
    {
        int[] shifts = [.. Enumerable.Range(0, 1200).Select(step => Array.FindIndex(Parts(new MixUp(5), step)[0], 1, part => part > 0))];
        Assert.All(Enumerable.Range(1, Count - 1), shift => Pictures.AssertShare(1.0 / (Count - 1), shifts.Count(s => s == shift), shifts.Length));
    }

    [Fact]
    public void CutMix_ABatch_PutsOneBoxOfAnotherIntoEach()
    {
        List<double> areas = [];
        for (int step = 0; step < 300; step++)
        {
            Tensor mixed = Model(Count).Augment(OneHot(), step, new CutMix((1, 1)));
            for (int i = 0; i < Count; i++)
            {
                float[] picture = mixed.Row(i).ToArray();
                Assert.All(picture, value => Assert.True(value is 0 or 1));
                int[] others = [.. Enumerable.Range(0, Height * Width).Where(at => picture[at * Count + i] == 0)];
                areas.Add(others.Length / (double)(Height * Width));
                if (others.Length > 0)
                {
                    int rows = others.Max(at => at / Width) - others.Min(at => at / Width) + 1, columns = others.Max(at => at % Width) - others.Min(at => at % Width) + 1;
                    Assert.Equal(rows * columns, others.Length);
                    Assert.Single(others.Select(at => Array.IndexOf(picture, 1, at * Count, Count) - at * Count).Distinct());
                }
            }
        }

        // Beta(1, 1) is even, and boxes of whole pixels are as large on average as those they stand for.
        Assert.Equal(0.5, areas.Average(), 5 * Math.Sqrt(1 / 12.0 / areas.Count));
    }

    [Fact]
    public void Mixing_AfterRandomLayers_TakesThePartnersOwnDraw()
    {
        TensorDataset pictures = OneHot();
        Layer[] layers = [new RandomErasing((1, 1), fillValue: 0), new RandomTranslation(0.4, 0.4, FillMode.Constant, Interpolation.Nearest)];
        Tensor plain = Pictures.Model(pictures.Shape, layers).Augment(pictures, step: 3);
        Tensor mixed = Pictures.Model(pictures.Shape, layers).Augment(pictures, step: 3, new MixUp(2));
        double[][] parts = Parts(new MixUp(2), step: 3);
        for (int i = 0; i < Count; i++)
        {
            double[] expected = new double[mixed.Row(i).Length];
            for (int j = 0; j < Count; j++)
            {
                float[] other = plain.Row(j).ToArray();
                expected = [.. expected.Select((sum, at) => sum + parts[i][j] * other[at])];
            }

            Pictures.AssertClose(expected, mixed.Row(i));
        }
    }

    public static TheoryData<string, Mixing, Loss, Layer[]> Losses()
    {
        TheoryData<string, Mixing, Loss, Layer[]> data = [];
        foreach (Mixing mixing in (Mixing[])[new MixUp(1), new CutMix((1, 1)), new MixUp(0.3, seed: 5)])
        {
            data.Add("sparse", mixing, new SparseCategoricalCrossentropy(), [new Dense(Classes, Activation.Softmax)]);
            data.Add("sparse of logits, smoothed", mixing, new SparseCategoricalCrossentropy(fromLogits: true, labelSmoothing: 0.1), [new Dense(Classes)]);
            data.Add("sparse of sigmoids", mixing, new SparseCategoricalCrossentropy(), [new Dense(Classes, Activation.Sigmoid)]);
            data.Add("categorical", mixing, new CategoricalCrossentropy(labelSmoothing: 0.2), [new Dense(Classes, Activation.Softmax)]);
            data.Add("binary", mixing, new BinaryCrossentropy(), [new Dense(Classes, Activation.Sigmoid)]);
            data.Add("binary of logits", mixing, new BinaryCrossentropy(fromLogits: true), [new Dense(Classes)]);
            data.Add("squared error", mixing, new MeanSquaredError(), [new Dense(Classes)]);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Losses), DisableDiscoveryEnumeration = true)]
    public void Fit_Mixed_HasTheLossAndTheGradientOfTheMix(string name, Mixing mixing, Loss loss, Layer[] head)
    {
        Assert.NotEmpty(name);
        AssertTrainsOnTheMix(mixing, loss, head, new TensorDataset(Noise(), s_labels), [1, 1, 1]);
    }

    [Fact]
    public void Fit_MixedClassWeights_AreThoseOfTheLargerPart() => AssertTrainsOnTheMix(
        new CutMix((1, 1)), new SparseCategoricalCrossentropy(), [new Dense(Classes, Activation.Softmax)], new TensorDataset(Noise(), s_labels), [0.5, 3, 1.25]);

    [Fact]
    public void Fit_MixedTargetVectors_AreMeans() => AssertTrainsOnTheMix(
        new MixUp(1), new CategoricalCrossentropy(), [new Dense(Classes, Activation.Softmax)], new TensorDataset(Noise(), new Tensor([Count, Classes], [.. s_labels.SelectMany(OneHot)])), [1, 1, 1]);

    [Fact]
    public void Fit_MixedSingleOutput_HasASoftTarget()
    {
        int[] labels = [0, 1, 1, 0, 1, 0, 1];
        Model model = Model(1, new Flatten(), new Dense(1, Activation.Sigmoid));
        model.Compile(new SGD(0), new BinaryCrossentropy());
        TensorDataset data = new(Noise(), labels);
        double[][] parts = Parts(new MixUp(1), 0);
        Tensor predictions = model.Predict(model.Augment(data, 0, new MixUp(1)));
        double expected = Enumerable.Range(0, Count).Average(i =>
        {
            double target = parts[i].Zip(labels, (part, label) => part * label).Sum(), p = predictions[i, 0];
            return -target * Math.Log(p) - (1 - target) * Math.Log(1 - p);
        });
        Assert.Equal(expected, model.Fit(data, batchSize: Count, shuffle: false, mixing: new MixUp(1))["loss"][0], 1e-6);
    }

    [Fact]
    public void Fit_OfOneSample_MixesNothing()
    {
        TensorDataset one = new TensorDataset(Noise(), s_labels).Slice(0, 1);
        foreach (Mixing mixing in (Mixing[])[new MixUp(1), new CutMix()])
        {
            Assert.Equal(Model(1).Augment(one).Span, Model(1).Augment(one, mixing: mixing).Span);
        }
    }

    [Fact]
    public void CutMix_OfVectors_IsAnError()
    {
        Sequential model = new([4]) { new Dense(2, Activation.Softmax) };
        model.Compile(new SGD(), new SparseCategoricalCrossentropy());
        ShapeException error = Assert.Throws<ShapeException>(() => model.Fit(new TensorDataset(new Tensor([2, 4]), (int[])[0, 1]), mixing: new CutMix()));
        Assert.Contains("[batch, 4]", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => new MixUp(0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CutMix(1.5));
    }

    private static void AssertTrainsOnTheMix(Mixing mixing, Loss loss, Layer[] head, TensorDataset data, double[] classWeights)
    {
        const double rate = 0.5;
        Model model = Model(1, [new RandomFlip(FlipMode.Horizontal), new Flatten(), .. head]);
        model.Compile(new SGD(rate), loss, Metric.Accuracy);
        double[][] parts = Parts(mixing, 0);
        Tensor mixed = model.Augment(data, 0, mixing);
        int[] dominant = [.. parts.Select((part, i) => s_labels[part[i] >= 0.5 ? i : Array.FindIndex(part, (value) => value > 0.5)])];
        double[][] targets = [.. parts.Select(part => Enumerable.Range(0, Classes).Select(c => part.Where((_, j) => s_labels[j] == c).Sum()).ToArray())];
        double[][] inputs = [.. Enumerable.Range(0, Count).Select(i => mixed.Row(i).ToArray().Select(value => (double)value).ToArray())];
        Network network = new(model);
        GradientResult expected = network.Gradients(loss, inputs, targets, [.. dominant.Select(label => classWeights[label])]);
        double accuracy = inputs.Zip(dominant, (input, label) => network.Predict(input) is { } p && Array.IndexOf(p, p.Max()) == label ? 1.0 : 0).Average();
        float[][] before = [.. model.Weights.Select(weight => weight.Span.ToArray())];

        History history = model.Fit(
            data, batchSize: Count, shuffle: false, mixing: mixing, classWeights: data.Labels.IsEmpty ? null : Enumerable.Range(0, Classes).ToDictionary(c => c, c => classWeights[c]));

        Assert.Equal(expected.Loss, history["loss"][0], 2e-6);
        Assert.Equal(accuracy, history["accuracy"][0], 1e-9);
        foreach ((Weight weight, int i) in model.Weights.Select((weight, i) => (weight, i)))
        {
            float[] gradient = [.. weight.Span.ToArray().Zip(before[i], (now, then) => (float)((then - now) / rate))];
            Difference.AssertClose(gradient, expected.Weights[i], 5e-6, weight.Name);
        }
    }

    /// <summary>How much of each picture of the batch is in each: pictures with a channel of their own say so.</summary>
    private static double[][] Parts(Mixing mixing, long step)
    {
        Tensor mixed = Model(Count).Augment(OneHot(), step, mixing);
        return [.. Enumerable.Range(0, Count).Select(i =>
        {
            float[] values = mixed.Row(i).ToArray();
            return Enumerable.Range(0, Count).Select(c => values.Where((_, at) => at % Count == c).Average(value => (double)value)).ToArray();
        })];
    }

    private static Model Model(int channels, params Layer[] layers) => Pictures.Model([Height, Width, channels], layers);

    private static float[] OneHot(int label) => [.. Enumerable.Range(0, Classes).Select(c => c == label ? 1f : 0)];

    private static TensorDataset OneHot() => new(
        new Tensor([Count, Height, Width, Count], [.. from i in Enumerable.Range(0, Count) from at in Enumerable.Range(0, Height * Width) from c in Enumerable.Range(0, Count) select i == c ? 1f : 0]),
        new int[Count]);

    private static Tensor Noise() => new([Count, Height, Width, 1], SampleDrawer.Values(new Random(3), Count * Height * Width, 0, 1));
}
