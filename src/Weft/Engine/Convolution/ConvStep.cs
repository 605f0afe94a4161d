using Weft.Kernels;
using Weft.Layers;

namespace Weft.Engine;

/// <summary>Convolution with its bias, ReLU and max pooling in one step.</summary>
/// <remarks>What the algorithms share: the padded input, the windows' tables, the gradient of bias and ReLU. <see cref="ConvChoice"/> picks the algorithms.</remarks>
internal sealed class ConvStep : Step
{
    private const int ChunkFloats = 4096;

    private readonly Weight? _bias;
    private readonly Parameter? _biasGradient;
    private readonly Weight _kernel;
    private readonly FoldStep? _fold;
    private readonly float[] _paddedBias;
    private readonly int[] _taps;
    private readonly int[] _corners;
    private readonly bool _isPadded;
    private readonly Slab _padded;
    private readonly Slab _paddedGradient;
    private readonly ConvForward _forward;
    private readonly ConvGradient[] _gradients = [];
    private readonly int[] _chunkCells;
    private readonly int[] _chunkRows;
    private readonly int[] _chunkTargets;
    private WinogradLayout? _layout;

    /// <summary>The values a layer reads, and where their gradients go (null where they are not trained).</summary>
    internal sealed record Parameters(Weight Kernel, Weight? Bias, Parameter? KernelGradient, Parameter? BiasGradient)
    {
        /// <summary>What makes the kernel of another; null where it is a layer's own.</summary>
        public FoldStep? Fold { get; init; }
    }

    public ConvStep(Conv2D layer, Shape inputShape, Parameters parameters, Value input, Value output, ConvPool? pool, bool relu, PlanMemory memory)
        : base(input, output)
    {
        (_kernel, _bias, KernelGradient, _biasGradient) = parameters;
        _fold = parameters.Fold;
        Geometry = new ConvGeometry(layer, inputShape);
        Pool = pool;
        Relu = relu;
        Choice = ConvChoice.For(Geometry, pool, relu, memory.Group, memory.Override, KernelGradient is { IsShared: true });
        memory.Arena.BeginStep();
        _taps = Geometry.Taps();
        _corners = pool is null ? Geometry.Corners(memory.Group) : Geometry.CornersByWindow(memory.Group, pool.Window);
        _paddedBias = new float[Geometry.Filters + (2 * (int)Lanes.Sixteen)];
        Chunk = pool is null ? default : memory.Arena.Scratch(ChunkCells * pool.Area * Geometry.Filters);
        _chunkCells = Tables.Multiples(ChunkCells, (pool?.Area ?? 0) * Geometry.Filters);
        _chunkRows = Tables.Multiples(pool?.Area ?? 0, Geometry.Filters);
        _chunkTargets = Tables.Multiples(ChunkCells, Geometry.Filters);
        _forward = Choice.CreateForward(this, memory);
        _fold?.KernelCanWait = _forward.CanWait;
        if (memory.HasGradients && (input.HasGradient || KernelGradient is not null))
        {
            _gradients = Choice.CreateGradients(this, memory);
        }

        _isPadded = Geometry.IsPadded && (_forward.ReadsWindows || GradientsReadWindows);
        _padded = _isPadded ? memory.Arena.Floats(memory.Group * Geometry.PaddedSize) : default;
        _paddedGradient = _isPadded && input.HasGradient ? memory.Arena.Scratch(memory.Group * Geometry.PaddedSize) : default;
    }

    public ConvGeometry Geometry { get; }

    public ConvPool? Pool { get; }

    public ConvChoice Choice { get; }

    public bool Relu { get; }

    public bool HasBias => _bias is not null;

    public Parameter? KernelGradient { get; }

    public ReadOnlySpan<float> Kernel => _kernel.Values;

    /// <summary>The bias, zero where there is none, with room for a kernel to read past its end.</summary>
    public ReadOnlySpan<float> Bias => _paddedBias;

    public ReadOnlySpan<int> Taps => _taps;

    /// <summary>The windows' corners: in the output's order, or pooling cell by pooling cell.</summary>
    public ReadOnlySpan<int> Corners => _corners;

    /// <summary>Room for the convolution's output over <see cref="ChunkCells"/> pooling cells.</summary>
    public Slab Chunk { get; }

    /// <summary>Pooling cells that are taken at a time.</summary>
    public int ChunkCells => Pool is null ? 0 : Math.Max(1, ChunkFloats / (Pool.Area * Geometry.Filters));

    /// <summary>The first <paramref name="count"/> pooling cells of a chunk, whose rows lie cell by cell.</summary>
    public PoolCells ChunkTable(int count) => new(_chunkCells.AsSpan(0, count), _chunkRows, _chunkTargets.AsSpan(0, count));

