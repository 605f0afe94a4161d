using Weft.Kernels;
using Weft.Layers;

namespace Weft.Engine;

/// <summary>Convolution with its bias, ReLU and max pooling in one step.</summary>
/// <remarks>
/// The forward pass is an indirect matrix product over the windows. With a pooling behind it the windows are walked pooling cell by pooling
/// cell, a few at a time, so that the convolution's own output never leaves the first-level cache; which window won is kept, one byte each.
/// How gradients are computed is <see cref="ConvGradient"/>'s choice.
/// </remarks>
internal sealed class ConvStep : Step
{
    private const int ChunkFloats = 4096;

    private readonly ConvGeometry _geometry;
    private readonly Parameters _parameters;
    private readonly bool _relu;
    private readonly Lanes _lanes;
    private readonly int[] _taps;
    private readonly int[] _corners;
    private readonly int[] _rows;
    private readonly float[][] _packed;
    private readonly float[][] _bias;
    private readonly Slab _padded;
    private readonly ConvGradient? _gradient;

    /// <summary>The values a convolution reads, and where their gradients go (null where they are not trained).</summary>
    internal sealed record Parameters(Weight Kernel, Weight? Bias, Parameter? KernelGradient, Parameter? BiasGradient);

    public ConvStep(Conv2D layer, Shape inputShape, Parameters parameters, Value input, Value output, ConvPool? pool, bool relu, ArenaLayout arena, int group, bool training)
        : base(input, output)
    {
        _geometry = new ConvGeometry(layer, inputShape);
        _parameters = parameters;
        _relu = relu;
        Pool = pool;
        _lanes = Simd.For(_geometry.GroupFilters);
        _taps = _geometry.Taps();
        _corners = pool is null ? _geometry.Corners(group) : _geometry.CornersByWindow(group, pool.Window);
        _rows = Tables.Multiples(pool is null ? _corners.Length : ChunkCells * pool.Area, _geometry.Filters);
        _packed = [.. Enumerable.Range(0, _geometry.Groups).Select(_ => new float[Gemm.PackedSize(_lanes, _geometry.Depth, _geometry.GroupFilters)])];
        _bias = [.. Enumerable.Range(0, _geometry.Groups).Select(_ => new float[Gemm.PaddedWidth(_lanes, _geometry.GroupFilters)])];
        _padded = _geometry.IsPadded ? arena.Floats(group * _geometry.PaddedSize) : default;
        Chunk = pool is null ? default : arena.Floats(ChunkCells * pool.Area * _geometry.Filters);
        if (training && (input.HasGradient || parameters.KernelGradient is not null))
        {
            _gradient = ConvGradient.Choose(this, arena, group);
        }
    }

    public ConvGeometry Geometry => _geometry;

    public ConvPool? Pool { get; }

    public Parameter? KernelGradient => _parameters.KernelGradient;

    public ReadOnlySpan<float> Kernel => _parameters.Kernel.Values;

    public ReadOnlySpan<int> Taps => _taps;

    /// <summary>The windows' corners in the order in which the step walks them.</summary>
    public ReadOnlySpan<int> Corners => _corners;

    /// <summary>Room for the convolution's output over <see cref="ChunkCells"/> pooling cells.</summary>
    public Slab Chunk { get; }

    /// <summary>Pooling cells that are computed at a time.</summary>
    public int ChunkCells => Pool is null ? 0 : Math.Max(1, ChunkFloats / (Pool.Area * _geometry.Filters));

    public override int PackParts => 1;

    public override void Pack(int part)
    {
        int filters = _geometry.GroupFilters;
        for (int g = 0; g < _geometry.Groups; g++)
        {
            Gemm.Pack(_lanes, Kernel[(g * filters)..], _geometry.Depth, filters, _geometry.Filters, _packed[g], 0, _geometry.Depth);
            _parameters.Bias?.Span.Slice(g * filters, filters).CopyTo(_bias[g]);
        }

        _gradient?.Pack();
    }

    public override void Forward(Pass pass)
    {
        ReadOnlySpan<float> input = pass.Data(Input);
        if (_geometry.IsPadded)
        {
            Span<float> padded = PaddedInput(pass);
            _geometry.Pad(input, padded);
            input = padded;
        }

        if (Pool is null)
        {
            Convolve(input, _corners.AsSpan(0, pass.Count * _geometry.OutputHeight * _geometry.OutputWidth), pass.Data(Output));
        }
        else
        {
            ConvolveAndPool(input, Pool, pass);
        }
    }

    /// <summary>The input as the windows see it.</summary>
    public Span<float> PaddedInput(Pass pass) => _geometry.IsPadded ? pass.Work[_padded][..(pass.Count * _geometry.PaddedSize)] : pass.Data(Input);

    private void ConvolveAndPool(ReadOnlySpan<float> input, ConvPool pool, Pass pass)
    {
        int filters = _geometry.Filters;
        Span<float> output = pass.Data(Output);
        Span<byte> winners = pass.Work.Bytes(pool.Winners);
        Span<float> chunk = pass.Work[Chunk];
        int cells = output.Length / filters;
        for (int cell = 0; cell < cells; cell += ChunkCells)
        {
            int count = Math.Min(ChunkCells, cells - cell);
            Span<float> rows = chunk[..(count * pool.Area * filters)];
            Convolve(input, _corners.AsSpan(cell * pool.Area, count * pool.Area), rows);
            PoolWindows.Forward(
                Simd.Widest, rows, pool.Area, filters, output.Slice(cell * filters, count * filters), winners.IsEmpty ? [] : winners.Slice(cell * filters, count * filters));
        }
    }

    private void Convolve(ReadOnlySpan<float> input, ReadOnlySpan<int> corners, Span<float> output)
    {
        int channels = _geometry.GroupChannels, filters = _geometry.GroupFilters;
        for (int g = 0; g < _geometry.Groups; g++)
        {
            Gemm.Multiply(
                _lanes, input[(g * channels)..], corners, _taps, _packed[g], _bias[g], output[(g * filters)..], _rows.AsSpan(0, corners.Length), filters, _relu ? GemmOutput.Relu : GemmOutput.Store);
        }
    }

    public override void Backward(Pass pass)
    {
        Span<float> gradient = pass.Gradient(Output);
        if (_relu)
        {
            Elementwise.MaskPositive(pass.Data(Output), gradient);
        }

        if (_parameters.BiasGradient is { } bias)
        {
            Elementwise.SumRows(gradient, pass.Gradient(bias), pass.Accumulate);
        }

        _gradient?.Backward(pass, gradient);
    }
}

/// <summary>A max pooling that a convolution takes in: its window, which is also its stride, and where the winners are kept.</summary>
/// <param name="Window">The window.</param>
/// <param name="Winners">One byte per output value; empty where no gradient is wanted.</param>
internal sealed record ConvPool(Size2D Window, Slab Winners)
{
    public int Area => Window.Area;
}
