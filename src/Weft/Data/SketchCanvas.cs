using System.Numerics;

namespace Weft.Data;

/// <summary>A 28x28 sheet on which outlines are filled with exact area coverage, seen through a slant, a scale and a shift.</summary>
/// <remarks>
/// Coverage is accumulated as in Levien's font-rs: every edge leaves its signed area in the cells it crosses, and a running sum along a row
/// turns that into coverage. Only + - * / are used, so that a picture has the same bytes on every machine.
/// </remarks>
internal sealed class SketchCanvas
{
    public const int Side = 28;
    private const int Stride = Side + 2;
    private const float Middle = Side / 2f;

    private readonly float[] _area = new float[Stride * Side];
    private readonly float[] _tones = new float[Side * Side];
    private Matrix3x2 _view = Matrix3x2.Identity;

    /// <summary>The tones drawn so far, 0 black to 1 white.</summary>
    public Span<float> Tones => _tones;

    /// <summary>Starts a black sheet; points p of outlines lie at view(p - middle) + middle.</summary>
    public void Clear(Matrix3x2 view)
    {
        Array.Clear(_tones);
        _view = view;
    }

    /// <summary>Fills an outline with cloth.</summary>
    public void Fill(ReadOnlySpan<Vector2> outline, in SketchCloth cloth)
    {
        Vector2 previous = Place(outline[^1]);
        float top = Side, bottom = 0;
        foreach (Vector2 point in outline)
        {
            Vector2 next = Place(point);
            Edge(previous, next);
            (top, bottom) = (Math.Min(top, next.Y), Math.Max(bottom, next.Y));
            previous = next;
        }

        Blend(Math.Max(0, (int)top), Math.Min(Side - 1, (int)bottom), cloth);
    }

    /// <summary>Fills a half outline and its mirror image at the middle column as one piece; x is measured from there.</summary>
    public void FillMirrored(ReadOnlySpan<Vector2> half, in SketchCloth cloth)
    {
        Span<Vector2> outline = stackalloc Vector2[2 * half.Length];
        for (int i = 0; i < half.Length; i++)
        {
            outline[i] = new(Middle + half[i].X, half[i].Y);
            outline[^(i + 1)] = new(Middle - half[i].X, half[i].Y);
        }

        Fill(outline, cloth);
    }

    /// <summary>Fills an outline and its mirror image at the middle column as two pieces; x is measured from there.</summary>
    public void FillBoth(ReadOnlySpan<Vector2> piece, in SketchCloth cloth)
    {
        Span<Vector2> outline = stackalloc Vector2[piece.Length];
        foreach (float side in (ReadOnlySpan<float>)[1, -1])
        {
            for (int i = 0; i < piece.Length; i++)
            {
                outline[i] = new(Middle + side * piece[i].X, piece[i].Y);
            }

            Fill(outline, cloth);
        }
    }

    /// <summary>Draws a straight stroke.</summary>
    public void Stroke(Vector2 from, Vector2 to, float width, in SketchCloth cloth)
    {
        Vector2 along = to - from;
        float length = MathF.Sqrt((along.X * along.X) + (along.Y * along.Y));
        if (length > 0)
        {
            Vector2 across = new Vector2(-along.Y, along.X) * (width / 2 / length);
            Fill([from + across, to + across, to - across, from - across], cloth);
        }
    }

    /// <summary>Draws a quadratic Bézier curve as strokes.</summary>
    public void Curve(Vector2 from, Vector2 control, Vector2 to, float width, in SketchCloth cloth)
    {
        const int pieces = 8;
        Vector2 previous = from;
        for (int i = 1; i <= pieces; i++)
        {
            float t = (float)i / pieces;
            Vector2 next = ((1 - t) * (1 - t) * from) + (2 * t * (1 - t) * control) + (t * t * to);
            Stroke(previous, next, width, cloth);
            previous = next;
        }
    }

    private Vector2 Place(Vector2 point)
    {
        float x = point.X - Middle;
        float y = point.Y - Middle;
        return new((x * _view.M11) + (y * _view.M21) + _view.M31 + Middle, (x * _view.M12) + (y * _view.M22) + _view.M32 + Middle);
    }

    private void Edge(Vector2 a, Vector2 b)
    {
        if (a.Y == b.Y)
        {
            return;
        }

        float sign = a.Y < b.Y ? 1 : -1;
        (Vector2 high, Vector2 low) = a.Y < b.Y ? (a, b) : (b, a);
        float slope = (low.X - high.X) / (low.Y - high.Y);
        int first = Math.Max(0, (int)high.Y);
        int last = Math.Min(Side, (int)low.Y + 1);
        for (int row = first; row < last; row++)
        {
            float top = Math.Max(row, high.Y);
            float bottom = Math.Min(row + 1, low.Y);
            if (bottom > top)
            {
                float x0 = Math.Clamp(high.X + ((top - high.Y) * slope), 0, Side);
                float x1 = Math.Clamp(high.X + ((bottom - high.Y) * slope), 0, Side);
                Leave(_area.AsSpan(row * Stride, Stride), Math.Min(x0, x1), Math.Max(x0, x1), sign * (bottom - top));
            }
        }
    }

    /// <summary>Spreads an edge's height over the cells from x0 to x1: what of a cell lies right of the edge, and the rest one cell on.</summary>
    private static void Leave(Span<float> row, float x0, float x1, float height)
    {
        int first = (int)x0;
        int last = (int)x1;
        if (first == last)
        {
            float right = height * (first + 1 - ((x0 + x1) / 2));
            row[first] += right;
            row[first + 1] += height - right;
            return;
        }

        float perColumn = height / (x1 - x0);
        for (int column = first; column <= last; column++)
        {
            float from = Math.Max(x0, column);
            float to = Math.Min(x1, column + 1);
            float part = perColumn * (to - from);
            float right = part * (column + 1 - ((from + to) / 2));
            row[column] += right;
            row[column + 1] += part - right;
        }
    }

    private void Blend(int top, int bottom, in SketchCloth cloth)
    {
        for (int row = top; row <= bottom; row++)
        {
            Span<float> area = _area.AsSpan(row * Stride, Stride);
            Span<float> tones = _tones.AsSpan(row * Side, Side);
            float sum = 0;
            for (int column = 0; column < Side; column++)
            {
                sum += area[column];
                float cover = Math.Min(Math.Abs(sum), 1);
                if (cover > 0.001f)
                {
                    tones[column] += cover * (cloth.Tone(column, row) - tones[column]);
                }
            }

            area.Clear();
        }
    }
}
