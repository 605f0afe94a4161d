namespace Weft;

/// <summary>What happens at the border of an image under a sliding window.</summary>
public enum Padding
{
    /// <summary>The window stays inside: <c>output = floor((input - window) / stride) + 1</c>.</summary>
    Valid,

    /// <summary>Zeros around the image so that <c>output = ceil(input / stride)</c>; an odd zero goes below and right.</summary>
    Same,
}
