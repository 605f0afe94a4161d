namespace Weft.Cli.Reports;

/// <summary>What <c>weft data --json</c> writes.</summary>
/// <param name="Folder">Where data sets are kept.</param>
/// <param name="Datasets">Those that are known, here or not.</param>
internal sealed record DataReport(string Folder, IReadOnlyList<DatasetReport> Datasets);

/// <summary>One data set.</summary>
/// <param name="Name">What <c>--data</c> calls it.</param>
/// <param name="Here">Whether it can be used without a network.</param>
/// <param name="Folder">Where its files are; null where it has none.</param>
/// <param name="Bytes">The size of its files; null where it has none.</param>
internal sealed record DatasetReport(string Name, bool Here, string? Folder, long? Bytes);
