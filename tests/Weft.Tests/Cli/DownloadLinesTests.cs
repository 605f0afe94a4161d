using Weft.Cli.Datasets;

namespace Weft.Tests.Cli;

public sealed class DownloadLinesTests
{
    private readonly StringWriter _messages = new();

    [Fact]
    public void Report_TotalKnown_GivesALineForEachTenth_AndBeginsAnewWithAnotherDownload()
    {
        DownloadLines lines = new(_messages);
        foreach (long received in (long[])[1_000_000, 1_500_000, 2_000_000, 10_000_000])
        {
            lines.Report(new("a.h5", received, 10_000_000));
        }

        lines.Report(new("b.h5", 5_000_000, 20_000_000));
        Assert.Equal(
            [
                "fetching a.h5: 1.0 of 10.0 MB", "fetching a.h5: 2.0 of 10.0 MB", "fetching a.h5: 10.0 of 10.0 MB",
                "fetching b.h5: 5.0 of 20.0 MB",
            ],
            Lines());
    }

    [Fact]
    public void Report_TotalUnknown_GivesALineForEachTenMegabytes_AndOneWhenItIsThere()
    {
        DownloadLines lines = new(_messages);
        foreach (long received in (long[])[1_000_000, 9_000_000, 21_000_000])
        {
            lines.Report(new("a.h5", received, null));
        }

        lines.Report(new("a.h5", 22_000_000, 22_000_000));
        Assert.Equal(["fetching a.h5: 1.0 MB", "fetching a.h5: 21.0 MB", "fetching a.h5: 22.0 of 22.0 MB"], Lines());
    }

    private string[] Lines() => _messages.ToString().Split(_messages.NewLine, StringSplitOptions.RemoveEmptyEntries);
}
