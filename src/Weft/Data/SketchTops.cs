namespace Weft.Data;

/// <summary>What is worn above: T-shirt, pullover, coat and shirt share one cut and differ in sleeves, neck, front and hem; and dresses.</summary>
internal static class SketchTops
{
    public static void TShirt(ref SketchPen pen)
    {
        Cut cut = new(ref pen, hem: pen.Between(22.5f, 26), body: pen.Between(5.2f, 7.2f));
        cut.Torso(ref pen, pen.Between(1, 3.4f));
        cut.ShortSleeves(ref pen);
        if (pen.Chance(0.4))
        {
            NeckBand(ref pen, cut);
        }
    }

    public static void Pullover(ref SketchPen pen)
    {
        Cut cut = new(ref pen, hem: pen.Between(22.5f, 25.5f), body: pen.Between(5.2f, 7.4f));
        cut.Torso(ref pen, pen.Between(0.4f, 2.2f));
        cut.LongSleeves(ref pen);
        SketchCloth rib = pen.Detail();
        pen.Canvas.Stroke(new(14 - cut.Body, cut.Hem - 1.2f), new(14 + cut.Body, cut.Hem - 1.2f), pen.Between(0.6f, 1.4f), rib);
        if (pen.Chance(0.35))
        {
            pen.Canvas.FillMirrored([new(cut.Neck * 0.8f, 2), new(cut.Neck, 5.2f)], pen.Chance(0.5) ? rib : pen.Cloth);
        }
        else
        {
            NeckBand(ref pen, cut);
        }
    }

    public static void Coat(ref SketchPen pen)
    {
        Cut cut = new(ref pen, hem: pen.Between(24.5f, 27.5f), body: pen.Between(5.6f, 7.6f));
        cut.Torso(ref pen, pen.Between(0.5f, 2));
        cut.LongSleeves(ref pen);
        SketchCloth edge = pen.Detail();
        float front = 14 + pen.Between(-1.2f, 1.2f);
        float lapel = pen.Between(10, 15);
        pen.Canvas.Stroke(new(front, lapel - 1), new(front + pen.Between(-0.8f, 0.8f), cut.Hem), pen.Between(1.5f, 2.6f), edge);
        pen.Canvas.Stroke(new(14 - cut.Neck, 4.2f), new(front, lapel), pen.Between(1, 1.8f), edge);
        pen.Canvas.Stroke(new(14 + cut.Neck, 4.2f), new(front, lapel), pen.Between(1, 1.8f), edge);
        if (pen.Chance(0.4))
        {
            float pocket = pen.Between(16.5f, 20);
            pen.Canvas.Stroke(new(14 - cut.Body + 1, pocket), new(14 - 1.8f, pocket + 0.6f), 0.8f, edge);
            pen.Canvas.Stroke(new(14 + cut.Body - 1, pocket), new(14 + 1.8f, pocket + 0.6f), 0.8f, edge);
        }
    }

    public static void Shirt(ref SketchPen pen)
    {
        Cut cut = new(ref pen, hem: pen.Between(23, 26.5f), body: pen.Between(5.2f, 7.2f));
        cut.Torso(ref pen, pen.Between(1, 2.6f));
        if (pen.Chance(0.35))
        {
            cut.ShortSleeves(ref pen);
        }
        else
        {
            cut.LongSleeves(ref pen);
        }

        SketchCloth trim = pen.Detail();
        float tip = pen.Between(6.5f, 8.5f);
        pen.Canvas.FillBoth([new(0.2f, 5.5f), new(cut.Neck + 0.4f, 3.4f), new(cut.Neck * 0.75f, tip)], trim);
        pen.Canvas.Stroke(new(14, tip - 1), new(14, cut.Hem), 0.6f, trim);
        float step = pen.Between(2.6f, 3.6f);
        float size = pen.Between(1.1f, 1.7f);
        for (float y = tip + 0.6f; y < cut.Hem - 1; y += step)
        {
            pen.Canvas.Stroke(new(14 - (size / 2), y), new(14 + (size / 2), y), size, trim);
        }
    }

    public static void Dress(ref SketchPen pen)
    {
        float strap = pen.Between(2.6f, 5);
        float chest = pen.Between(3.4f, 5);
        float waist = chest * pen.Between(0.68f, 0.95f);
        float waistY = pen.Between(10.5f, 14);
        float hem = pen.Between(24, 27.5f);
        float flare = waist + pen.Between(0.6f, 4.2f);
        pen.Canvas.FillMirrored(
            [new(0, pen.Between(3, 6.5f)), new(strap * 0.55f, 2), new(strap, 2.2f), new(chest, 7.5f), new(waist, waistY), new(flare, hem)], pen.Cloth);
        if (pen.Chance(0.4))
        {
            float length = pen.Chance(0.5) ? pen.Between(6.5f, 10) : pen.Between(10, 18);
            pen.Canvas.FillBoth([new(strap - 0.6f, 2.2f), new(strap + 1.8f, 4), new(chest + 2.4f, length), new(chest + 0.3f, length + 0.6f), new(chest - 0.4f, 7.5f)], pen.Cloth);
        }

        if (pen.Chance(0.4))
        {
            pen.Canvas.Stroke(new(14 - waist, waistY), new(14 + waist, waistY), pen.Between(0.7f, 1.6f), pen.Detail());
        }
    }

    private static void NeckBand(ref SketchPen pen, Cut cut) =>
        pen.Canvas.Curve(new(14 - cut.Neck, 3.8f), new(14, 3.8f + (2 * cut.Dip) + 0.6f), new(14 + cut.Neck, 3.8f), pen.Between(0.6f, 1.2f), pen.Detail());

    /// <summary>The measures that the pieces of one top share; widths count from the middle.</summary>
    private sealed class Cut(ref SketchPen pen, float hem, float body)
    {
        public float Hem { get; } = hem;

        public float Body { get; } = body;

        public float Neck { get; } = pen.Between(2, 3.4f);

        public float Shoulder { get; } = body + pen.Between(0, 1);

        public float Dip { get; private set; }

        private float Arm { get; } = pen.Between(9, 11.5f);

        public void Torso(ref SketchPen pen, float dip)
        {
            Dip = dip;
            pen.Canvas.FillMirrored(
                [new(0, 3.5f + dip), new(Neck * 0.7f, 3.5f + (dip * 0.7f)), new(Neck, 3.4f), new(Shoulder, 5), new(Body, Arm), new(Body * pen.Between(0.88f, 1.08f), Hem)],
                pen.Cloth);
        }

        public void ShortSleeves(ref SketchPen pen)
        {
            float end = pen.Between(8.5f, 12.5f);
            float reach = pen.Between(2.2f, 4.6f);
            pen.Canvas.FillBoth([new(Shoulder - 0.2f, 5), new(Shoulder + reach, end), new(Shoulder + reach - 2.6f, end + 1.6f), new(Body - 0.2f, Arm)], pen.Cloth);
        }

        public void LongSleeves(ref SketchPen pen)
        {
            float end = pen.Between(20, 25);
            float reach = pen.Between(1.6f, 4.2f);
            float wrist = Shoulder + reach;
            pen.Canvas.FillBoth(
                [new(Shoulder - 0.2f, 5), new(Shoulder + (reach * 0.65f), 9), new(wrist, end), new(wrist - 2.4f, end + 0.5f), new(Body + 0.5f, Arm + 2), new(Body - 0.2f, Arm)],
                pen.Cloth);
        }
    }
}
