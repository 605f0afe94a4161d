using Weft.Imaging;

namespace Weft.Cli.Pages;

/// <summary>What the first layer looks for, as pictures.</summary>
/// <param name="Layer">Its name.</param>
/// <param name="Words">What is shown.</param>
/// <param name="Pictures">A picture each.</param>
internal sealed record FirstFilters(string Layer, string Words, IReadOnlyList<string> Pictures)
{
    private const int Most = 64;

    /// <summary>The kernels of the first layer that has any, where they are pictures: of more than one pixel, and of one channel or three.</summary>
    public static FirstFilters? Of(Model model)
    {
        if (model.Weights.FirstOrDefault(weight => weight.Shape.Rank is 2 or 4) is not { } kernel || model.InputShape.Rank != 3)
        {
            return null;
        }

        Shape input = model.InputShape;
        bool isDense = kernel.Shape.Rank == 2 && kernel.Shape[0] == input.Size;
        int[] extents = isDense ? [input[0], input[1], input[2]] : kernel.Shape.Rank == 4 ? [kernel.Shape[0], kernel.Shape[1], kernel.Shape[2]] : [0, 0, 0];
        if (extents[0] * extents[1] <= 1 || extents[2] is not (1 or 3))
        {
            return null;
        }

        int count = kernel.Shape[^1], shown = Math.Min(Most, count);
        string layer = model.Layers.FirstOrDefault(built => built.Weights.Contains(kernel))?.Name ?? model.Name;
        string words = $"{(shown < count ? $"{shown} of {count}" : $"{count}")} {(isDense ? "units" : "filters")} of {extents[0]}x{extents[1]} pixels";
        return new FirstFilters(layer, words, [.. Enumerable.Range(0, shown).Select(filter => PictureDataUri.Of(Draw(kernel, filter, extents)))]);
    }

    // Grey in the middle is zero; of colours, each channel by itself.
    private static Picture Draw(Weight kernel, int filter, int[] extents)
    {
        int size = extents[0] * extents[1] * extents[2], stride = kernel.Shape[^1];
        double largest = 1e-12;
        for (int i = 0; i < size; i++)
        {
            largest = Math.Max(largest, Math.Abs(kernel.Span[(i * stride) + filter]));
        }

        byte[] pixels = new byte[size];
        for (int i = 0; i < size; i++)
        {
            pixels[i] = (byte)Math.Round(127.5 + (127.5 * kernel.Span[(i * stride) + filter] / largest));
        }

        return new Picture(extents[1], extents[0], extents[2], pixels);
    }
}
