namespace Weft;

/// <summary>What lies outside a picture that is moved, turned or zoomed; a row <c>a b c d</c> continues so on both sides.</summary>
public enum FillMode
{
    /// <summary>Mirrored at the edge, the edge pixel twice: <c>d c b a | a b c d | d c b a</c>.</summary>
    Reflect,

    /// <summary>One value everywhere: <c>k k k k | a b c d | k k k k</c>.</summary>
    Constant,

    /// <summary>The picture again: <c>a b c d | a b c d | a b c d</c>.</summary>
    Wrap,

    /// <summary>The edge pixel: <c>a a a a | a b c d | d d d d</c>.</summary>
    Nearest,
}
