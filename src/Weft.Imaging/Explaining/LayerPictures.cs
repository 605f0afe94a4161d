using System.Globalization;

namespace Weft.Imaging;

/// <summary>What a layer gives, and what its filters look for, as pictures.</summary>
public static class LayerPictures
{
    private const int Most = 64;

    /// <summary>The feature maps of a layer: inferno from 0 where no value is negative, otherwise blue for negative and red for positive,
    /// each map by its own largest magnitude, which its caption says.</summary>
    /// <param name="maps">The maps, <c>[height, width, channels]</c>: <see cref="Weft.Explain.Features.Maps"/>.</param>
    /// <param name="most">How many; where there are more, those of the largest mean magnitude.</param>
    /// <exception cref="ShapeException">They are no maps.</exception>
    public static IReadOnlyList<CaptionedPicture> OfMaps(Tensor maps, int most = Most)
    {
        ArgumentNullException.ThrowIfNull(maps);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(most);
        if (maps.Shape.Rank != 3 || maps.Size == 0)
        {
            throw new ShapeException($"LayerPictures: expected maps [height, width, channels], got {maps.Shape}.");
        }

        (int height, int width, int channels) = (maps.Shape[0], maps.Shape[1], maps.Shape[2]);
        bool isSigned = maps.Span.ContainsAnyInRange(float.NegativeInfinity, -float.Epsilon);
        Tensor[] all = [.. Enumerable.Range(0, channels).Select(k => Plane(maps.Span, [height, width], k, channels))];
        return
        [
            .. Enumerable.Range(0, channels)
                .OrderByDescending(k => all[k].Span.ToArray().Sum(value => Math.Abs((double)value)))
                .Take(most).Order()
                .Select(k => new CaptionedPicture(Drawn(all[k], isSigned), string.Create(CultureInfo.InvariantCulture, $"{k}: "
                    + $"{Largest(all[k]):G3}"))),
        ];
    }

    /// <summary>The filters of a convolution: in colour where it reads three channels, otherwise blue for negative and red for positive,
    /// the kernel's largest magnitude being full.</summary>
    /// <remarks>Of a filter over other than one or three channels the slice of the largest norm is shown; its caption says of which
    /// channel.</remarks>
    /// <param name="kernel">The kernel, <c>[height, width, in, out]</c>: <see cref="Weft.Explain.Features.Filters"/>.</param>
    /// <param name="most">How many; where there are more, the first ones.</param>
    /// <exception cref="ShapeException">It is no kernel.</exception>
    public static IReadOnlyList<CaptionedPicture> OfFilters(Tensor kernel, int most = Most)
    {
        ArgumentNullException.ThrowIfNull(kernel);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(most);
        if (kernel.Shape.Rank != 4 || kernel.Size == 0)
        {
            throw new ShapeException($"LayerPictures: expected a kernel [height, width, in, out], got {kernel.Shape}.");
        }

        (int inputs, int outputs) = (kernel.Shape[2], kernel.Shape[3]);
        double largest = Math.Max(Largest(kernel), float.Epsilon);
        return [.. Enumerable.Range(0, Math.Min(outputs, most)).Select(Filter)];

        CaptionedPicture Filter(int output)
        {
            Tensor[] slices = [.. Enumerable.Range(0, inputs)
                .Select(input => Plane(kernel.Span, [kernel.Shape[0], kernel.Shape[1]], (input * outputs) + output, inputs * outputs))];
            if (inputs == 3)
            {
                byte[] pixels = [.. Enumerable.Range(0, slices[0].Size)
                    .SelectMany(place => slices.Select(slice => (byte)Math.Round(127.5 + (127.5 * slice.Span[place] / largest))))];
                return new CaptionedPicture(new Picture(kernel.Shape[1], kernel.Shape[0], 3, pixels), $"{output}");
            }

            int strongest = Enumerable.Range(0, inputs).MaxBy(input => slices[input].Span.ToArray().Sum(value => (double)value * value));
            return new CaptionedPicture(ColourMap.Diverging.Draw(slices[strongest], -largest, largest),
                inputs == 1 ? $"{output}" : $"{output} of {strongest}");
        }
    }

    private static Picture Drawn(Tensor map, bool isSigned)
    {
        double largest = Math.Max(Largest(map), float.Epsilon);
        return isSigned ? ColourMap.Diverging.Draw(map, -largest, largest) : ColourMap.Inferno.Draw(map, 0, largest);
    }

    private static Tensor Plane(ReadOnlySpan<float> values, Shape shape, int first, int stride)
    {
        Tensor plane = new(shape);
        for (int i = 0; i < plane.Size; i++)
        {
            plane.Span[i] = values[(i * stride) + first];
        }

        return plane;
    }

    private static double Largest(Tensor map) => map.Span.ToArray().Max(value => Math.Abs((double)value));
}
