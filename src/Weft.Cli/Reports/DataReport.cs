using Weft.Cli.Datasets;
using Weft.Data;

namespace Weft.Cli.Reports;

/// <summary>What <c>weft data --json</c> writes.</summary>
/// <param name="Folder">Where data sets are kept.</param>
/// <param name="Datasets">Those that are known, here or not.</param>
internal sealed record DataReport(string Folder, IReadOnlyList<DatasetReport> Datasets);

/// <summary>What <c>weft data PATH --json</c> writes.</summary>
/// <param name="Data">What the data set is called.</param>
/// <param name="Height">Rows of a picture.</param>
/// <param name="Width">Columns of a picture.</param>
/// <param name="Channels">1 for grey, 3 for colour.</param>
/// <param name="Train">Pictures to learn from.</param>
/// <param name="Validation">Pictures the data set sets aside for validation; null where it does not.</param>
/// <param name="Test">Pictures to test on.</param>
/// <param name="Classes">The classes in the order of their numbers.</param>
/// <param name="Unreadable">Files that gave no picture.</param>
internal sealed record DataDetailReport(
    string Data,
    int Height,
    int Width,
    int Channels,
    int Train,
    int? Validation,
    int Test,
    IReadOnlyList<ClassCountReport> Classes,
    IReadOnlyList<UnreadableReport> Unreadable)
{
    public static DataDetailReport From(LoadedData data) => new(
        data.Name,
        data.Train.Shape[0],
        data.Train.Shape[1],
        data.Train.Shape[2],
        data.Train.Count,
        data.Validation?.Count,
        data.Test.Count,
        [.. data.Train.ClassNames.Select((name, label) => new ClassCountReport(name, Count(data.Train, label), data.Validation is { } validation ? Count(validation, label) : null, Count(data.Test, label)))],
        UnreadableReport.From(data.Unreadable));

    private static int Count(ImageDataset part, int label) => part.Labels.Count(label);
}

/// <summary>How many pictures a class has in each part.</summary>
internal sealed record ClassCountReport(string Class, int Train, int? Validation, int Test);

/// <summary>One data set.</summary>
/// <param name="Name">What <c>--data</c> calls it.</param>
/// <param name="Here">Whether it can be used without a network.</param>
/// <param name="Folder">Where its files are; null where it has none.</param>
/// <param name="Bytes">The size of its files; null where it has none.</param>
internal sealed record DatasetReport(string Name, bool Here, string? Folder, long? Bytes)
{
    /// <summary>All data sets that are known by name.</summary>
    public static IReadOnlyList<DatasetReport> All() =>
    [
        .. NamedDataset.All.Select(dataset => Of(dataset.Name, dataset.Find())),
        .. DatasetCatalog.CifarNames.Select(name => Of(name, CifarDataset.Find(name))),
        new DatasetReport(Sketches.Name, Here: true, Folder: null, Bytes: null),
    ];

    private static DatasetReport Of(string name, string? folder) => folder is null
        ? new DatasetReport(name, Here: false, Folder: null, Bytes: null)
        : new DatasetReport(name, Here: true, folder, new DirectoryInfo(folder).EnumerateFiles().Sum(file => file.Length));
}
