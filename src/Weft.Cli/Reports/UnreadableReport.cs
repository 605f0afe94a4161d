using Weft.Imaging;

namespace Weft.Cli.Reports;

/// <summary>A file that gave no picture, and why.</summary>
internal sealed record UnreadableReport(string File, string Reason)
{
    public static IReadOnlyList<UnreadableReport> From(IReadOnlyList<UnreadablePicture> pictures) => [.. pictures.Select(picture => new UnreadableReport(picture.File, picture.Reason))];
}
