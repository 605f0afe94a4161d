namespace Weft.Imaging;

/// <summary>In what two pictures are the same.</summary>
public enum DuplicateKind
{
    /// <summary>Every pixel is the same.</summary>
    Exact,

    /// <summary>The pixels differ by less than a few grey levels, as root of the mean square.</summary>
    Pixels,

    /// <summary>The perceptual hashes are nearly the same, and the pixels too but for brightness and contrast: one is the other brighter, darker or flatter.</summary>
    Hash,

    /// <summary>A backbone sees the same in both: such as the same object a moment later.</summary>
    Features,
}

/// <summary>Two pictures of a data set that are the same or nearly.</summary>
/// <param name="First">The one that comes first.</param>
/// <param name="Second">The other.</param>
/// <param name="Kind">In what they are the same.</param>
/// <param name="Measure">
/// How near they are: the root of the mean square of the differences of pixels, in grey levels, for <see cref="DuplicateKind.Exact"/> (0) and <see cref="DuplicateKind.Pixels"/>;
/// the correlation of pixels for <see cref="DuplicateKind.Hash"/>; the cosine of features for <see cref="DuplicateKind.Features"/>.
/// </param>
public sealed record PicturePair(int First, int Second, DuplicateKind Kind, double Measure);
