using Weft.Data;
using Weft.Explain;
using Weft.Layers;

namespace Weft.Tests.Explain;

/// <summary>What explanations must fulfil whatever the model: differences, sums, and heat where the answer was put.</summary>
public sealed class AxiomTests
{
    private const int Side = 12;

    private static readonly Lazy<Model> s_cued = new(Cued);

    public static TheoryData<string> Methods => new(
        "grad-cam", "grad-cam++", "integrated-gradients", "smooth-grad", "input-gradient", "occlusion");

    // Smooth, so that differences say what the gradient is.
    [Theory]
    [InlineData(ExplainedScore.Logit)]
    [InlineData(ExplainedScore.Probability)]
    public void InputGradient_IsDifferences(ExplainedScore score)
    {
        Model model = Smooth(3, Activation.Softmax);
        Tensor x = Noise(model.InputShape, seed: 3);
        InputGradient method = new() { Score = score };
        Tensor gradient = method.Explain(model, x, 1).Attribution;
        const float step = 1e-2f;
        for (int i = 0; i < x.Size; i += 7)
        {
            Tensor up = Copy(x), down = Copy(x);
            up.Span[i] += step;
            down.Span[i] -= step;
            double difference = (method.Explain(model, up, 1).Score - method.Explain(model, down, 1).Score) / (2 * step);
            Assert.Equal(difference, gradient.Span[i], 1e-3 * Largest(gradient));
        }
    }

    [Theory]
    [InlineData(ExplainedScore.Logit, 3)]
    [InlineData(ExplainedScore.Probability, 3)]
    [InlineData(ExplainedScore.Logit, 1)]
    [InlineData(ExplainedScore.Probability, 1)]
    public void IntegratedGradients_AddUpToTheDifferenceOfScores(ExplainedScore score, int units)
    {
        Model model = Smooth(units, units == 1 ? Activation.Sigmoid : Activation.Softmax);
        Tensor x = Noise(model.InputShape, seed: 4), baseline = Noise(model.InputShape, seed: 5);
        for (int c = 0; c < Math.Max(2, units); c++)
        {
            Explanation why = new IntegratedGradients(Steps: 100, baseline) { Score = score }.Explain(model, x, c);
            double from = new InputGradient { Score = score }.Explain(model, baseline, c).Score;
            Assert.Equal(why.Score - from, why.Attribution.Span.ToArray().Sum(value => (double)value), 0.01 * Math.Abs(why.Score - from));
        }
    }

    // The two classes of one unit: what speaks for the one speaks against the other.
    [Theory]
    [InlineData(ExplainedScore.Logit)]
    [InlineData(ExplainedScore.Probability)]
    public void InputGradient_OfOneUnit_IsOppositeForTheOtherClass(ExplainedScore score)
    {
        Model model = Smooth(1, Activation.Sigmoid);
        Tensor x = Noise(model.InputShape, seed: 6);
        Explanation no = new InputGradient { Score = score }.Explain(model, x, 0),
            yes = new InputGradient { Score = score }.Explain(model, x, 1);
        Assert.Equal(yes.Attribution.Span.ToArray().Select(value => -value), no.Attribution.Span.ToArray());
        Assert.Equal(score == ExplainedScore.Logit ? 0 : 1, yes.Score + no.Score, 1e-6);
        Assert.Equal(model.Predict(x).Span[0] > 0.5 ? 1 : 0, new InputGradient().Explain(model, x).Class);
    }

    // A model that gives logits explains the same probability as one with the softmax.
    [Theory]
    [InlineData(3)]
    [InlineData(1)]
    public void Probability_OfAModelOfLogits_IsThatOfTheSoftmax(int units)
    {
        Model with = Smooth(units, units == 1 ? Activation.Sigmoid : Activation.Softmax), without = Smooth(units, Activation.Linear);
        Tensor x = Noise(with.InputShape, seed: 7);
        foreach (ExplainedScore score in Enum.GetValues<ExplainedScore>())
        {
            Explanation one = new InputGradient { Score = score }.Explain(with, x, 0),
                other = new InputGradient { Score = score }.Explain(without, x, 0);
            Assert.Equal(one.Score, other.Score, 1e-6);
            AssertNear(one.Attribution, other.Attribution, 1e-6);
        }
    }

    [Fact]
    public void SmoothGrad_WithoutNoise_IsTheGradientAndWithNoiseTheMeanOfSeveral()
    {
        Model model = Smooth(3, Activation.Softmax);
        Tensor x = Noise(model.InputShape, seed: 8);
        Tensor plain = new InputGradient().Explain(model, x, 2).Attribution;
        AssertNear(plain, new SmoothGrad(Samples: 5, Noise: 0).Explain(model, x, 2).Attribution, 1e-6);
        Tensor smooth = new SmoothGrad(Samples: 70).Explain(model, x, 2).Attribution;
        Assert.Equal(smooth.Span, new SmoothGrad(Samples: 70).Explain(model, x, 2).Attribution.Span);
        Assert.NotEqual(smooth.Span.ToArray(), new SmoothGrad(Samples: 70, Seed: 2).Explain(model, x, 2).Attribution.Span.ToArray());
        Assert.NotEqual(plain.Span.ToArray(), smooth.Span.ToArray());
    }

