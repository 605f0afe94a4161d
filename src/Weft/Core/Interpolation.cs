namespace Weft;

/// <summary>What a picture's value between its pixels is.</summary>
public enum Interpolation
{
    /// <summary>That of the nearest pixel.</summary>
    Nearest,

    /// <summary>The mean of the four pixels around, weighted by how near they are.</summary>
    Bilinear,

    /// <summary>Keys' cubic through the sixteen pixels around, a = -0.5. Not for random layers.</summary>
    Bicubic,

    /// <summary>Lanczos' windowed sine, three pixels to each side. Not for random layers.</summary>
    Lanczos3,

    /// <summary>Lanczos' windowed sine, five pixels to each side. Not for random layers.</summary>
    Lanczos5,
}
