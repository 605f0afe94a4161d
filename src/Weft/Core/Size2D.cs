namespace Weft;

/// <summary>A height and a width: a kernel, a stride, a pooling window. One number stands for both.</summary>
/// <param name="Height">Extent along the rows.</param>
/// <param name="Width">Extent along the columns.</param>
public readonly record struct Size2D(int Height, int Width)
{
    /// <summary>The same extent both ways.</summary>
    public static implicit operator Size2D(int extent) => new(extent, extent);

    /// <summary>Height and width.</summary>
    public static implicit operator Size2D((int Height, int Width) size) => new(size.Height, size.Width);

    /// <summary>Height times width.</summary>
    public int Area => Height * Width;

    /// <summary><c>3x3</c>.</summary>
    public override string ToString() => $"{Height}x{Width}";
}
