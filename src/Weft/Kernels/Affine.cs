namespace Weft.Kernels;

/// <summary>Where the pixel at column x and row y of a picture comes from: column <c>A x + B y + C</c>, row <c>D x + E y + F</c> of another.</summary>
internal readonly record struct Affine(double A, double B, double C, double D, double E, double F)
{
    /// <summary>Every pixel from its own place.</summary>
    public static Affine Identity { get; } = new(1, 0, 0, 0, 1, 0);

    /// <summary>Whether the picture is only shifted and mirrored.</summary>
    public bool IsShift => B == 0 && D == 0 && Math.Abs(A) == 1 && Math.Abs(E) == 1;

    /// <summary>The map of two steps: the picture this map makes, put through <paramref name="next"/>.</summary>
    public Affine Then(in Affine next) => new(
        (A * next.A) + (B * next.D),
        (A * next.B) + (B * next.E),
        (A * next.C) + (B * next.F) + C,
        (D * next.A) + (E * next.D),
        (D * next.B) + (E * next.E),
        (D * next.C) + (E * next.F) + F);
}

/// <summary>The extents of a picture whose channels lie innermost.</summary>
internal readonly record struct PictureSize(int Height, int Width, int Channels)
{
    public static PictureSize Of(Shape shape) => new(shape[0], shape[1], shape[2]);
}

/// <summary>What a picture's values between and outside its pixels are.</summary>
internal readonly record struct Sampling(Interpolation Interpolation, FillMode FillMode, float FillValue)
{
    /// <summary>The pixel that stands at a place outside; -1 for the fill value.</summary>
    public int Inside(int index, int count)
    {
        if ((uint)index < (uint)count)
        {
            return index;
        }

        switch (FillMode)
        {
            case FillMode.Nearest:
                return Math.Clamp(index, 0, count - 1);
            case FillMode.Wrap:
                return Remainder(index, count);
            case FillMode.Reflect:
                int place = Remainder(index, 2 * count);
                return place < count ? place : (2 * count) - 1 - place;
            default:
                return -1;
        }
    }

    private static int Remainder(int index, int period)
    {
        int rest = index % period;
        return rest < 0 ? rest + period : rest;
    }
}
