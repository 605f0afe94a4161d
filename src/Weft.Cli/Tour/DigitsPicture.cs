using Weft.Data;
using Weft.Imaging;

namespace Weft.Cli.Tour;

/// <summary>From digits to clothing: ten digits of a font, as small as those that networks learned first, and the data's ten classes.</summary>
internal static class DigitsPicture
{
    private const int Cell = 84, Gap = 10, Count = 10;

    public static void Draw(TourSubject subject, string path)
    {
        ImageDataset data = subject.Data;
        using DrawingSheet sheet = new(Gap + Count * (Cell + Gap), 2 * (Cell + 50) + 20);
        sheet.Words("1998: handwritten digits (MNIST), 28x28, ten classes. Here those of a font.", Gap, 22);
        sheet.Words($"{data.Name}: {data.Shape[1]}x{data.Shape[0]}, {data.ClassNames.Count} classes, and much harder", Gap, Cell + 72);
        for (int i = 0; i < Count; i++)
        {
            sheet.Picture(Digit(i), Gap + i * (Cell + Gap), 32, Cell, Cell);
        }

        (int Label, int Index)[] first = [.. Enumerable.Range(0, data.Count).Select(index => (data.Labels[index], index)).DistinctBy(pair => pair.Item1).OrderBy(pair => pair.Item1).Take(Count)];
        for (int i = 0; i < first.Length; i++)
        {
            (float left, float top) = (Gap + i * (Cell + Gap), Cell + 82);
            sheet.Picture(subject.PictureAt(first[i].Index), left, top, Cell, Cell);
            sheet.Words(subject.ClassName(first[i].Label), left + Cell / 2f, top + Cell + 16, 11, centred: true);
        }

        sheet.SavePng(path);
    }

    private static Picture Digit(int digit)
    {
        const int side = 28;
        using DrawingSheet large = new(side * 4, side * 4);
        large.Box(0, 0, side * 4, side * 4, 0x000000, 0);
        large.Words($"{digit}", side * 2, side * 3.2f, side * 3.4f, centred: true, colour: 0xFFFFFF);
        return large.ToPicture().Resize(side, side);
    }
}
