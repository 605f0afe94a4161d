namespace Weft.Cli.Reports;

/// <summary>What <c>weft predict --outputs FILE --json</c> writes.</summary>
/// <param name="File">The file of the samples.</param>
/// <param name="Outputs">The file of the answers.</param>
/// <param name="Shape">The shape of the answers, samples first.</param>
/// <param name="Notes">What loading the model left out of its file, a sentence each.</param>
internal sealed record ArrayReport(string File, string Outputs, IReadOnlyList<int> Shape, IReadOnlyList<string> Notes);