    /// <summary>Which row of each pooling cell won; empty without a pooling, and where no gradient is wanted.</summary>
    public Span<byte> Winners(Pass pass) => Pool is { Winners.Length: > 0 } ? pass.Work.Bytes(Pool.Winners) : [];

    /// <summary>Whether the input may be normalised as it is read.</summary>
    public bool CanNormalizeInput => !_forward.ReadsWindows && !GradientsReadWindows;

    /// <summary>Whether the output's gradient may be that of what the output is normalised to, until it is read.</summary>
    public bool CanNormalizeGradient => Pool is null && !Relu && _biasGradient is null && !GradientsReadWindows;

    /// <summary>A normalisation whose output this step reads, and which leaves that to it; null for none.</summary>
    public BatchNormStep? InputNormalization { get; set; }

    /// <summary>A normalisation of this step's output that leaves the gradient to it; null for none.</summary>
    public BatchNormStep? OutputNormalization { get; set; }

    /// <summary>What the input is read from.</summary>
    public Value Source => InputNormalization?.Input ?? Input;

    private bool GradientsReadWindows => Array.Exists(_gradients, gradient => gradient.ReadsWindows);

    /// <summary>What the output's gradient is read from.</summary>
    private Value GradientSource => OutputNormalization?.Output ?? Output;

    public override IEnumerable<Value> Values => [Input with { Data = Source.Data }, Output with { Gradient = GradientSource.Gradient }];

    public override string Algorithm =>
        $"{(Choice.ForwardTile > 0 ? $"Winograd F({Choice.ForwardTile})" : "direct")}{(_gradients.Length == 0 ? "" : $"; kernel's gradient {Choice.Weights}, input's {Choice.Input}")}";

    public override double Work => Choice.ForwardWork(Geometry, Pool);

    public override int PackParts => 1 + _forward.PackParts + _gradients.Sum(gradient => gradient.PackParts);

    public override bool CanWait(int part) => _forward.CanWait && part > 0;

    /// <summary>The kernel of some filters, one row after another, whether all of it was made or not.</summary>
    public void CopyKernel(int begin, int end, Span<float> to)
    {
        if (_fold is not null)
        {
            _fold.CopyKernel(begin, end, to);
            return;
        }

        for (int row = 0; row < Kernel.Length; row += Geometry.Filters, to = to[(end - begin)..])
        {
            Kernel[(row + begin)..(row + end)].CopyTo(to);
        }
    }

    public override void Pack(int part)
    {
        if (part == 0)
        {
            _bias?.Span.CopyTo(_paddedBias);
        }
        else if (part <= _forward.PackParts)
        {
            _forward.Pack(part - 1);
        }
        else
        {
            part -= 1 + _forward.PackParts;
            int first = _gradients[0].PackParts;
            _gradients[part < first ? 0 : 1].Pack(part < first ? part : part - first);
        }
    }

    public override void Forward(Pass pass)
    {
        if (_isPadded)
        {
            Geometry.Pad(pass.Data(Input), PaddedInput(pass));
        }

        _forward.Run(pass);
    }

    /// <summary>What Winograd's tiles of m by m need while the step is made: both ways share it where they have the same m.</summary>
    public WinogradLayout Layout(int m, PlanMemory memory) => _layout is { } layout && layout.Tiles.Output == m ? layout : _layout = new WinogradLayout(this, m, memory);

    /// <summary>Room for the input's gradient as the windows see it.</summary>
    public Span<float> PaddedGradient(Pass pass) => pass.Work[_paddedGradient][..(pass.Count * Geometry.PaddedSize)];

    /// <summary>The input as the windows see it.</summary>
    public Span<float> PaddedInput(Pass pass) => _isPadded ? pass.Work[_padded][..(pass.Count * Geometry.PaddedSize)] : pass.Data(Input);

    public override void Backward(Pass pass)
    {
        Span<float> gradient = pass.Gradient(GradientSource);
        if (Relu)
        {
            Elementwise.MaskPositive(pass.Data(Output), gradient);
        }

        if (_biasGradient is not null)
        {
            Elementwise.SumRows(gradient, pass.Gradient(_biasGradient), pass.Accumulate);
        }

        foreach (ConvGradient kind in _gradients)
        {
            kind.Backward(pass, gradient);
        }
    }
}

/// <summary>A max pooling that a convolution takes in: its window, which is also its stride, and where the winners are kept.</summary>
/// <param name="Window">The window.</param>
/// <param name="Winners">One byte per output value; empty where no gradient is wanted.</param>
internal sealed record ConvPool(Size2D Window, Slab Winners)
{
    public int Area => Window.Area;
}
