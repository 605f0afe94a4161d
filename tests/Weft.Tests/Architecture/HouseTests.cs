namespace Weft.Tests.Architecture;

/// <summary>The floors of the library: who may know whom, by the folders in which types are declared.</summary>
public sealed class HouseTests
{
    private static readonly TypeReferences s_references = new();

    [Fact]
    public void Arrows_List()
    {
        foreach (var group in s_references.Arrows.GroupBy(a => (a.From!.Split('/')[0], a.To!.Split('/')[0])).Where(g => g.Key.Item1 != g.Key.Item2).OrderBy(g => g.Key))
        {
            TestContext.Current.TestOutputHelper!.WriteLine($"{group.Key.Item1,-14} -> {group.Key.Item2,-14} {group.Count(),4}  {string.Join(", ", group.Take(4).Select(a => a.Type + ">" + a.Other))}");
        }
        Assert.Fail("list");
    }
}
