namespace Weft.Data;

/// <summary>A sample whose label is probably wrong.</summary>
/// <param name="Index">Which sample.</param>
/// <param name="Label">The class it is said to be of.</param>
/// <param name="Suggested">The likeliest class.</param>
/// <param name="SelfConfidence">The probability of the label: the lower, the worse.</param>
/// <param name="NormalizedMargin">
/// <c>(p[label] - max over others + 1) / 2</c>, from 0, surely wrong, to 1, surely right.
/// </param>
public sealed record LabelIssue(int Index, int Label, int Suggested, double SelfConfidence, double NormalizedMargin);
