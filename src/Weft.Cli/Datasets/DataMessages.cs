using Spectre.Console;

using Weft.Cli.Rendering;
using Weft.Data;
using Weft.Imaging;

namespace Weft.Cli.Datasets;

/// <summary>What is said on standard error while a data set is loaded.</summary>
/// <param name="console">Standard error.</param>
/// <param name="quiet">Whether only what went wrong is said.</param>
internal sealed class DataMessages(IAnsiConsole console, bool quiet = false)
{
    private const int MostNamed = 100;

    private readonly TextWriter _writer = console.Profile.Out.Writer;

    public IProgress<DownloadProgress> Download { get; } = new DownloadLines(console.Profile.Out.Writer);

    /// <summary>Tells what the user must not miss.</summary>
    public void Warn(string message) => _writer.WriteLine(message);

    public void Say(string message)
    {
        if (!quiet)
        {
            _writer.WriteLine(message);
        }
    }

    /// <summary>A bar for pictures that are being read; null where none is wanted.</summary>
    public PictureBar? Bar(string verb) => quiet ? null : new PictureBar(console, verb);

    /// <summary>Names the files that gave no picture, and counts them.</summary>
    public void Name(IReadOnlyList<UnreadablePicture> unreadable)
    {
        if (unreadable.Count == 0)
        {
            return;
        }

        foreach (UnreadablePicture picture in unreadable.Take(MostNamed))
        {
            _writer.WriteLine($"unreadable: {(picture.Reason.Contains(picture.File, StringComparison.Ordinal) ? picture.Reason : $"{picture.File}: {picture.Reason}")}");
        }

        string more = unreadable.Count > MostNamed ? $" ({unreadable.Count - MostNamed} not named here; --json names all)" : string.Empty;
        _writer.WriteLine($"{unreadable.Count} {(unreadable.Count == 1 ? "picture" : "pictures")} could not be read and {(unreadable.Count == 1 ? "is" : "are")} left out{more}.");
    }
}
