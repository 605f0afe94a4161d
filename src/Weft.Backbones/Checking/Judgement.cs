namespace Weft.Backbones;

/// <summary>What judges that have not seen pictures say about them.</summary>
/// <param name="Judge">Who judged, in words.</param>
/// <param name="Probabilities"><c>[count, classes]</c>.</param>
/// <param name="Outliers">The pictures unlike all others.</param>
/// <param name="Features">Of length 1, <c>[count, features]</c>; null where those of different pictures cannot be compared.</param>
internal sealed record Judgement(string Judge, Tensor Probabilities, IReadOnlyList<Outlier> Outliers, Tensor? Features = null);
