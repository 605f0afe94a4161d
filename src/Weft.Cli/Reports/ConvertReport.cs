namespace Weft.Cli.Reports;

/// <summary>What <c>weft convert --json</c> writes.</summary>
/// <param name="From">The file that was read.</param>
/// <param name="To">The file that was written.</param>
/// <param name="Format">What kind of file that is.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="AccuracyBefore">The model's accuracy, where it was written in 8 bits.</param>
/// <param name="AccuracyAfter">The accuracy in 8 bits.</param>
internal sealed record ConvertReport(string From, string To, string Format, long Bytes, double? AccuracyBefore, double? AccuracyAfter);
