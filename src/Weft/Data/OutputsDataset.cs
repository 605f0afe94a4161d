using System.Diagnostics.CodeAnalysis;

namespace Weft.Data;

/// <summary>A model's outputs in the place of samples, with the samples' targets: what metrics are counted on.</summary>
internal sealed class OutputsDataset : DatasetView
{
    private readonly Tensor _outputs;

    [SetsRequiredMembers]
    public OutputsDataset(Tensor outputs, Dataset source)
        : base(source)
    {
        _outputs = outputs;
        Shape = [.. outputs.Shape.Skip(1)];
    }

    public override Shape Shape { get; }

    internal override bool HoldsBytes => false;

    public override void Read(int index, Span<float> destination, float pixelScale) => _outputs.Row(index).CopyTo(destination);

    public override Dataset Slice(int start, int count) => throw new NotSupportedException("Outputs are measured as a whole.");
}
