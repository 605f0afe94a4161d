using System.Globalization;
using System.IO.Compression;

namespace Weft.Data;

/// <summary>The pictures and labels of one part of an archive.</summary>
internal sealed class NpzPart
{
    private readonly byte[] _pixels;
    private readonly Shape _shape;

    private NpzPart(byte[] pixels, Shape shape, string[] labels)
    {
        _pixels = pixels;
        _shape = shape;
        Labels = labels;
    }

    public IReadOnlyList<string> Labels { get; }

    /// <summary>Reads a part; null where the archive does not have it.</summary>
    public static NpzPart? Read(ZipArchive archive, string path, string part)
    {
        NpyArray? pictures = Array(archive, path, $"x_{part}", $"{part}_images", $"X_{part}");
        NpyArray? labels = Array(archive, path, $"y_{part}", $"{part}_labels");
        if (pictures is null && labels is null)
        {
            return null;
        }

        if (pictures is null || labels is null)
        {
            throw new DataException($"{path}: expected x_{part} and y_{part}, got only one of them. Save pictures and labels together.");
        }

        Shape shape = ShapeOf(pictures);
        string[] words = LabelsOf(labels);
        return words.Length == pictures.Shape[0]
            ? new NpzPart(ToBytes(pictures), shape, words)
            : throw new DataException($"{path}: expected a label for each of {pictures.Shape[0]} pictures of {pictures.Name}, got {words.Length} in {labels.Name}. Use arrays of one data set.");
    }

    public ImageDataset ToDataset(string name, LabelNames names) => new(_pixels, Labels.Select(label => names[label]).ToArray(), _shape, name, names.Names);

    private static NpyArray? Array(ZipArchive archive, string path, params string[] names)
    {
        foreach (string name in names)
        {
            if (archive.GetEntry($"{name}.npy") is { } entry)
            {
                // Deflate packs at most 1032 bytes into one: a promise beyond that takes no memory.
                if (entry.Length > (entry.CompressedLength + 1L) * 1032)
                {
                    throw new DataException($"{path}: expected at most 1032 bytes for each packed one, "
                        + $"{entry.FullName} promises {entry.Length} in {entry.CompressedLength}. The file is damaged; save it again.");
                }

                using Stream stream = entry.Open();
                return NpyArray.Read(stream, entry.Length, $"{Path.GetFileName(path)}/{name}");
            }
        }

        return null;
    }

    private static Shape ShapeOf(NpyArray pictures) => pictures.Shape switch
    {
        [> 0, > 0 and var height, > 0 and var width] => [height, width, 1],
        [> 0, > 0 and var height, > 0 and var width, (1 or 3) and var channels] => [height, width, channels],
        [_, 1 or 3, _, _] => throw new DataException(
            $"{pictures.Name}: expected pictures [count, height, width, channels], got {pictures}, with the channels in front. Save it with numpy.moveaxis(x, 1, -1)."),
        _ => throw new DataException($"{pictures.Name}: expected pictures [count, height, width] or [count, height, width, channels] with 1 or 3 channels, got {pictures}."),
    };

    private static byte[] ToBytes(NpyArray pictures)
    {
        if (pictures.IsBytes)
        {
            return pictures.Bytes;
        }

        if (pictures.IsText)
        {
            throw new DataException($"{pictures.Name}: expected numbers, got text. Save the pixels as uint8.");
        }

        double least = 0;
        double most = 0;
        int lost = 0, first = 0;
        for (int i = 0; i < pictures.Count; i++)
        {
            double value = pictures.Number(i);
            if (!double.IsFinite(value))
            {
                first = lost++ == 0 ? i : first;
                continue;
            }

            (least, most) = (Math.Min(least, value), Math.Max(most, value));
        }

        if (lost > 0)
        {
            throw new DataException($"{pictures.Name}: expected pixels that are numbers, got {lost} that {(lost == 1 ? "is" : "are")} NaN or infinite, the first in picture {first / (pictures.Count / pictures.Shape[0])}. "
                + "Leave such pictures out, or put numbers in their place, as numpy.nan_to_num does.");
        }

        if (!(least >= 0 && most <= 255))
        {
            throw new DataException($"{pictures.Name}: expected pixels from 0 to 255, or from 0 to 1, got {least} to {most}. Save them as uint8, before any normalisation.");
        }

        double scale = most <= 1 && !pictures.IsWhole ? 255 : 1;
        byte[] bytes = new byte[pictures.Count];
        Parallel.For(0, bytes.Length, i => bytes[i] = (byte)Math.Round(pictures.Number(i) * scale));
        return bytes;
    }

    private static string[] LabelsOf(NpyArray labels)
    {
        bool isVector = labels.Shape.Count == 1 || (labels.Shape.Count == 2 && labels.Shape[1] == 1);
        if (isVector)
        {
            return [.. Enumerable.Range(0, labels.Count).Select(index => labels.IsText ? labels.Text(index) : WholeNumber(labels, index))];
        }

        if (labels.Shape.Count != 2 || labels.IsText)
        {
            throw new DataException($"{labels.Name}: expected labels [count], or one-hot [count, classes], got {labels}.");
        }

        int classes = labels.Shape[1];
        return [.. Enumerable.Range(0, labels.Shape[0]).Select(row => OneHot(labels, row, classes))];
    }

    private static string WholeNumber(NpyArray labels, int index)
    {
        double value = labels.Number(index);
        return value == Math.Floor(value) && Math.Abs(value) < int.MaxValue
            ? ((int)value).ToString(CultureInfo.InvariantCulture)
            : throw new DataException($"{labels.Name}: expected class numbers, got {value} at index {index}. Labels are classes, "
                + "not quantities.");
    }

    private static string OneHot(NpyArray labels, int row, int classes)
    {
        int[] ones = [.. Enumerable.Range(0, classes).Where(column => labels.Number((row * classes) + column) == 1)];
        bool others = Enumerable.Range(0, classes).Any(column => labels.Number((row * classes) + column) is not (0 or 1));
        return ones.Length == 1 && !others
            ? $"{ones[0]}"
            : throw new DataException($"{labels.Name}: expected one 1 and otherwise 0 in each row of {labels}, row {row} is different. Save class numbers.");
    }
}
