using Weft.Explain;
using Weft.Tests.Keras;

namespace Weft.Tests.Explain;

/// <summary>Models that the real Keras made, of every layer and form, explain themselves; and Teachable Machine's, models in a
/// model.</summary>
public sealed class EveryModelTests
{
    public static IEnumerable<TheoryDataRow<string>> Names =>
        KerasFiles.Rows("current", KerasFiles.Cases("current").Keys.Except(CurrentModelReadingTests.PassedOver));

    [Theory]
    [MemberData(nameof(Names))]
    public void Explain_TheirModel_GivesNumbers(string name)
    {
        Model model = Model.Load(Path.Combine(KerasFiles.Require("current"), $"{name}.keras"));
        if (model is not { Inputs.Count: 1, Outputs.Count: 1 } || model.OutputShape.Rank != 1 || model.InputShape.Rank is 0 or > 3)
        {
            Assert.Contains(model.Name,
                Assert.Throws<ShapeException>(() => new InputGradient().Explain(model, new Tensor(model.Inputs[0].Shape), 0)).Message);
            return;
        }

        Random random = new(1);
        Tensor x = new(model.InputShape, [.. Enumerable.Range(0, model.InputShape.Size).Select(_ => random.NextSingle())]);
        foreach (Explainer explainer in (Explainer[])[new InputGradient(), new IntegratedGradients(Steps: 3),
            new Occlusion { Score = ExplainedScore.Probability }])
        {
            AssertNumbers(explainer.Explain(model, x));
        }

        try
        {
            Explanation why = new GradCam().Explain(model, x);
            AssertNumbers(why);
            Assert.Equal(why.Attribution.Span, new GradCam(why.Layer).Explain(model, x).Attribution.Span);
        }
        catch (ShapeException error)
        {
            // A model of no maps says so.
            Assert.Contains("got none. Ask another way", error.Message);
        }
    }

    [Fact]
    public void GradCam_OfTeachableMachine_LooksInsideItsNetwork()
    {
        Model model = Model.Load(AgesCases.Path("teachable-tf1.15.h5"));
        Random random = new(2);
        Tensor x = new(model.InputShape, [.. Enumerable.Range(0, model.InputShape.Size).Select(_ => (2 * random.NextSingle()) - 1)]);

        Explanation why = new GradCam().Explain(model, x);

        Assert.Contains("/", why.Layer);
        Assert.True(why.Attribution.Shape[0] > 1);
        AssertNumbers(why);
    }

    private static void AssertNumbers(Explanation why)
    {
        Assert.All(why.Attribution.Span.ToArray(), value => Assert.True(float.IsFinite(value)));
        Assert.All(why.Heat.Span.ToArray(), value => Assert.InRange(value, 0, 1));
        Assert.All(why.Signed.Span.ToArray(), value => Assert.InRange(value, -1, 1));
    }
}
