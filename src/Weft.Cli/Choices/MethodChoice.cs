using Weft.Explain;

namespace Weft.Cli.Choices;

/// <summary>A way of explaining by its name on the command line.</summary>
/// <param name="Name">The name.</param>
/// <param name="TakesLayer">Whether it looks at a layer, which may be named.</param>
/// <param name="Create">Makes it, for a layer.</param>
internal sealed record MethodChoice(string Name, bool TakesLayer, Func<string?, Explainer> Create) : Choice(Name)
{
    public static MethodChoice GradCam { get; } = new("grad-cam", true, layer => new GradCam(layer));

    public static IReadOnlyList<MethodChoice> All { get; } =
    [
        GradCam,
        new("grad-cam++", true, layer => new GradCam(layer, PlusPlus: true)),
        new("integrated-gradients", false, _ => new IntegratedGradients()),
        new("smooth-grad", false, _ => new SmoothGrad()),
        new("input-gradient", false, _ => new InputGradient()),
        new("occlusion", false, _ => new Occlusion()),
    ];
}

/// <summary>Which figure of a class is explained.</summary>
/// <param name="Name">The name.</param>
/// <param name="Score">The figure.</param>
internal sealed record ScoreChoice(string Name, ExplainedScore Score) : Choice(Name)
{
    public static IReadOnlyList<ScoreChoice> All { get; } =
    [
        new("logit", ExplainedScore.Logit),
        new("probability", ExplainedScore.Probability),
    ];
}

/// <summary>A way of placing pictures on a plane by their features.</summary>
/// <param name="Name">The name.</param>
/// <param name="Create">Makes it.</param>
internal sealed record ProjectionChoice(string Name, Func<Projection> Create) : Choice(Name)
{
    public static IReadOnlyList<ProjectionChoice> All { get; } = [new("pca", () => new Pca()), new("t-sne", () => new TSne())];
}
