namespace Weft.Layers;

/// <summary>What max and average pooling share: a window that slides over each channel.</summary>
public abstract record Pooling2D : Layer
{
    private protected Pooling2D(Size2D? poolSize, Size2D? strides, Padding padding)
    {
        PoolSize = Guard.Positive(poolSize ?? 2, GetType().Name);
        Strides = Guard.Positive(strides ?? PoolSize, GetType().Name);
        Padding = padding;
    }

    /// <summary>Window height and width.</summary>
    public Size2D PoolSize { get; }

    /// <summary>Steps of the window; the window's size by default.</summary>
    public Size2D Strides { get; }

    /// <summary>Border rule; padding never wins a maximum and does not count in an average.</summary>
    public Padding Padding { get; }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        RequireImage(input);
        return WindowShape(input, PoolSize, Strides, Padding, input[2]);
    }
}

/// <summary>The largest value of each window: <c>y[oy, ox, c] = max over the window of x</c>.</summary>
/// <remarks>The gradient goes to the first largest value of the window in row-major order.</remarks>
public sealed record MaxPooling2D : Pooling2D
{
    /// <summary>A max pooling.</summary>
    /// <param name="poolSize">Window height and width; 2 by default.</param>
    /// <param name="strides">Steps of the window; the window's size by default.</param>
    /// <param name="padding">Border rule; valid by default.</param>
    public MaxPooling2D(Size2D? poolSize = null, Size2D? strides = null, Padding padding = Padding.Valid)
        : base(poolSize, strides, padding)
    {
    }
}

/// <summary>The mean of each window: <c>y[oy, ox, c] = mean over the window's pixels inside the image of x</c>.</summary>
public sealed record AveragePooling2D : Pooling2D
{
    /// <summary>An average pooling.</summary>
    /// <param name="poolSize">Window height and width; 2 by default.</param>
    /// <param name="strides">Steps of the window; the window's size by default.</param>
    /// <param name="padding">Border rule; valid by default.</param>
    public AveragePooling2D(Size2D? poolSize = null, Size2D? strides = null, Padding padding = Padding.Valid)
        : base(poolSize, strides, padding)
    {
    }
}
