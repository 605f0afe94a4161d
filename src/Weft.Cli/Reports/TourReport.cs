namespace Weft.Cli.Reports;

/// <summary>What <c>weft tour --json</c> writes.</summary>
/// <param name="Model">The network's name.</param>
/// <param name="Data">The data set's.</param>
/// <param name="Index">The test picture that was looked at.</param>
/// <param name="Pictures">The files drawn, in the order of docs/tour.md.</param>
/// <param name="LeftOut">Those that the network has nothing for, and why.</param>
internal sealed record TourReport(string Model, string Data, int Index, IReadOnlyList<string> Pictures, IReadOnlyList<string> LeftOut);