    // The formula of the paper, term by term.
    [Fact]
    public void GradCamPlusPlus_IsThePapersFormula()
    {
        Model model = Smooth(3, Activation.Softmax);
        Tensor x = Noise(model.InputShape, seed: 9), batch = x.Reshape(x.Shape.Prepend(1)), one = new([1, 3], [0, 0, 1]);
        Node last = model.Layers["conv2d"].Output;
        Tensor a = model.ValuesOf(batch, last), g = model.LogitGradients(batch, one, last)[0];
        int channels = last.Shape[2], places = a.Size / channels;
        double[] expected = new double[places];
        for (int k = 0; k < channels; k++)
        {
            double sum = Enumerable.Range(0, places).Sum(p => (double)a.Span[(p * channels) + k]), weight = 0;
            for (int p = 0; p < places; p++)
            {
                double d = g.Span[(p * channels) + k];
                weight += d == 0 ? 0 : d * d / ((2 * d * d) + (sum * d * d * d)) * Math.Max(d, 0);
            }

            for (int p = 0; p < places; p++)
            {
                expected[p] += weight * a.Span[(p * channels) + k];
            }
        }

        Explanation why = new GradCam("conv2d", PlusPlus: true).Explain(model, x, 2);
        AssertNear(new Tensor([places], [.. expected.Select(value => (float)value)]), why.Attribution, 1e-5);
        Assert.NotEqual(why.Attribution.Span.ToArray(), new GradCam("conv2d").Explain(model, x, 2).Attribution.Span.ToArray());
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Explain_APlantedCue_IsHotThere(string name)
    {
        // The class is whether a patch of 4x4 in the upper left is light; all else is noise.
        Model model = s_cued.Value;
        for (int i = 0; i < 6; i++)
        {
            Tensor x = CuedPicture(1, new Random(100 + i));
            Explanation why = MethodOf(name).Explain(model, x);
            Assert.Equal(1, why.Class);
            double inside = 0, all = 0;
            for (int place = 0; place < why.Heat.Size; place++)
            {
                all += why.Heat.Span[place];
                // One pixel around: a convolution of 3x3 sees the patch from there.
                inside += place / Side < 5 && place % Side < 5 ? why.Heat.Span[place] : 0;
            }

            // It is 17 % of the picture. Gradients say what would change the answer, which a second patch elsewhere would too.
            double least = name is "smooth-grad" or "input-gradient" ? 0.26 : 0.5;
            Assert.True(inside / all > least, $"{name}, picture {i}: {inside / all:P0} of the heat on the cue");
        }
    }

    internal static Explainer MethodOf(string name) => name switch
    {
        "grad-cam" => new GradCam(),
        "grad-cam++" => new GradCam(PlusPlus: true),
        "integrated-gradients" => new IntegratedGradients(),
        "smooth-grad" => new SmoothGrad(),
        "input-gradient" => new InputGradient(),
        _ => new Occlusion(Patch: 3, Stride: 1),
    };

    private static Model Cued()
    {
        Random random = new(1);
        const int count = 400;
        Tensor samples = new([count, Side, Side, 1]);
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % 2)];
        for (int i = 0; i < count; i++)
        {
            CuedPicture(labels[i], random).Span.CopyTo(samples.Row(i));
        }

        Sequential model = new([Side, Side, 1], seed: 1)
        {
            new Conv2D(8, 3, Activation.Relu, padding: Padding.Same),
            new Conv2D(8, 3, Activation.Relu, padding: Padding.Same),
            new GlobalAveragePooling2D(),
            new Dense(2, Activation.Softmax),
        };
        model.Compile(new Adam(0.01), new SparseCategoricalCrossentropy(), Metric.Accuracy);
        model.Fit(new TensorDataset(samples, labels), epochs: 12, batchSize: 32);
        return model;
    }

    private static Tensor CuedPicture(int label, Random random)
    {
        Tensor picture = new([Side, Side, 1]);
        for (int i = 0; i < picture.Size; i++)
        {
            bool isCue = i / Side < 4 && i % Side < 4;
            picture.Span[i] = isCue && label == 1 ? 1 : 0.5f * random.NextSingle();
        }

        return picture;
    }

    private static Model Smooth(int units, Activation end) => new Sequential([8, 9, 2], seed: 2)
    {
        new Conv2D(6, 3, Activation.Tanh, padding: Padding.Same),
        new AveragePooling2D(2),
        new Conv2D(5, 3, Activation.Silu) { Name = "last" },
        new Flatten(),
        new Dense(units, end),
    };

    private static Tensor Noise(Shape shape, int seed)
    {
        Random random = new(seed);
        return new Tensor(shape, [.. Enumerable.Range(0, shape.Size).Select(_ => random.NextSingle())]);
    }

    private static Tensor Copy(Tensor x) => new(x.Shape, x.Span.ToArray());

    private static double Largest(Tensor x) => x.Span.ToArray().Max(value => Math.Abs((double)value));

    private static void AssertNear(Tensor expected, Tensor got, double part)
    {
        Assert.Equal(expected.Size, got.Size);
        for (int i = 0; i < expected.Size; i++)
        {
            Assert.Equal(expected.Span[i], got.Span[i], part * Largest(expected));
        }
    }
}
