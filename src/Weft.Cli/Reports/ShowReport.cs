namespace Weft.Cli.Reports;

/// <summary>What <c>weft show --json</c> writes.</summary>
internal sealed record ShowReport(string Data, string Part, int Count, IReadOnlyList<string> Classes, string? File);
