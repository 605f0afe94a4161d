using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;

namespace Weft.Data;

/// <summary>
/// A data set whose samples are taken for another shape of the same values, or whose one grey channel is repeated for a model of colour.
/// </summary>
internal sealed class RearrangedDataset : DatasetView
{
    private readonly int _repeat;

    /// <param name="source">The samples.</param>
    /// <param name="shape">The shape to show: of as many values, or of a whole multiple, which repeats every value.</param>
    [SetsRequiredMembers]
    public RearrangedDataset(Dataset source, Shape shape)
        : base(source)
    {
        Shape = shape;
        _repeat = shape.Size / source.Shape.Size;
    }

    public override Shape Shape { get; }

    public override void Read(int index, Span<float> destination, float pixelScale)
    {
        Source.Read(index, destination, pixelScale);

        // From the end on, so that no value is overwritten before it is repeated.
        for (int i = Shape.Size / _repeat - 1; i >= 0 && _repeat > 1; i--)
        {
            destination.Slice(i * _repeat, _repeat).Fill(destination[i]);
        }
    }

    internal override int FirstNonFinite() => Source.FirstNonFinite();

    internal override void AppendSamples(XxHash3 hash) => Source.AppendSamples(hash);

    public override Dataset Slice(int start, int count) => new RearrangedDataset(Source.Slice(start, count), Shape);
}
