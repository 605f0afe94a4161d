using Weft.Kernels;

namespace Weft.Engine;

/// <summary>Both gradients behind a max pooling, from the windows that won alone, sample by sample.</summary>
/// <remarks>
/// Weight gradient: for each filter the list of windows it won, and the sum of their patches. Input gradient: for each window the list of
/// filters that won there, and the sum of their kernels. Patches and kernels are taken one kernel row (run) at a time, so that the rows a
/// list chooses from stay in the first-level cache.
/// </remarks>
internal sealed class SparseConvGradient : ConvGradient
{
    private readonly ConvPool _pool;
    private readonly int _cells;
    private readonly int[] _filterRows;
    private readonly AlignedFloats _transposed;
    private readonly Slab _offsets;
    private readonly Slab _values;
    private readonly Slab _counts;

    public SparseConvGradient(ConvStep step, bool weights, bool input, PlanMemory memory)
        : base(step, weights, input)
    {
        _pool = step.Pool!;
        _cells = step.Output.Size / Geometry.Filters;
        _filterRows = Tables.Multiples(Geometry.Filters, Geometry.Depth);
        _transposed = step.Own(ForInput ? Geometry.Filters * Geometry.Depth : 0);
        int lists = _cells * _pool.Area * PoolLists.WindowStride(Geometry.Filters);
        _offsets = memory.Arena.Ints(lists);
        _values = memory.Arena.Scratch(lists);
        _counts = memory.Arena.Ints(Math.Max(Geometry.Filters, _cells * _pool.Area));
        if (ForWeights)
        {
            step.KernelGradient!.Transposed = true;
        }
    }

    public override int PackParts => _transposed.Length > 0 ? 1 : 0;

    public override void Pack(int part) => Transpose.Matrix(Step.Kernel, Geometry.Depth, Geometry.Filters, Geometry.Filters, _transposed.Span, Geometry.Depth);

    protected override void Run(Pass pass, ReadOnlySpan<float> gradient, Span<float> kernel, Span<float> input)
    {
        if (!kernel.IsEmpty)
        {
            AddWeightGradient(pass, gradient, kernel);
        }

        if (!input.IsEmpty)
        {
            AddInputGradient(pass, gradient, input);
        }
    }

    private void AddWeightGradient(Pass pass, ReadOnlySpan<float> gradient, Span<float> kernel)
    {
        Workspace work = pass.Work;
        Span<int> offsets = work.Ints(_offsets), counts = work.Ints(_counts)[..Geometry.Filters];
        Span<float> values = work[_values];
        for (int sample = 0; sample < pass.Count; sample++)
        {
            PoolLists.ByChannel(Of(gradient, sample), Winners(pass, sample), Step.Corners, _pool.Area, Geometry.Filters, offsets, values, counts);
            ReadOnlySpan<float> input = Step.PaddedInput(pass)[(sample * Geometry.PaddedSize)..];
            for (int run = 0; run < Geometry.RunCount; run++)
            {
                SparseRows.Sum(
                    Simd.For(Geometry.RunLength), input[Geometry.RunOffset(run)..], offsets, values, _cells, counts, Geometry.RunLength,
                    kernel[(run * Geometry.RunLength)..], _filterRows, pass.Accumulate || sample > 0);
            }
        }
    }

    private void AddInputGradient(Pass pass, ReadOnlySpan<float> gradient, Span<float> input)
    {
        Workspace work = pass.Work;
        int windows = _cells * _pool.Area;
        Span<int> offsets = work.Ints(_offsets), counts = work.Ints(_counts)[..windows];
        Span<float> values = work[_values];
        for (int sample = 0; sample < pass.Count; sample++)
        {
            PoolLists.ByWindow(Of(gradient, sample), Winners(pass, sample), _pool.Area, Geometry.Filters, Geometry.Depth, offsets, values, counts);
            for (int run = 0; run < Geometry.RunCount; run++)
            {
                SparseRows.Sum(
                    Simd.For(Geometry.RunLength), _transposed.Span[(run * Geometry.RunLength)..], offsets, values, PoolLists.WindowStride(Geometry.Filters), counts, Geometry.RunLength,
                    input[((sample * Geometry.PaddedSize) + Geometry.RunOffset(run))..], Step.Corners[..windows], accumulate: true);
            }
        }
    }

    private ReadOnlySpan<float> Of(ReadOnlySpan<float> gradient, int sample) => gradient.Slice(sample * Step.Output.Size, Step.Output.Size);

    private ReadOnlySpan<byte> Winners(Pass pass, int sample) => pass.Work.Bytes(_pool.Winners).Slice(sample * Step.Output.Size, Step.Output.Size);
}
