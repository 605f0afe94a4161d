using System.Globalization;

using Weft.Imaging;

namespace Weft.Cli.Tour;

/// <summary>Pictures that the network did not learn from, with what it says of them; what is wrong is red.</summary>
internal static class PredictionPicture
{
    private const int Columns = 5, Rows = 3, Cell = 112, Gap = 30;

    public static void Draw(TourSubject subject, string path)
    {
        int count = Math.Min(Columns * Rows, subject.Data.Count);
        Tensor answers = subject.Model.Predict(subject.Data.Slice(0, count));
        using DrawingSheet sheet = new(Gap + Columns * (Cell + Gap), 16 + Rows * (Cell + 48));
        for (int i = 0; i < count; i++)
        {
            (float left, float top) = (Gap + i % Columns * (Cell + Gap), 12 + i / Columns * (Cell + 48));
            float[] row = answers.Row(i).ToArray();
            int best = Array.IndexOf(row, row.Max());
            bool isRight = best == subject.Data.Labels[i];
            sheet.Picture(subject.PictureAt(i), left, top, Cell, Cell);
            sheet.Words($"{subject.ClassName(best)} {row[best].ToString("0 %", CultureInfo.InvariantCulture)}", left + Cell / 2f, top + Cell + 16, 12, centred: true, isRight ? 0x1E8449 : 0xC0392B);
            sheet.Words(isRight ? "" : $"is: {subject.ClassOf(i)}", left + Cell / 2f, top + Cell + 32, 11, centred: true, 0xC0392B);
        }

        sheet.SavePng(path);
    }
}
