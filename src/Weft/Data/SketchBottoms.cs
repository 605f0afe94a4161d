namespace Weft.Data;

/// <summary>What is worn below or carried: trousers, bags and three kinds of shoes, seen from the side.</summary>
internal static class SketchBottoms
{
    public static void Trouser(ref SketchPen pen)
    {
        float waist = pen.Between(3.2f, 5);
        float hip = waist + pen.Between(0.2f, 1.2f);
        float crotch = pen.Between(8, 11.5f);
        float hem = pen.Between(24.5f, 27);
        float apart = pen.Between(0.2f, 2);
        float leg = pen.Between(1.9f, 3.6f);
        pen.Canvas.FillMirrored([new(0, 2), new(waist, 2), new(hip, crotch - 1), new(apart + leg, hem), new(apart, hem), new(0, crotch)], pen.Cloth);
        if (pen.Chance(0.5))
        {
            pen.Canvas.Stroke(new(14 - waist, 2.8f), new(14 + waist, 2.8f), pen.Between(0.6f, 1.3f), pen.Detail());
        }
    }

    public static void Bag(ref SketchPen pen)
    {
        float width = pen.Between(6.5f, 12);
        float top = pen.Between(9, 13);
        float bottom = pen.Between(21, 25.5f);
        pen.Canvas.FillMirrored([new(0, top), new(width * pen.Between(0.72f, 1), top), new(width, bottom - 1.5f), new(width - 1, bottom), new(0, bottom)], pen.Cloth);
        float grip = width * pen.Between(0.35f, 0.8f);
        if (pen.Chance(0.85))
        {
            pen.Canvas.Curve(new(14 - grip, top + 0.5f), new(14, (2 * pen.Between(3, 7)) - top), new(14 + grip, top + 0.5f), pen.Between(0.9f, 1.9f), pen.Cloth);
        }

        SketchCloth detail = pen.Detail();
        if (pen.Chance(0.6))
        {
            float flap = pen.Between(top + 2, bottom - 3);
            pen.Canvas.Stroke(new(14 - width + 1, flap), new(14 + width - 1, flap), pen.Between(0.6f, 1.2f), detail);
            pen.Canvas.Stroke(new(14, flap - 0.8f), new(14, flap + 1.2f), pen.Between(1.2f, 2.2f), detail);
        }
    }

    public static void Sandal(ref SketchPen pen)
    {
        float heel = pen.Chance(0.5) ? pen.Between(0.3f, 1.2f) : pen.Between(2, 7);
        float ground = pen.Between(20, 22);
        float thick = pen.Between(0.9f, 1.9f);
        float ball = pen.Between(15, 18.5f);
        pen.Canvas.Fill(
            [new(2.5f, ground - heel - thick), new(7.5f, ground - heel - thick), new(ball, ground - thick), new(25.5f, ground - thick), new(25, ground), new(ball - 0.8f, ground), new(7.5f, ground - heel), new(2.5f, ground - heel)],
            pen.Cloth);
        if (heel > 1.5f)
        {
            pen.Canvas.Fill([new(2.6f, ground - heel), new(2.6f + pen.Between(1.6f, 4), ground - heel), new(4.2f, ground), new(2.8f, ground)], pen.Cloth);
        }

        float rise = pen.Between(4.5f, 9);
        float strap = pen.Between(0.8f, 1.8f);
        float foot = ground - thick;
        pen.Canvas.Curve(new(ball - 1.5f, foot), new(ball + 2, foot - rise), new(23, foot), strap, pen.Cloth);
        pen.Canvas.Curve(new(3, foot - heel), new(4, foot - heel - rise), new(9, foot - heel - (rise * 0.55f)), strap, pen.Cloth);
        if (pen.Chance(0.75))
        {
            pen.Canvas.Curve(new(9, foot - heel - (rise * 0.55f)), new(13, foot - (heel * 0.5f) - (rise * 0.4f)), new(ball, foot - 1), strap, pen.Cloth);
        }

        if (pen.Chance(0.5))
        {
            pen.Canvas.Curve(new(ball - 4, foot - (heel * 0.4f)), new(ball - 2, foot - rise), new(ball + 3, foot - 1), strap, pen.Cloth);
        }
    }

    public static void Sneaker(ref SketchPen pen)
    {
        float ground = pen.Between(19.5f, 22);
        float sole = pen.Between(1.2f, 2.4f);
        float top = ground - sole;
        float collar = top - pen.Between(4.8f, 7.4f);
        float vamp = pen.Between(12, 15.5f);
        pen.Canvas.Fill(
            [new(2.6f, top), new(2.6f + pen.Between(-0.4f, 0.8f), collar), new(5.5f, collar + 1.2f), new(9, collar + pen.Between(-0.6f, 0.8f)), new(vamp, collar + 2.2f), new(21, top - pen.Between(2, 3.2f)), new(25.2f, top - 1.2f), new(25.8f, top)],
            pen.Cloth);
        pen.Canvas.Fill([new(2.2f, top), new(26, top), new(25.4f, ground), new(2.8f, ground)], pen.Detail());
        SketchCloth lace = pen.Detail();
        if (pen.Chance(0.75))
        {
            int laces = pen.Chance(0.5) ? 3 : 2;
            for (int i = 0; i < laces; i++)
            {
                float x = 10.5f + (i * 2.6f);
                float y = collar + 0.6f + (i * 0.9f);
                pen.Canvas.Curve(new(x, y), new(x - 0.3f, y + 1), new(x - 0.9f, y + 2.2f), 0.8f, lace);
            }
        }

        if (pen.Chance(0.4))
        {
            pen.Canvas.Curve(new(6, top - 1.2f), new(12, top - 0.5f), new(16, top - 3), pen.Between(0.7f, 1.3f), lace);
        }
    }

    public static void AnkleBoot(ref SketchPen pen)
    {
        float ground = pen.Between(22, 25.5f);
        float heel = pen.Chance(0.5) ? pen.Between(0.6f, 1.5f) : pen.Between(1.5f, 4.5f);
        float sole = pen.Between(0.6f, 1.3f);
        float top = pen.Between(4, 9);
        float shaft = pen.Between(9.5f, 12.5f);
        float foot = ground - sole;
        float arch = ground - heel;
        float instep = ground - pen.Between(7.5f, 9);
        pen.Canvas.Fill(
            [new(3.4f, top), new(shaft, top + pen.Between(-0.6f, 0.9f)), new(shaft + 0.6f, instep), new(20, ground - pen.Between(5, 6.4f)), new(25, ground - 3), new(25.8f, foot), new(14, foot), new(9, arch), new(2.8f, arch)],
            pen.Cloth);
        SketchCloth trim = pen.Chance(0.5) ? pen.Cloth : pen.Detail();
        pen.Canvas.Fill([new(13, foot), new(25.9f, foot), new(25.6f, ground), new(13, ground)], trim);
        pen.Canvas.Fill([new(2.8f, arch), new(8.2f, arch), new(7.4f, ground), new(3.2f, ground)], trim);
        if (pen.Chance(0.5))
        {
            float x = pen.Between(6, 9);
            pen.Canvas.Curve(new(x, top + 1), new(x + 0.4f, (top + instep) / 2), new(x + 0.8f, instep), 0.8f, pen.Detail());
        }
    }
}
