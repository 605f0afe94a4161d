namespace Weft.Kernels;

/// <summary>A square of pixels of an image; at the border a part of it lies outside.</summary>
/// <param name="Corner">Where its upper left pixel lies, or would lie, in the images' floats.</param>
/// <param name="Top">Its first row inside.</param>
/// <param name="Bottom">The row behind its last inside.</param>
/// <param name="Left">Its first column inside.</param>
/// <param name="Right">The column behind its last inside.</param>
internal readonly record struct TileFrame(int Corner, byte Top, byte Bottom, byte Left, byte Right)
{
    /// <summary>Whether a square of this side lies inside as a whole.</summary>
    public bool IsWhole(nint side) => Top == 0 && Left == 0 && Bottom == side && Right == side;
}
