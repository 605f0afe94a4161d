using Weft.Kernels;

namespace Weft.Engine;

/// <summary>Both gradients by the adjoints of Winograd's transforms: as few products per frequency as the forward pass.</summary>
internal sealed class WinogradGradient : ConvGradient
{
    // Channels whose kernel gradient is taken at a time: whole blocks of the product.
    private const int KernelChannels = 12;

    private readonly WinogradTiles _tiles;
    private readonly WinogradKernel? _kernel;
    private readonly Lanes _lanes;
    private readonly int _chunk;
    private readonly int[] _corners;
    private readonly int[] _cells;
    private readonly int[] _cellRows;
    private readonly int[] _targets;
    private readonly int[] _channelRows;
    private readonly int[] _filterRows;
    private readonly int[] _channelTaps;
    private readonly int[] _filterTaps;
    private readonly Slab _input;
    private readonly Slab _output;
    private readonly Slab _rows;
    private readonly Slab _kernelGradient;

    public WinogradGradient(ConvStep step, int output, PlanMemory memory)
        : base(step, memory)
    {
        _tiles = new WinogradTiles(Geometry, step.Pool, output);
        _kernel = step.Input.HasGradient ? new WinogradKernel(step, output, transposed: true) : null;
        _lanes = Simd.For(Geometry.Filters);
        _chunk = _tiles.Chunk(memory.Group);
        _corners = _tiles.Corners(memory.Group);
        (_cells, _cellRows, _targets) = (_tiles.Cells(_chunk), _tiles.CellRows(), _tiles.Targets(memory.Group));
        _channelRows = Tables.Multiples(_chunk, Geometry.Channels);
        _filterRows = Tables.Multiples(_chunk, Geometry.Filters);
        _channelTaps = Tables.Multiples(Geometry.Channels, 1);
        _filterTaps = Tables.Multiples(Geometry.Filters, 1);
        _input = memory.Arena.Floats(_tiles.Frequencies * InputPlane);
        _output = memory.Arena.Floats(_tiles.Frequencies * OutputPlane);
        _rows = memory.Arena.Floats(output * output * _chunk * Geometry.Filters);
        _kernelGradient = memory.Arena.Floats(_tiles.Frequencies * KernelPlane);
    }

    private int InputPlane => WinogradTransform.Plane(_chunk * Geometry.Channels);

    private int OutputPlane => WinogradTransform.Plane(_chunk * Geometry.Filters);

    private int KernelPlane => WinogradTransform.Plane(KernelChannels * Geometry.Filters);

    public override int PackParts => _kernel?.Parts ?? 0;

    public override void Pack(int part) => _kernel!.Pack(part);

    protected override void AddWeightGradient(Pass pass, ReadOnlySpan<float> gradient, Span<float> kernel)
    {
        if (!pass.Accumulate)
        {
            kernel.Clear();
        }

        (int channels, int filters) = (Geometry.Channels, Geometry.Filters);
        int tiles = pass.Count * _tiles.PerSample;
        for (int first = 0; first < tiles; first += _chunk)
        {
            int count = Math.Min(_chunk, tiles - first);
            Span<float> input = pass.Work[_input], output = Spread(pass, gradient, first, count);
            WinogradTransform.Input(_tiles.Output, Step.PaddedInput(pass), _corners.AsSpan(first, count), Geometry.PaddedWidth * channels, channels, input, InputPlane);
            Span<float> frequencies = pass.Work[_kernelGradient];
            for (int channel = 0; channel < channels; channel += KernelChannels)
            {
                ReadOnlySpan<int> taps = _channelTaps.AsSpan(channel, Math.Min(KernelChannels, channels - channel));
                int size = taps.Length * filters;
                for (int f = 0; f < _tiles.Frequencies; f++)
                {
                    GemmTransposed.Multiply(
                        _lanes, input[(f * InputPlane)..], _channelRows.AsSpan(0, count), taps, output[(f * OutputPlane)..], filters, frequencies[(f * KernelPlane)..], filters, accumulate: false);
                }

                WinogradTransform.KernelAdjoint(_tiles.Output, frequencies, KernelPlane, size, kernel[(channel * filters)..], channels * filters);
            }
        }
    }

    protected override void AddInputGradient(Pass pass, ReadOnlySpan<float> gradient, Span<float> input)
    {
        (int channels, int filters) = (Geometry.Channels, Geometry.Filters);
        int tiles = pass.Count * _tiles.PerSample;
        for (int first = 0; first < tiles; first += _chunk)
        {
            int count = Math.Min(_chunk, tiles - first);
            Span<float> frequencies = pass.Work[_input], output = Spread(pass, gradient, first, count);
            for (int f = 0; f < _tiles.Frequencies; f++)
            {
                Gemm.Multiply(
                    _kernel!.Lanes, output[(f * OutputPlane)..], _filterRows.AsSpan(0, count), _filterTaps, _kernel[f], [],
                    frequencies[(f * InputPlane)..], _channelRows.AsSpan(0, count), channels, GemmOutput.Store);
            }

            WinogradTransform.InputAdjoint(_tiles.Output, frequencies, InputPlane, _corners.AsSpan(first, count), Geometry.PaddedWidth * channels, channels, input);
        }
    }

    /// <summary>The output's gradient of some tiles, in frequencies.</summary>
    private Span<float> Spread(Pass pass, ReadOnlySpan<float> gradient, int first, int count)
    {
        int cells = _tiles.CellsPerTile;
        Span<float> rows = pass.Work[_rows], frequencies = pass.Work[_output];
        PoolCells table = new(_cells.AsSpan(0, count * cells), _cellRows, _targets.AsSpan(first * cells, count * cells));
        PoolWindows.Backward(gradient, Step.Winners(pass), table, Geometry.Filters, rows);
        WinogradTransform.InverseAdjoint(_tiles.Output, rows, count, Geometry.Filters, frequencies, OutputPlane);
        return frequencies;
    }
}
