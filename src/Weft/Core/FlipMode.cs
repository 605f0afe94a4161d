namespace Weft;

/// <summary>Which way a picture may be mirrored.</summary>
public enum FlipMode
{
    /// <summary>Left to right.</summary>
    Horizontal,

    /// <summary>Top to bottom.</summary>
    Vertical,

    /// <summary>Either, both or none.</summary>
    HorizontalAndVertical,
}
