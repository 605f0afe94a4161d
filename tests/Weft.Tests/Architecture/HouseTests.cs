namespace Weft.Tests.Architecture;

/// <summary>Who may know whom, by the folders in which types are declared and the references that the compiler wrote.</summary>
public sealed class HouseTests
{
    private static readonly TypeReferences s_references = new();

    // Descriptions and states that lie a floor too high: mixing is a description, a checkpoint is what training remembers.
    private static readonly string[] s_exempt =
    [
        "Mixing", "MixUp", "CutMix", "TrainingState", "CallbackState", "RunIdentity", "EpochResult",
    ];

    public static TheoryData<string, string> Walls => new()
    {
        { "Kernels", "Engine Graph Training Formats Data Layers Callbacks Optimizers Metrics" },
        { "Layers", "Engine Kernels Graph Training Formats Data Callbacks Losses Metrics Optimizers" },
        { "Losses", "Engine Graph Training Formats Data Callbacks" },
        { "Metrics", "Engine Kernels Graph Training Formats Data Callbacks" },
        { "Optimizers", "Engine Graph Training Formats Data Callbacks" },
        { "Schedules", "Engine Kernels Graph Training Formats Data Callbacks" },
        { "Graph", "Engine Kernels Training Formats Data Callbacks Applications" },
        { "Engine", "Formats Training Callbacks Applications" },
        { "Formats", "Engine Kernels Training Callbacks Applications" },
        { "Data", "Engine Kernels Graph Training Formats Callbacks" },
        { "Training", "Kernels Formats Applications" },
    };

    [Theory]
    [MemberData(nameof(Walls))]
    public void House_MentionsOnlyThoseBelowIt(string house, string above)
    {
        string[] forbidden = above.Split(' ');
        Assert.Equal([], s_references.Arrows
            .Where(arrow => Top(arrow.From!) == house && forbidden.Contains(Top(arrow.To!)) && !s_exempt.Contains(arrow.Other))
            .Select(arrow => $"{arrow.From}/{arrow.Type} -> {arrow.To}/{arrow.Other}").Distinct());
    }

    [Fact]
    public void Facade_IsKnownToThoseWhoRunOrBuildModelsAlone()
    {
        string[] allowed = ["", "Training", "Callbacks", "Applications", "Graph"];
        Assert.Equal([], s_references.Arrows
            .Where(arrow => arrow.Other is "Model" or "Sequential" && arrow.To == "" && !allowed.Contains(Top(arrow.From!)))
            .Select(arrow => $"{arrow.From}/{arrow.Type} -> {arrow.Other}").Distinct());
    }

    [Fact]
    public void References_SeeWhatIsThere() =>
        Assert.Contains(s_references.Arrows, arrow => arrow is { From: "Engine", To: "Kernels", Type: "DenseStep", Other: "Gemm" });

    private static string Top(string folder) => folder.Split('/')[0];
}
