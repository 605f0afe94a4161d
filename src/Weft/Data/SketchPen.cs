using System.Numerics;

namespace Weft.Data;

/// <summary>Draws one picture: a sheet, the random numbers of this picture, and the cloth of its garment.</summary>
internal ref struct SketchPen
{
    public readonly SketchCanvas Canvas;
    private Generator _random;

    public SketchPen(SketchCanvas canvas, Generator random)
    {
        Canvas = canvas;
        _random = random;
        Cloth = ChooseCloth();
        canvas.Clear(ChooseView());
    }

    public SketchCloth Cloth { get; }

    /// <summary>Uniform between two numbers.</summary>
    public float Between(float low, float high) => low + ((high - low) * (float)_random.NextDouble());

    /// <summary>True so often.</summary>
    public bool Chance(double probability) => _random.NextDouble() < probability;

    /// <summary>A tone as far from the cloth's as a visible detail is, brighter or darker.</summary>
    public SketchCloth Detail(float least = 0.25f) => Cloth.Beside(Chance(0.5) ? Between(least, 0.5f) : -Between(least, 0.5f));

    /// <summary>Turns the tones into bytes, with grain.</summary>
    public void Finish(Span<byte> pixels)
    {
        float grain = Chance(0.75) ? Between(0.01f, 0.035f) : Between(0.035f, 0.08f);
        Span<float> tones = Canvas.Tones;
        for (int i = 0; i < tones.Length; i += 4)
        {
            ulong bits = _random.NextUInt64();
            for (int j = i; j < i + 4; j++, bits >>= 16)
            {
                // The sum of two bytes: a triangular grain of deviation 1.
                float noise = ((bits & 0xFF) + ((bits >> 8) & 0xFF) - 255f) * (1 / 104.5f);
                float tone = tones[j] + (grain * noise * (tones[j] > 0.02f ? 1 : 0.5f));
                pixels[j] = (byte)(Math.Clamp(tone, 0, 1) * 255 + 0.5f);
            }
        }
    }

    private SketchCloth ChooseCloth()
    {
        float tone = Between(0.25f, 0.95f);
        return new SketchCloth(tone)
        {
            Pattern = Chance(0.62) ? SketchCloth.Weave.Plain : (SketchCloth.Weave)(1 + _random.NextInt(5)),
            Frequency = Between(0.25f, 0.7f),
            Phase = Between(0, 1),
            Contrast = (tone > 0.55f ? -1 : 1) * Between(0.08f, 0.3f),
            ShadeX = Between(-0.012f, 0.012f),
            ShadeY = Between(-0.01f, 0.01f),
        };
    }

    /// <summary>A scale each way, a slant, a lean and a shift, and either side to the left.</summary>
    private Matrix3x2 ChooseView()
    {
        float wide = Between(0.72f, 1.06f) * (Chance(0.5) ? 1 : -1);
        float high = Between(0.76f, 1.06f);
        float slant = Between(-0.14f, 0.14f);
        float lean = Between(-0.12f, 0.12f);
        return new(wide, lean * wide, slant * high, high, Between(-2.4f, 2.4f), Between(-2.2f, 2.2f));
    }
}
