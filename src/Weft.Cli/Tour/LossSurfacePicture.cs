using System.Globalization;

using Weft.Imaging;

namespace Weft.Cli.Tour;

/// <summary>The loss surface as a map with lines of equal loss, and two descents: with a small rate and with one that is too large.</summary>
internal static class LossSurfacePicture
{
    private const int Pictures = 256, Places = 21, Side = 420, Gap = 30, Steps = 24, Bands = 18;

    public static void Draw(TourSubject subject, string path)
    {
        LossSurface surface = new(subject.Model, subject.Data.Slice(0, Math.Min(Pictures, subject.Data.Count)), seed: 5);
        double[,] losses = surface.Grid(Places);
        (double low, double high) = (losses.Cast<double>().Min(), losses.Cast<double>().Max());
        using DrawingSheet sheet = new(Gap * 3 + Side * 2, Side + 110);
        (string Words, double Rate)[] descents = [("a small learning rate", 0.35), ("seven times as large", 2.45)];
        for (int i = 0; i < descents.Length; i++)
        {
            float left = Gap + i * (Side + Gap);
            IReadOnlyList<(double X, double Y)> steps = surface.Descend(-0.8, 0.7, descents[i].Rate, Steps);
            sheet.Words($"{descents[i].Words}: loss {Number(surface.Loss(steps[0].X, steps[0].Y))}, after {Steps} steps {Number(surface.Loss(steps[^1].X, steps[^1].Y))}", left, 26);
            sheet.Picture(Map(losses, low, high), left, 36, Side, Side);
            Path(sheet, steps, left, 36);
        }

        surface.Loss(0, 0);
        sheet.Words($"The loss of {Pictures} pictures over a plane through the network's weights (the cross), dark where it is small: {Number(low)} to {Number(high)}.", Gap, Side + 66);
        sheet.Words("A step goes downhill, against the gradient within the plane. It is as long as the learning rate times the slope, and ends at the edge.", Gap, Side + 86);
        sheet.SavePng(path);
    }

    private static void Path(DrawingSheet sheet, IReadOnlyList<(double X, double Y)> steps, float left, float top)
    {
        (float X, float Y) At((double X, double Y) place) =>
            (left + (float)((place.X + LossSurface.Reach) / (2 * LossSurface.Reach) * Side), top + (float)((LossSurface.Reach - place.Y) / (2 * LossSurface.Reach) * Side));
        (float middleX, float middleY) = At((0, 0));
        sheet.Line(middleX - 7, middleY, middleX + 7, middleY, 0xFFFFFF, 2);
        sheet.Line(middleX, middleY - 7, middleX, middleY + 7, 0xFFFFFF, 2);
        for (int i = 1; i < steps.Count; i++)
        {
            ((float fromX, float fromY), (float toX, float toY)) = (At(steps[i - 1]), At(steps[i]));
            sheet.Line(fromX, fromY, toX, toY, 0xE74C3C, 2);
            sheet.Disc(fromX, fromY, i == 1 ? 5 : 2.5f, 0xE74C3C);
        }
    }

    // Between the places the loss is interpolated; equal shades are bands of its logarithm.
    private static Picture Map(double[,] losses, double low, double high)
    {
        byte[] pixels = new byte[Side * Side];
        int last = losses.GetLength(0) - 1;
        for (int at = 0; at < pixels.Length; at++)
        {
            (double y, double x) = ((1 - at / Side / (Side - 1.0)) * last, at % Side / (Side - 1.0) * last);
            (int row, int column) = (Math.Min((int)y, last - 1), Math.Min((int)x, last - 1));
            (double down, double across) = (y - row, x - column);
            double loss = (1 - down) * ((1 - across) * losses[row, column] + across * losses[row, column + 1])
                + down * ((1 - across) * losses[row + 1, column] + across * losses[row + 1, column + 1]);
            double share = Math.Log(Math.Max(loss, 1e-9) / Math.Max(low, 1e-9)) / Math.Max(Math.Log(high / Math.Max(low, 1e-9)), 1e-9);
            pixels[at] = (byte)(40 + 215 * Math.Floor(share * Bands) / Bands);
        }

        return new Picture(Side, Side, 1, pixels);
    }

    private static string Number(double value) => value.ToString("0.00", CultureInfo.InvariantCulture);
}
