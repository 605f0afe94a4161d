using System.Diagnostics.CodeAnalysis;

namespace Weft.Data;

/// <summary>A model's outputs in the place of samples, with the samples' targets: what metrics are counted on.</summary>
internal sealed class OutputsDataset : Dataset
{
    private readonly Tensor _outputs;
    private readonly Dataset _source;

    [SetsRequiredMembers]
    public OutputsDataset(Tensor outputs, Dataset source)
    {
        (Name, ClassNames, _outputs, _source) = (source.Name, source.ClassNames, outputs, source);
        Shape = [.. outputs.Shape.Skip(1)];
    }

    public override int Count => _source.Count;

    public override Shape Shape { get; }

    public override ReadOnlySpan<int> Labels => _source.Labels;

    public override ReadOnlySpan<float> SampleWeights => _source.SampleWeights;

    public override ReadOnlySpan<float> Target(int index) => _source.Target(index);

    public override void Read(int index, Span<float> destination, float pixelScale) => _outputs.Row(index).CopyTo(destination);

    public override Dataset Slice(int start, int count) => throw new NotSupportedException("Outputs are measured as a whole.");
}
