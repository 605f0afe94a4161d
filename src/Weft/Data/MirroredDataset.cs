using System.Diagnostics.CodeAnalysis;

namespace Weft.Data;

/// <summary>Pictures seen in a mirror: left is right.</summary>
internal sealed class MirroredDataset : Dataset
{
    private readonly Dataset _source;

    [SetsRequiredMembers]
    public MirroredDataset(Dataset source)
    {
        (Name, ClassNames, _source) = (source.Name, source.ClassNames, source);
    }

    public override int Count => _source.Count;

    public override Shape Shape => _source.Shape;

    public override ReadOnlySpan<int> Labels => _source.Labels;

    public override ReadOnlySpan<float> SampleWeights => _source.SampleWeights;

    internal override bool HoldsBytes => _source.HoldsBytes;

    public override ReadOnlySpan<float> Target(int index) => _source.Target(index);

    public override void Read(int index, Span<float> destination, float pixelScale)
    {
        _source.Read(index, destination, pixelScale);
        Mirror(destination, Shape[1], Shape[2]);
    }

    public override Dataset Slice(int start, int count) => new MirroredDataset(_source.Slice(start, count));

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
