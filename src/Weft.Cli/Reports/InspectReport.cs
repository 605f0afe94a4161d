namespace Weft.Cli.Reports;

/// <summary>What <c>weft inspect --json</c> writes.</summary>
internal sealed record InspectReport(SummaryReport Model, PlanReport? Plan);
