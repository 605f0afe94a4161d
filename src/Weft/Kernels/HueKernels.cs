namespace Weft.Kernels;

/// <summary>Changes of a picture's colours by hue and saturation: pixels are red, green and blue.</summary>
internal static class HueKernels
{
    /// <summary>Turns hues by a part of the colour circle and multiplies saturations, pixel by pixel; results are cut to a range. x and y may be the same memory.</summary>
    public static void Turn(ReadOnlySpan<float> x, Span<float> y, float turn, float saturation, float low, float high)
    {
        for (int i = 0; i + 2 < x.Length; i += 3)
        {
            (float hue, float pure, float value) = FromRgb(x[i], x[i + 1], x[i + 2]);
            hue += turn;
            hue -= MathF.Floor(hue);
            pure = Math.Clamp(pure * saturation, 0, 1);
            (float red, float green, float blue) = ToRgb(hue, pure, value);
            y[i] = Math.Clamp(red, low, high);
            y[i + 1] = Math.Clamp(green, low, high);
            y[i + 2] = Math.Clamp(blue, low, high);
        }
    }

    // The largest channel is the value, what it leads by the saturation's measure; the others say where on the circle the pixel is.
    private static (float Hue, float Saturation, float Value) FromRgb(float red, float green, float blue)
    {
        float value = Math.Max(red, Math.Max(green, blue)), range = value - Math.Min(red, Math.Min(green, blue));
        if (range <= 0 || value <= 0)
        {
            return (0, 0, value);
        }

        float sector = value == red ? (green - blue) / range : value == green ? 2 + ((blue - red) / range) : 4 + ((red - green) / range);
        return (sector / 6, range / value, value);
    }

    private static (float Red, float Green, float Blue) ToRgb(float hue, float saturation, float value)
    {
        float place = hue * 6, sector = MathF.Floor(place), part = place - sector;
        float least = value * (1 - saturation), falling = value * (1 - (saturation * part)), rising = value * (1 - (saturation * (1 - part)));
        return ((int)sector % 6) switch
        {
            0 => (value, rising, least),
            1 => (falling, value, least),
            2 => (least, value, rising),
            3 => (least, falling, value),
            4 => (rising, least, value),
            _ => (value, least, falling),
        };
    }
}
