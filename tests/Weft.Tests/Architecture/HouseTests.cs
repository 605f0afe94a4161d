namespace Weft.Tests.Architecture;

/// <summary>Who may know whom, by the folders in which types are declared and the references that the compiler wrote.</summary>
public sealed class HouseTests
{
    private static readonly TypeReferences s_references = new();

    // From the ground up. The facade, the root, stands on all of them.
    private static readonly string[] s_floors =
    [
        "Core", "Kernels", "Layers", "Learning", "Data", "Profiling", "Graph", "Engine", "Formats", "Training", "Applications", "Explain",
    ];

    /// <summary>Which floors a floor may not know although they lie below it.</summary>
    public static TheoryData<string, string> Walls => new()
    {
        { "Layers", "Kernels" },
        { "Data", "Kernels Layers Learning" },
        { "Graph", "Kernels Data" },
        { "Formats", "Kernels Engine" },
        { "Training", "Kernels" },
        { "Applications", "Kernels Engine Formats Training" },
        { "Explain", "Kernels Engine Formats Training Applications" },
    };

    [Fact]
    public void Floors_AreTheFolders() =>
        Assert.Equal(s_floors.Order(), s_references.Folders.Select(Top).Where(folder => folder != "").Distinct().Order());

    // So the graph of folders has no cycle below the facade.
    [Fact]
    public void Floor_MentionsOnlyThoseBelowIt() =>
        Assert.Equal([], Told(arrow => Top(arrow.To!) != "" && Array.IndexOf(s_floors, Top(arrow.To!)) > Array.IndexOf(s_floors, Top(arrow.From!))));

    [Theory]
    [MemberData(nameof(Walls))]
    public void Floor_MentionsNoneBehindAWall(string floor, string behind) =>
        Assert.Equal([], Told(arrow => Top(arrow.From!) == floor && behind.Split(' ').Contains(Top(arrow.To!))));

    [Fact]
    public void Facade_IsKnownToThoseWhoRunOrBuildModelsAlone() =>
        Assert.Equal([], Told(arrow => arrow.To == "" && Top(arrow.From!) is not ("Training" or "Applications" or "Graph" or "Explain")));

    [Fact]
    public void References_SeeWhatIsThere() =>
        Assert.Contains(s_references.Arrows, arrow => arrow is { From: "Engine/Steps", To: "Kernels", Type: "DenseStep", Other: "Gemm" });

    private static IEnumerable<string> Told(Func<TypeReferences.Arrow, bool> which) => s_references.Arrows
        .Where(arrow => Top(arrow.From!) != "" && which(arrow)).Select(arrow => $"{arrow.From}/{arrow.Type} -> {arrow.To}/{arrow.Other}").Distinct();

    private static string Top(string folder) => folder.Split('/')[0];
}
