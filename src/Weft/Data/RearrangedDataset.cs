using System.Diagnostics.CodeAnalysis;
using System.IO.Hashing;

namespace Weft.Data;

/// <summary>
/// A data set whose samples are taken for another shape of the same values, or whose one grey channel is repeated for a model of colour.
/// </summary>
internal sealed class RearrangedDataset : Dataset
{
    private readonly Dataset _source;
    private readonly int _repeat;

    /// <param name="source">The samples.</param>
    /// <param name="shape">The shape to show: of as many values, or of a whole multiple, which repeats every value.</param>
    [SetsRequiredMembers]
    public RearrangedDataset(Dataset source, Shape shape)
    {
        (Name, ClassNames, _source, Shape) = (source.Name, source.ClassNames, source, shape);
        _repeat = shape.Size / source.Shape.Size;
    }

    public override int Count => _source.Count;

    public override Shape Shape { get; }

    public override ReadOnlySpan<int> Labels => _source.Labels;

    internal override bool HoldsBytes => _source.HoldsBytes;

    public override ReadOnlySpan<float> Target(int index) => _source.Target(index);

    public override void Read(int index, Span<float> destination, float pixelScale)
    {
        _source.Read(index, destination, pixelScale);

        // From the end on, so that no value is overwritten before it is repeated.
        for (int i = Shape.Size / _repeat - 1; i >= 0 && _repeat > 1; i--)
        {
            destination.Slice(i * _repeat, _repeat).Fill(destination[i]);
        }
    }

    internal override int FirstNonFinite() => _source.FirstNonFinite();

    internal override void AppendSamples(XxHash3 hash) => _source.AppendSamples(hash);

    public override Dataset Slice(int start, int count) => new RearrangedDataset(_source.Slice(start, count), Shape);
}
