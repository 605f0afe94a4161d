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

/// <summary>What adaptive max and average pooling share: as many windows as the output has pixels, spread evenly over the image.</summary>
/// <remarks>Row i of h sees rows <c>floor(i height / h)</c> up to but not including <c>ceil((i + 1) height / h)</c>, and columns likewise: windows overlap where h does not divide the height.</remarks>
public abstract record AdaptivePooling2D : Layer
{
    private protected AdaptivePooling2D(Size2D outputSize) => OutputSize = Guard.Positive(outputSize, GetType().Name);

    /// <summary>Rows and columns of the output.</summary>
    public Size2D OutputSize { get; }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        RequireImage(input);
        return [OutputSize.Height, OutputSize.Width, input[2]];
    }

    /// <summary>From where up to where an output position sees along an axis.</summary>
    internal static (int Begin, int End) Window(int position, int extent, int count) =>
        ((int)((long)position * extent / count), (int)((((long)position + 1) * extent + count - 1) / count));
}

/// <summary>The mean of each window of as many as the output has pixels.</summary>
public sealed record AdaptiveAveragePooling2D : AdaptivePooling2D
{
    /// <summary>An adaptive average pooling.</summary>
    /// <param name="outputSize">Rows and columns of the output.</param>
    /// <exception cref="ArgumentOutOfRangeException">An extent is not positive.</exception>
    public AdaptiveAveragePooling2D(Size2D outputSize)
        : base(outputSize)
    {
    }
}

/// <summary>The largest value of each window of as many as the output has pixels.</summary>
/// <remarks>The gradient goes to the first largest value of the window in row-major order.</remarks>
public sealed record AdaptiveMaxPooling2D : AdaptivePooling2D
{
    /// <summary>An adaptive max pooling.</summary>
    /// <param name="outputSize">Rows and columns of the output.</param>
    /// <exception cref="ArgumentOutOfRangeException">An extent is not positive.</exception>
    public AdaptiveMaxPooling2D(Size2D outputSize)
        : base(outputSize)
    {
    }
}
