using Weft.Kernels;

namespace Weft.Engine;

/// <summary>How a convolution's output is computed.</summary>
internal abstract class ConvForward(ConvStep step)
{
    protected ConvStep Step { get; } = step;

    protected ConvGeometry Geometry => Step.Geometry;

    /// <summary>Whether it reads the input as windows of padded images.</summary>
    public virtual bool ReadsWindows => true;

    /// <summary>Whether it can do without the kernel rearranged as a whole.</summary>
    public virtual bool CanWait => false;

    /// <summary>How many parts the rearranging of the kernel has.</summary>
    public abstract int PackParts { get; }

    /// <summary>Rearranges a part of the kernel after it has changed.</summary>
    public abstract void Pack(int part);

    /// <summary>From the input to the (pooled) output, or to the pass's part of it.</summary>
    public abstract void Run(Pass pass);
}

/// <summary>The convolution as an indirect matrix product over its windows.</summary>
/// <remarks>
/// With a pooling behind it the windows are walked pooling cell by pooling cell, a few at a time, so that the convolution's own output
/// never leaves the first-level cache; which window won is kept, one byte each.
/// </remarks>
internal sealed class DirectConvForward : ConvForward
{
    private readonly Lanes _lanes;
    private readonly AlignedFloats[] _packed;
    private readonly int[] _rows;
    private readonly bool _pools;

    public DirectConvForward(ConvStep step)
        : base(step)
    {
        _pools = step.Pool is { Area: GemmPooled.Area } && Geometry.Groups == 1 && GemmPooled.Fits(Geometry.Depth, Geometry.Filters);
        _lanes = Simd.Covering(Geometry.GroupFilters);
        _packed = [.. Enumerable.Range(0, Geometry.Groups).Select(_ => step.Own(Gemm.PackedSize(_lanes, Geometry.Depth, Geometry.GroupFilters)))];
        _rows = Tables.Multiples(step.Pool is { } pool ? step.ChunkCells * pool.Area : step.Corners.Length, Geometry.Filters);
    }

    public override int PackParts => Geometry.Groups;

    public override void Pack(int part) =>
        Gemm.Pack(_lanes, Step.Kernel[(part * Geometry.GroupFilters)..], Geometry.Depth, Geometry.GroupFilters, Geometry.Filters, _packed[part].Span, 0, Geometry.Depth);

    public override void Run(Pass pass)
    {
        ReadOnlySpan<float> input = Step.PaddedInput(pass);
        Span<float> output = pass.Data(Step.Output);
        int filters = Geometry.Filters;
        (int begin, int end) = pass.Part.Of(output.Length / filters);
        output = output[(begin * filters)..];
        int cells = end - begin;
        if (cells == 0)
        {
            return;
        }

        if (Step.Pool is not { } pool)
        {
            Convolve(input, Step.Corners[begin..end], output, biased: true);
            return;
        }

        Span<byte> winners = Step.Winners(pass);
        ReadOnlySpan<int> corners = Step.Corners[(begin * pool.Area)..(end * pool.Area)];
        if (_pools)
        {
            GemmPooled.Multiply(input, corners, Step.Taps, _packed[0].Span, filters, Step.Bias, Step.Relu, output, winners);
            return;
        }

        Span<float> chunk = pass.Work[Step.Chunk];
        for (int cell = 0; cell < cells; cell += Step.ChunkCells)
        {
            int count = Math.Min(Step.ChunkCells, cells - cell);
            Convolve(input, corners.Slice(cell * pool.Area, count * pool.Area), chunk, biased: false);
            PoolWindows.Forward(chunk, Step.ChunkTable(count), filters, Step.Bias, Step.Relu, output[(cell * filters)..], winners.IsEmpty ? [] : winners[(cell * filters)..]);
        }
    }

    private void Convolve(ReadOnlySpan<float> input, ReadOnlySpan<int> corners, Span<float> output, bool biased)
    {
        int channels = Geometry.GroupChannels, filters = Geometry.GroupFilters;
        for (int g = 0; g < Geometry.Groups; g++)
        {
            Gemm.Multiply(
                _lanes, input[(g * channels)..], corners, Step.Taps, _packed[g].Span, biased ? Step.Bias[(g * filters)..] : [], output[(g * filters)..], _rows.AsSpan(0, corners.Length), filters,
                biased && Step.Relu ? GemmOutput.Relu : GemmOutput.Store);
        }
    }
}
