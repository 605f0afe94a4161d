using Weft.Cli.Datasets;
using Weft.Data;

namespace Weft.Tests.Cli;

public sealed class TestDataTests
{
    [Fact]
    public void NumberedAs_FewerClassesInAnotherOrder_GoesByName()
    {
        TestData data = Data(["c", "a"], [0, 1, 1]).NumberedAs(["a", "b", "c"]);

        Assert.Equal([2, 0, 0], data.Pictures.Labels);
        Assert.Equal(["a", "b", "c"], data.Pictures.ClassNames);
        Assert.Equal([7, 8, 9], Enumerable.Range(0, 3).Select(index => (int)data.Pictures.Pixels(index)[0]));
    }

    [Fact]
    public void NumberedAs_ModelWithoutNames_GoesByNumber() => Assert.Equal([0, 1, 1], Data(["c", "a"], [0, 1, 1]).NumberedAs([]).Pictures.Labels);

    [Fact]
    public void NumberedAs_UnknownClass_IsNamed() =>
        Assert.Contains("got also 'c'", Assert.Throws<DataException>(() => Data(["c", "a"], [0, 1, 1]).NumberedAs(["a", "b"])).Message);

    private static TestData Data(string[] names, int[] labels) => new("set", new ImageDataset(new byte[] { 7, 8, 9 }, labels, [1, 1, 1], "set", names), IsSketches: false);
}
