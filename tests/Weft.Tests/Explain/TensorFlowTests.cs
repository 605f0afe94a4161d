using Weft.Explain;
using Weft.Tests.Golden;
using Weft.Tests.Keras;

namespace Weft.Tests.Explain;

/// <summary>Explanations of a network with branches, by real Keras and TensorFlow: keras-files/explain, whose make-explain.py says what
/// each array is.</summary>
public sealed class TensorFlowTests
{
    // Of an array's largest value.
    private const double Near = 1e-4;
    private const int Samples = 3;
    private const int Side = 32;

    private static readonly Lazy<(Model Model, NpzFile Arrays)> s_case = new(() =>
    {
        string folder = KerasFiles.Require("explain");
        return (Model.Load(Path.Combine(folder, "net.keras")), new NpzFile(Path.Combine(folder, "net.npz")));
    });

    [Theory]
    [InlineData(ExplainedScore.Probability, "input_gradient")]
    [InlineData(ExplainedScore.Logit, "input_gradient_logit")]
    public void InputGradient_IsTensorFlows(ExplainedScore score, string array) =>
        AssertEach(array, (model, x, c) => new InputGradient { Score = score }.Explain(model, x, c).Attribution);

    // d log p / d x = d p / d x / p.
    [Fact]
    public void InputGradient_OverTheProbability_IsTensorFlowsOfTheLogarithm() =>
        AssertEach("input_gradient_log_probability", (model, x, c) =>
    {
        Explanation why = new InputGradient { Score = ExplainedScore.Probability }.Explain(model, x, c);
        return new Tensor(why.Attribution.Shape, [.. why.Attribution.Span.ToArray().Select(value => (float)(value / why.Score))]);
    });

    [Theory]
    [InlineData(ExplainedScore.Probability, "feature_gradient")]
    [InlineData(ExplainedScore.Logit, "feature_gradient_logit")]
    public void Gradients_OfALayerInside_AreTensorFlows(ExplainedScore score, string array) => AssertEach(array, (model, x, c) =>
    {
        Tensor one = new([1, 5]), batch = x.Reshape(x.Shape.Prepend(1));
        one.Span[c] = 1;
        Node last = model.Layers["last"].Output;
        return score == ExplainedScore.Logit ? model.LogitGradients(batch, one, last)[0] : model.Gradients(batch, one, last)[0];
    });

    [Fact]
    public void ValuesOf_ALayerInside_AreTensorFlows() =>
        AssertEach("features", (model, x, _) => model.ValuesOf(x.Reshape(x.Shape.Prepend(1)), model.Layers["last"].Output));

    [Theory]
    [InlineData(ExplainedScore.Probability, "")]
    [InlineData(ExplainedScore.Logit, "_logit")]
    public void GradCam_IsTensorFlows(ExplainedScore score, string ending)
    {
        GradCam cam = new() { Score = score };
        AssertEach($"gradcam_raw{ending}", (model, x, c) => cam.Explain(model, x, c).Attribution);
        AssertEach($"gradcam_resized{ending}", (model, x, c) => cam.Explain(model, x, c).Heat);
        AssertEach($"gradcam{ending}", (model, x, c) =>
        {
            float[] raw = cam.Explain(model, x, c).Attribution.Span.ToArray();
            return new Tensor([raw.Length], [.. raw.Select(value => Math.Max(value, 0) / Math.Max(raw.Max(), 1e-12f))]);
        });
        Assert.Equal("last", cam.Explain(s_case.Value.Model, Sample(0)).Layer);
    }

    [Theory]
    [InlineData(ExplainedScore.Probability, "")]
    [InlineData(ExplainedScore.Logit, "_logit")]
    public void IntegratedGradients_AreTensorFlowsAndComplete(ExplainedScore score, string ending)
    {
        IntegratedGradients gradients = new() { Score = score };
        AssertEach($"integrated_gradients{ending}", (model, x, c) => gradients.Explain(model, x, c).Attribution);
        double[] differences = s_case.Value.Arrays[$"score_difference{ending}"];
        for (int i = 0; i < Samples; i++)
        {
            double sum = gradients.Explain(s_case.Value.Model, Sample(i), Class(i)).Attribution.Span.ToArray().Sum(value => (double)value);
            Assert.Equal(differences[i], sum, 0.01 * Math.Abs(differences[i]));
        }
    }

    [Fact]
    public void Occlusion_IsTensorFlows() => AssertEach("occlusion_8_by_4", (model, x, c) =>
        new Occlusion(Patch: 8, Stride: 4, Value: 0.5f) { Score = ExplainedScore.Probability }.Explain(model, x, c).Attribution);

    [Fact]
    public void Score_IsThatOfTheClass()
    {
        for (int i = 0; i < Samples; i++)
        {
            double expected = s_case.Value.Arrays["y"][(i * 5) + Class(i)];
            Assert.Equal(expected,
                new InputGradient { Score = ExplainedScore.Probability }.Explain(s_case.Value.Model, Sample(i), Class(i)).Score, 1e-5);
        }
    }

    private static void AssertEach(string array, Func<Model, Tensor, int, Tensor> explain)
    {
        double[] expected = s_case.Value.Arrays[array];
        double largest = expected.Max(Math.Abs);
        int size = expected.Length / Samples;
        for (int i = 0; i < Samples; i++)
        {
            Tensor got = explain(s_case.Value.Model, Sample(i), Class(i));
            Assert.Equal(size, got.Size);
            for (int k = 0; k < size; k++)
            {
                Assert.True(Math.Abs(expected[(i * size) + k] - got.Span[k]) <= Near * largest,
                    $"{array}, sample {i}, value {k}: expected {expected[(i * size) + k]}, got {got.Span[k]}; the largest is {largest}");
            }
        }
    }

    private static Tensor Sample(int i)
    {
        const int size = Side * Side * 3;
        return new Tensor([Side, Side, 3], [.. s_case.Value.Arrays["x"].Skip(i * size).Take(size).Select(value => (float)value)]);
    }

    private static int Class(int i) => (int)s_case.Value.Arrays["class"][i];
}
