using System.Text.Json;

using Weft.Cli.Measuring;
using Weft.Cli.Reports;

namespace Weft.Tests.Cli;

public sealed class DoctorTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Doctor_NothingHere_SaysWhatAFirstRunWouldFetch()
    {
        using TemporaryFolder home = new();
        using ToolProcess tool = new(home, [("DOTNET_EnableAVX2", "0"), ("NUGET_PACKAGES", home.File("packages"))], "doctor", "--json");

        (int exitCode, string output, string error) = await tool.FinishAsync(Limit);

        Assert.True(exitCode == 0, error);
        JsonElement doctor = JsonDocument.Parse(output).RootElement;
        Assert.Equal(128, doctor.GetProperty("machine").GetProperty("vectorBits").GetInt32());
        Assert.Equal("0", doctor.GetProperty("variables").GetProperty("DOTNET_EnableAVX2").GetString());
        Assert.True(doctor.GetProperty("optimized").GetBoolean());
        Assert.Equal(["fashion-mnist", "resnet18"], doctor.GetProperty("downloads").EnumerateArray().Select(download => download.GetProperty("what").GetString()));
        Assert.All(doctor.GetProperty("downloads").EnumerateArray(), download => Assert.InRange(download.GetProperty("bytes").GetInt64(), 30_000_000, 60_000_000));
        Assert.Equal(["sketches"], doctor.GetProperty("datasets").EnumerateArray().Where(dataset => dataset.GetProperty("here").GetBoolean()).Select(dataset => dataset.GetProperty("name").GetString()));
        Assert.Empty(doctor.GetProperty("problems").EnumerateArray());
        // NuGet makes its settings wherever it is asked for them.
        Assert.Equal([".nuget"], Directory.EnumerateFileSystemEntries(home.Path).Select(Path.GetFileName));
    }

    [Fact]
    public async Task Doctor_DataSetsWhereAFileIs_NamesTheRemedyAndFails()
    {
        using TemporaryFolder home = new();
        File.WriteAllText(home.File("taken"), "a file");
        using ToolProcess tool = new(home, [("WEFT_DATASETS", home.File("taken"))], "doctor");

        (int exitCode, string output, _) = await tool.FinishAsync(Limit);

        Assert.Equal(1, exitCode);
        Assert.Contains("Let WEFT_DATASETS name another.", output);
    }

    [Fact]
    public void WritableFolder_NotThereYet_IsLookedForAbove()
    {
        using TemporaryFolder home = new();

        FolderReport folder = WritableFolder.Look("runs", home.File("a/b/c"));

        Assert.Equal((false, true), (folder.Here, folder.Writable));
        Assert.InRange(folder.FreeBytes ?? 0, 1, long.MaxValue);
        Assert.Empty(Directory.EnumerateFileSystemEntries(home.Path));
    }

    [Theory]
    [InlineData("processor\t: 0\nmodel name\t: AMD EPYC 9B14\nmodel name\t: other", "AMD EPYC 9B14")]
    [InlineData("processor\t: 0\nBogoMIPS\t: 50.00", null)]
    public void ProcessorName_OfLinuxList_IsTheFirst(string list, string? expected) => Assert.Equal(expected, ProcessorName.Of(list.Split('\n')));
}
