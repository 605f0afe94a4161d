using Weft.Kernels;

namespace Weft.Engine;

/// <summary>Both gradients as matrix products over the windows; behind a pooling the gradient is first spread over the pool's windows, a chunk at a time.</summary>
internal sealed class DenseConvGradient : ConvGradient
{
    private readonly Lanes _lanes;
    private readonly Lanes _inputLanes;
    private readonly int[] _identity;
    private readonly int[] _rows;
    private readonly AlignedFloats[] _packed;

    public DenseConvGradient(ConvStep step, bool weights, bool input)
        : base(step, weights, input)
    {
        _lanes = Simd.Covering(Geometry.GroupFilters);
        _inputLanes = Simd.Covering(Geometry.RunLength);
        _identity = Tables.Multiples(Geometry.GroupFilters, 1);
        _rows = Tables.Multiples(step.Pool is { } pool ? step.ChunkCells * pool.Area : step.Corners.Length, Geometry.Filters);
        int size = Gemm.PackedSize(_inputLanes, Geometry.GroupFilters, Geometry.RunLength);
        _packed = ForInput
            ? [.. Enumerable.Range(0, Geometry.Groups * Geometry.RunCount).Select(_ => step.Own(size))]
            : [];
    }

    public override int PackParts => _packed.Length;

    public override void Pack(int part)
    {
        int filters = Geometry.GroupFilters;
        (int g, int run) = Math.DivRem(part, Geometry.RunCount);
        ReadOnlySpan<float> kernel = Step.Kernel[((run * Geometry.RunLength * Geometry.Filters) + (g * filters))..];
        Gemm.PackTransposed(_inputLanes, kernel, filters, Geometry.RunLength, Geometry.Filters, _packed[part].Span, 0, Geometry.RunLength);
    }

    protected override void Run(Pass pass, ReadOnlySpan<float> gradient, Span<float> kernel, Span<float> input)
    {
        bool accumulate = pass.Accumulate;
        for (Chunks chunks = new(this, pass, gradient); chunks.Next(); accumulate = true)
        {
            if (!kernel.IsEmpty)
            {
                AddWeightGradient(chunks, Step.PaddedInput(pass), kernel, accumulate);
            }

            if (!input.IsEmpty)
            {
                AddInputGradient(chunks, input);
            }
        }
    }

    private void AddWeightGradient(Chunks chunks, ReadOnlySpan<float> input, Span<float> kernel, bool accumulate)
    {
        for (int g = 0; g < Geometry.Groups; g++)
        {
            int filter = g * Geometry.GroupFilters;
            GemmTransposed.Multiply(
                _lanes, input[(g * Geometry.GroupChannels)..], chunks.Corners, Step.Taps, chunks.Gradient[filter..], Geometry.Filters, kernel[filter..], Geometry.Filters, Geometry.GroupFilters, accumulate);
        }
    }

    private void AddInputGradient(Chunks chunks, Span<float> input)
    {
        for (int i = 0; i < _packed.Length; i++)
        {
            (int g, int run) = Math.DivRem(i, Geometry.RunCount);
            Gemm.Multiply(
                _inputLanes, chunks.Gradient[(g * Geometry.GroupFilters)..], _rows.AsSpan(0, chunks.Corners.Length), _identity, _packed[i].Span, [],
                input[(Geometry.RunOffset(run) + (g * Geometry.GroupChannels))..], chunks.Corners, Geometry.RunLength, GemmOutput.Accumulate);
        }
    }

    /// <summary>The gradient of the convolution's own output: all at once, or spread behind a pooling chunk by chunk.</summary>
    private ref struct Chunks(DenseConvGradient owner, Pass pass, ReadOnlySpan<float> gradient)
    {
        private readonly ReadOnlySpan<float> _all = gradient;
        private int _cell;
        private bool _started;

        public ReadOnlySpan<float> Gradient { get; private set; }

        public ReadOnlySpan<int> Corners { get; private set; }

        public bool Next()
        {
            ConvStep step = owner.Step;
            int filters = step.Geometry.Filters;
            int cells = _all.Length / filters;
            if (step.Pool is not { } pool)
            {
                bool first = !_started;
                _started = true;
                Gradient = _all;
                Corners = step.Corners[..cells];
                return first;
            }

            int count = Math.Min(step.ChunkCells, cells - _cell);
            if (count <= 0)
            {
                return false;
            }

            Span<float> rows = pass.Work[step.Chunk];
            PoolWindows.Backward(_all[(_cell * filters)..], step.Winners(pass)[(_cell * filters)..], step.ChunkTable(count), filters, rows);
            Gradient = rows;
            Corners = step.Corners.Slice(_cell * pool.Area, count * pool.Area);
            _cell += count;
            return true;
        }
    }
}
