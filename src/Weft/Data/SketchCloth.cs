namespace Weft.Data;

/// <summary>What a piece of clothing is made of: a tone, brighter towards one side, and a pattern over it.</summary>
internal readonly record struct SketchCloth(float Base)
{
    public enum Weave
    {
        Plain,
        Across,
        Down,
        Checks,
        Dots,
        Print,
    }

    public Weave Pattern { get; init; }

    /// <summary>The pattern's cells per pixel.</summary>
    public float Frequency { get; init; }

    public float Phase { get; init; }

    public float Contrast { get; init; }

    public float ShadeX { get; init; }

    public float ShadeY { get; init; }

    /// <summary>The tone at a pixel.</summary>
    public float Tone(int column, int row)
    {
        float tone = Base + (ShadeX * (column - 13.5f)) + (ShadeY * (row - 13.5f));
        bool across = Odd(row);
        bool down = Odd(column);
        bool marked = Pattern switch
        {
            Weave.Across => across,
            Weave.Down => down,
            Weave.Checks => across != down,
            Weave.Dots => across && down,
            Weave.Print => Math.Abs(row - 11 - (4 * Phase)) < 2.6f && Math.Abs(column - 13.5f) < 3.6f && (row * 7 + column * 5 + (int)(16 * Phase)) % 4 != 0,
            _ => false,
        };
        return Math.Clamp(marked ? tone + Contrast : tone, 0.04f, 1);
    }

    /// <summary>Another plain tone beside this one, as seams, buttons and collars have.</summary>
    public SketchCloth Beside(float difference) => new(Base + difference > 0.95f || Base + difference < 0.08f ? Base - difference : Base + difference);

    private bool Odd(int pixel) => ((int)((pixel * Frequency) + (8 * Phase)) & 1) == 1;
}
