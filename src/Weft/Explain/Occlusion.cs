using System.Numerics.Tensors;

using Weft.Layers;

namespace Weft.Explain;

/// <summary>What the class loses where a patch of one colour hides a part of the picture, patch by patch.</summary>
/// <remarks>
/// <c>attribution[i, j] = score(x) - score(x with patch i, j hidden)</c>; <see cref="Explanation.Signed"/> is the mean, at each pixel, of
/// the patches over it, and heat its positive part. It needs no
/// gradients, and many more predictions. Zeiler and Fergus 2014, "Visualizing and understanding convolutional networks", section 4.2.
/// </remarks>
/// <param name="Patch">The patch; null for a seventh of the picture each way.</param>
/// <param name="Stride">How far it moves; null for half the patch. Where the picture ends between two steps, a last patch lies at its
/// edge.</param>
/// <param name="Value">The patch's value in every channel, as the model takes pixels; null for each channel's median over the picture's
/// outermost pixels, so that a part is hidden as if
/// the background went on.</param>
public sealed record Occlusion(Size2D? Patch = null, Size2D? Stride = null, float? Value = null) : Explainer
{
    private const int Parts = 7;

    private protected override Explanation Explain(Subject subject)
    {
        (int height, int width, int channels) = (subject.Picture[0], subject.Picture[1], subject.Picture[2]);
        Size2D wanted = Guard.Positive(Patch ?? new Size2D((height + Parts - 1) / Parts, (width + Parts - 1) / Parts), nameof(Occlusion),
            nameof(Patch));
        Size2D patch = (Math.Min(wanted.Height, height), Math.Min(wanted.Width, width));
        Size2D stride = Guard.Positive(Stride ?? new Size2D(Math.Max(1, patch.Height / 2), Math.Max(1, patch.Width / 2)),
            nameof(Occlusion), nameof(Stride));
        int[] tops = Places(height, patch.Height, stride.Height), lefts = Places(width, patch.Width, stride.Width);
        float[] colour = [.. Enumerable.Range(0, channels).Select(channel => Value ?? Border(subject.Sample, subject.Picture, channel))];
        Tensor losses = new([tops.Length, lefts.Length]);
        for (int done = 0; done < losses.Size;)
        {
            int count = Subject.BatchOf(losses.Size - done);
            Tensor batch = new(subject.Model.InputShape.Prepend(count));
            for (int i = 0; i < count; i++)
            {
                subject.Sample.Span.CopyTo(batch.Row(i));
                Hide(batch.Row(i), width, tops[(done + i) / lefts.Length], lefts[(done + i) % lefts.Length], patch, colour);
            }

            double[] scores = subject.Scores(batch);
            for (int i = 0; i < count; i++)
            {
                losses.Span[done++] = (float)(subject.Score - scores[i]);
            }
        }

        Tensor spread = HeatMap.Normalized(Spread(losses, tops, lefts, patch, height, width));
        return new Explanation
        {
            Class = subject.Class,
            Score = subject.Score,
            Attribution = losses.Reshape([tops.Length, lefts.Length, 1]),
            Signed = spread,
            Heat = HeatMap.Normalized(HeatMap.Positive(spread)),
        };
    }

    private static int[] Places(int extent, int patch, int stride)
    {
        List<int> places = [];
        for (int place = 0; place + patch <= extent; place += stride)
        {
            places.Add(place);
        }

        if (places[^1] + patch < extent)
        {
            places.Add(extent - patch);
        }

        return [.. places];
    }

    private static float Border(Tensor sample, Shape picture, int channel)
    {
        (int height, int width, int channels) = (picture[0], picture[1], picture[2]);
        float[] border = [.. Enumerable.Range(0, height * width)
            .Where(place => place / width == 0 || place / width == height - 1 || place % width == 0 || place % width == width - 1)
            .Select(place => sample.Span[(place * channels) + channel]).Order()];
        return border[border.Length / 2];
    }

    private static void Hide(Span<float> picture, int width, int top, int left, Size2D patch, float[] colour)
    {
        for (int y = top; y < top + patch.Height; y++)
        {
            for (int x = left; x < left + patch.Width; x++)
            {
                colour.CopyTo(picture[(((y * width) + x) * colour.Length)..]);
            }
        }
    }

    // A pixel that no patch hides, where patches move by more than their size, has 0.
    private static Tensor Spread(Tensor losses, int[] tops, int[] lefts, Size2D patch, int height, int width)
    {
        Tensor spread = new([height, width]);
        int[] counts = new int[spread.Size];
        for (int i = 0; i < losses.Size; i++)
        {
            (int top, int left) = (tops[i / lefts.Length], lefts[i % lefts.Length]);
            for (int y = top; y < top + patch.Height; y++)
            {
                Span<float> row = spread.Span.Slice((y * width) + left, patch.Width);
                TensorPrimitives.Add(row, losses.Span[i], row);
                foreach (ref int count in counts.AsSpan((y * width) + left, patch.Width))
                {
                    count++;
                }
            }
        }

        for (int i = 0; i < counts.Length; i++)
        {
            spread.Span[i] /= Math.Max(1, counts[i]);
        }

        return spread;
    }
}
