namespace Weft;

/// <summary>What a picture's value between its pixels is.</summary>
public enum Interpolation
{
    /// <summary>That of the nearest pixel.</summary>
    Nearest,

    /// <summary>The mean of the four pixels around, weighted by how near they are.</summary>
    Bilinear,
}
