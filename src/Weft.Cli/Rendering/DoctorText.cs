using System.Globalization;

using Weft.Cli.Reports;

namespace Weft.Cli.Rendering;

/// <summary>What <c>weft doctor</c> found, for people.</summary>
internal static class DoctorText
{
    private const int Column = 12;

    public static void Write(TextWriter writer, DoctorReport report)
    {
        void Line(string head, string text) => writer.WriteLine($"{head.PadRight(Column)}{text}");

        Line("weft", $"{report.Version}, {report.Machine.Runtime}");
        Line("system", report.Machine.System);
        Line("processor", $"{report.Processor}, {report.Machine.Cores} {(report.Machine.Cores == 1 ? "thread" : "threads")}");
        Line("vectors", $"{report.Machine.VectorBits} bits");
        Line("memory", Bytes(report.MemoryBytes));
        WriteList(writer, "made with", report.Libraries.Select(library => $"{library.Key} {library.Value}"));
        WriteList(writer, "variables", report.Variables.Select(variable => $"{variable.Key}={variable.Value}"));
        WriteList(writer, "folders", report.Folders.Select(Folder));
        WriteList(writer, "data sets", report.Datasets.Where(dataset => dataset.Here).Select(dataset => dataset.Folder is { } folder ? $"{dataset.Name}: {folder}" : $"{dataset.Name}: built in"));
        WriteList(writer, "backbones", report.Backbones);
        WriteList(writer, "downloads", report.Downloads.Select(download => $"{download.Command}: {download.What}{(download.Bytes is { } bytes ? $", {Bytes(bytes)}" : string.Empty)}"));
        WriteList(writer, "problems", report.Problems);
    }

    private static void WriteList(TextWriter writer, string head, IEnumerable<string> lines)
    {
        foreach (string line in lines.DefaultIfEmpty("none"))
        {
            writer.WriteLine($"{head.PadRight(Column)}{line}");
            head = string.Empty;
        }
    }

    private static string Folder(FolderReport folder)
    {
        string state = (folder.Here, folder.Writable) switch
        {
            (_, false) => "cannot be written to",
            (true, true) => "writable",
            (false, true) => "not there yet, can be made",
        };
        return $"{folder.For}: {folder.Path} ({state}{(folder.FreeBytes is { } free ? $", {Bytes(free)} free" : string.Empty)})";
    }

    private static string Bytes(long bytes) => bytes < 1e9
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB");
}
