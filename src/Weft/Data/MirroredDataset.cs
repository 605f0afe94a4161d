using System.Diagnostics.CodeAnalysis;

namespace Weft.Data;

/// <summary>Pictures seen in a mirror: left is right.</summary>
internal sealed class MirroredDataset : DatasetView
{
    [SetsRequiredMembers]
    public MirroredDataset(Dataset source)
        : base(source)
    {
    }

    public override void Read(int index, Span<float> destination, float pixelScale)
    {
        Source.Read(index, destination, pixelScale);
        Mirror(destination, Shape[1], Shape[2]);
    }

    public override Dataset Slice(int start, int count) => new MirroredDataset(Source.Slice(start, count));

    /// <summary>Mirrors rows of pixels in place.</summary>
    public static void Mirror(Span<float> picture, int width, int channels)
    {
        for (int row = 0; row < picture.Length; row += width * channels)
        {
            for (int left = 0, right = width - 1; left < right; left++, right--)
            {
                for (int c = 0; c < channels; c++)
                {
                    ref float a = ref picture[row + (left * channels) + c], b = ref picture[row + (right * channels) + c];
                    (a, b) = (b, a);
                }
            }
        }
    }
}
