using Weft.Data;
using Weft.Imaging;

namespace Weft.Cli.Rendering;

/// <summary>Picks pictures of a data set to look at, each with its class name under it.</summary>
internal static class SamplePictures
{
    private const int MostClasses = 10;

    public static IReadOnlyList<CaptionedPicture> First(ImageDataset data, int count) =>
        [.. Enumerable.Range(0, Math.Min(count, data.Count)).Select(index => At(data, index))];

    /// <summary>The first picture of each class, in the order of the classes.</summary>
    public static IReadOnlyList<CaptionedPicture> OnePerClass(ImageDataset data)
    {
        SortedDictionary<int, int> first = [];
        int wanted = Math.Min(MostClasses, data.ClassNames.Count);
        ReadOnlySpan<int> labels = data.Labels;
        for (int index = 0; index < labels.Length && first.Count < wanted; index++)
        {
            if (labels[index] < wanted)
            {
                first.TryAdd(labels[index], index);
            }
        }

        return [.. first.Values.Select(index => At(data, index))];
    }

    /// <summary>The first pictures of one class.</summary>
    public static IReadOnlyList<CaptionedPicture> OfClass(ImageDataset data, int label, int count) =>
        [.. Enumerable.Range(0, data.Count).Where(index => data.Labels[index] == label).Take(count).Select(index => At(data, index))];

    public static Picture PictureAt(ImageDataset data, int index) =>
        new(data.Shape[1], data.Shape[0], data.Shape[2], data.Pixels(index));

    private static CaptionedPicture At(ImageDataset data, int index)
    {
        int label = data.Labels[index];
        return new CaptionedPicture(PictureAt(data, index), label < data.ClassNames.Count ? data.ClassNames[label] : $"{label}");
    }
}
