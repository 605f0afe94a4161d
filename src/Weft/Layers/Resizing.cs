namespace Weft.Layers;

/// <summary>Gives images another size.</summary>
/// <remarks>
/// Middles of pixels lie at half coordinates, as everywhere in Keras 3. Bicubic is Keys' with a = -0.5, its weights taken at the nearest 1/1024 of a pixel as TensorFlow does;
/// at the border the weights of what is outside are left out and the others sum to 1.
/// </remarks>
public sealed record Resizing : Layer
{
    /// <summary>A change of size.</summary>
    /// <param name="height">Rows of the result.</param>
    /// <param name="width">Columns of the result.</param>
    /// <param name="interpolation">How values between pixels are found.</param>
    /// <param name="cropToAspectRatio">Whether the image is first cropped, around its middle, to the result's proportions.</param>
    /// <param name="padToAspectRatio">Whether the image is first filled up to the result's proportions.</param>
    /// <param name="antialias">Whether all pixels count that a smaller result's pixel covers; not for nearest.</param>
    /// <exception cref="ArgumentOutOfRangeException">An extent is not positive.</exception>
    /// <exception cref="ArgumentException">It is to be both cropped and filled up.</exception>
    public Resizing(
        int height, int width, Interpolation interpolation = Interpolation.Bilinear, bool cropToAspectRatio = false, bool padToAspectRatio = false, bool antialias = false)
    {
        Size = Guard.Positive(new Size2D(height, width), nameof(Resizing));
        if (cropToAspectRatio && padToAspectRatio)
        {
            throw new ArgumentException($"{nameof(Resizing)}: expected cropToAspectRatio or padToAspectRatio, got both. Leave one of them out.", nameof(padToAspectRatio));
        }

        (Interpolation, CropToAspectRatio, PadToAspectRatio, Antialias) = (interpolation, cropToAspectRatio, padToAspectRatio, antialias);
    }

    /// <summary>Rows and columns of the result.</summary>
    public Size2D Size { get; }

    /// <summary>How values between pixels are found.</summary>
    public Interpolation Interpolation { get; }

    /// <summary>Whether the image is first cropped to the result's proportions.</summary>
    public bool CropToAspectRatio { get; }

    /// <summary>Whether the image is first filled up to the result's proportions.</summary>
    public bool PadToAspectRatio { get; }

    /// <summary>Whether all pixels count that a smaller result's pixel covers.</summary>
    public bool Antialias { get; }

    /// <summary>The value that fills an image up; 0 by default.</summary>
    public float FillValue { get; init; }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        RequireImage(input);
        return [Size.Height, Size.Width, input[2]];
    }

    /// <summary>The part of the image, along one axis, that becomes the result: it may begin outside and be larger.</summary>
    /// <param name="extent">The image's extent along the axis.</param>
    /// <param name="across">Its extent along the other.</param>
    /// <param name="target">The result's extent along the axis.</param>
    /// <param name="targetAcross">The result's extent along the other.</param>
    internal (int Begin, int Length) Source(int extent, int across, int target, int targetAcross)
    {
        int fitting = (int)((double)across * target / targetAcross);
        if (CropToAspectRatio)
        {
            int length = Math.Max(Math.Min(extent, fitting), 1);
            return ((extent - length) / 2, length);
        }

        // Keras fills up by the same on both sides, so an odd pixel is left out.
        int before = PadToAspectRatio ? (Math.Max(extent, fitting) - extent) / 2 : 0;
        return (-before, extent + (2 * before));
    }
}

/// <summary>The middle of an image: cropped where the image is large enough, otherwise cropped to the result's proportions and enlarged, bilinearly.</summary>
public sealed record CenterCrop : Layer
{
    /// <summary>A crop of the middle.</summary>
    /// <param name="height">Rows of the result.</param>
    /// <param name="width">Columns of the result.</param>
    /// <exception cref="ArgumentOutOfRangeException">An extent is not positive.</exception>
    public CenterCrop(int height, int width) => Size = Guard.Positive(new Size2D(height, width), nameof(CenterCrop));

    /// <summary>Rows and columns of the result.</summary>
    public Size2D Size { get; }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        RequireImage(input);
        return [Size.Height, Size.Width, input[2]];
    }

    /// <summary>What it comes to for an input: a cropping or a change of size.</summary>
    internal Layer For(Shape input)
    {
        (int rows, int columns) = (input[0] - Size.Height, input[1] - Size.Width);
        return rows >= 0 && columns >= 0
            ? new Cropping2D(rows / 2, rows - (rows / 2), columns / 2, columns - (columns / 2))
            : new Resizing(Size.Height, Size.Width, cropToAspectRatio: true);
    }
}
