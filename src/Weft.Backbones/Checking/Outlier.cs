namespace Weft.Backbones;

/// <summary>A picture that is unlike all others.</summary>
/// <param name="Index">Which picture.</param>
/// <param name="Distance">The mean distance to its nearest others, of features of length 1: 0 to 2.</param>
/// <param name="Score">How many robust standard deviations of the distances above the median it lies above the median.</param>
public sealed record Outlier(int Index, double Distance, double Score);
