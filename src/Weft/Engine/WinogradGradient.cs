using Weft.Kernels;

namespace Weft.Engine;

/// <summary>Both gradients by the adjoints of Winograd's transforms: as few products per frequency as the forward pass.</summary>
internal sealed class WinogradGradient : ConvGradient
{
    /// <summary>Channels whose kernel gradient is taken at a time: whole blocks of the product.</summary>
    public const int KernelChannels = GemmTransposed.BlockTaps;

    private readonly WinogradTiles _tiles;
    private readonly WinogradKernel? _kernel;
    private readonly Lanes _lanes;
    private readonly int _chunk;
    private readonly bool _isFar;
    private readonly TileFrame[] _inputs;
    private readonly TileFrame[] _outputs;
    private readonly PoolTables? _pool;
    private readonly int[] _channelRows;
    private readonly int[] _filterRows;
    private readonly int[] _channelTaps;
    private readonly int[] _filterTaps;
    private readonly Slab _input;
    private readonly Slab _output;
    private readonly Slab _strips;
    private readonly Slab _kernelGradient;
    private readonly KeptRows? _keptInput;
    private readonly KeptRows? _keptGradient;

    /// <param name="step">Whose gradients.</param>
    /// <param name="output">Winograd's m.</param>
    /// <param name="weights">Whether for the kernel.</param>
    /// <param name="input">Whether for the input.</param>
    /// <param name="late">Whether the kernel's gradient is computed once for the batch.</param>
    /// <param name="memory">The plan's memory.</param>
    public WinogradGradient(ConvStep step, int output, bool weights, bool input, bool late, PlanMemory memory)
        : base(step, weights, input)
    {
        _tiles = new WinogradTiles(Geometry, step.Pool, output);
        _kernel = ForInput ? new WinogradKernel(step, output, transposed: true) : null;
        _lanes = Simd.For(Geometry.Filters);
        _chunk = _tiles.Chunk(memory.Group);
        _isFar = memory.IsFar;
        _inputs = _tiles.Inputs(memory.Group);
        _outputs = _tiles.Outputs(memory.Group);
        _pool = _tiles.Tables(memory.Group);
        _channelRows = Tables.Multiples(_chunk, Geometry.Channels);
        _filterRows = Tables.Multiples(_chunk, Geometry.Filters);
        _channelTaps = Tables.Multiples(Geometry.Channels, 1);
        _filterTaps = Tables.Multiples(Geometry.Filters, 1);
        _strips = _pool is null ? default : memory.Arena.Scratch(_tiles.StripFloats(memory.Group));
        _input = memory.Arena.Scratch(_tiles.Frequencies * InputPlane);
        _output = memory.Arena.Scratch(_tiles.Frequencies * OutputPlane);
        if (late && ForWeights)
        {
            _keptInput = memory.Arena.Keep(_tiles.Frequencies, _tiles.PerSample, Geometry.Channels);
            _keptGradient = memory.Arena.Keep(_tiles.Frequencies, _tiles.PerSample, Geometry.Filters);
            step.KernelGradient!.Late = new LateWinogradGradient(_keptInput, _keptGradient, output);
        }
        else if (ForWeights)
        {
            _kernelGradient = memory.Arena.Scratch((_tiles.Frequencies + WinogradKernelGradient.Taps) * KernelPlane);
        }
    }

    /// <summary>Whether keeping a batch's frequencies is the better way to the kernel's gradient.</summary>
    public static bool IsBetterLate(ConvGeometry geometry, ConvPool? pool, int output, int group)
    {
        // A batch's frequencies should stay in the last-level cache.
        const int mostFloats = 8 * 1024;
        WinogradTiles tiles = new(geometry, pool, output);
        return LateGradient.Pays(geometry.Channels, geometry.Filters, group * tiles.PerSample)
            && tiles.PerSample * tiles.Frequencies * (geometry.Channels + geometry.Filters) <= mostFloats;
    }

    private int InputPlane => AlignedFloats.Pitch(_chunk * Geometry.Channels);

    private int OutputPlane => AlignedFloats.Pitch(_chunk * Geometry.Filters);

    private int KernelPlane => AlignedFloats.Pitch(KernelChannels * Geometry.Filters);

    public override bool ReadsWindows => false;

    public override int PackParts => _kernel?.Parts ?? 0;

    public override void Pack(int part) => _kernel!.Pack(part);

    protected override void Run(Pass pass, ReadOnlySpan<float> gradient, Span<float> kernel, Span<float> input)
    {
        int tiles = pass.Count * _tiles.PerSample;
        for (int first = 0; first < tiles; first += _chunk)
        {
            int count = Math.Min(_chunk, tiles - first);
            Plane output = _keptGradient is null ? new Plane(pass.Work[_output], OutputPlane) : Kept(pass, _keptGradient, first);
            Spread(pass, gradient, first, count, output);
            if (!kernel.IsEmpty)
            {
                Plane frequencies = _keptInput is null ? new Plane(pass.Work[_input], InputPlane) : Kept(pass, _keptInput, first);
                WinogradTransform.Input(
                    _tiles.Output, pass.Data(Step.Input), _inputs.AsSpan(first, count), Geometry.Width * Geometry.Channels, Geometry.Channels, frequencies.Values, frequencies.Pitch, _isFar);
                if (_keptInput is null)
                {
                    AddWeightGradient(pass, count, output, frequencies, kernel, pass.Accumulate || first > 0);
                }
            }

            if (!input.IsEmpty)
            {
                AddInputGradient(pass, first, count, output, input);
            }
        }
    }

    private readonly ref struct Plane(Span<float> values, int pitch)
    {
        public readonly Span<float> Values = values;
        public readonly int Pitch = pitch;
    }

    private static Plane Kept(Pass pass, KeptRows rows, int first) => new(pass.Kept(rows)[(first * rows.RowSize)..], pass.Store!.Plane(rows));

    private void AddWeightGradient(Pass pass, int count, Plane output, Plane input, Span<float> kernel, bool accumulate)
    {
        (int channels, int filters) = (Geometry.Channels, Geometry.Filters);
        Span<float> frequencies = pass.Work[_kernelGradient];
        for (int channel = 0; channel < channels; channel += KernelChannels)
        {
            ReadOnlySpan<int> taps = _channelTaps.AsSpan(channel, Math.Min(KernelChannels, channels - channel));
            GemmTransposed.Multiply(
                _lanes, new Gemm.Planes(_tiles.Frequencies, input.Pitch, output.Pitch, KernelPlane), input.Values, _channelRows.AsSpan(0, count), taps, output.Values, filters,
                frequencies, filters, filters, accumulate: false);

            WinogradKernelGradient.Finish(_tiles.Output, frequencies, KernelPlane, taps.Length * filters, kernel[(channel * filters)..], channels * filters, accumulate);
        }
    }

    private void AddInputGradient(Pass pass, int first, int count, Plane output, Span<float> input)
    {
        (int channels, int filters) = (Geometry.Channels, Geometry.Filters);
        Span<float> frequencies = pass.Work[_input];
        Gemm.Multiply(
            _kernel!.Lanes, new Gemm.Planes(_tiles.Frequencies, output.Pitch, _kernel.Plane, InputPlane), output.Values, _filterRows.AsSpan(0, count), _filterTaps, _kernel.Packed, [],
            frequencies, _channelRows.AsSpan(0, count), channels, GemmOutput.Store);

        WinogradTransform.InputAdjoint(_tiles.Output, frequencies, InputPlane, _inputs.AsSpan(first, count), Geometry.Width * channels, channels, input, _isFar);
    }

    /// <summary>The output's gradient of some tiles to frequencies.</summary>
    private void Spread(Pass pass, ReadOnlySpan<float> gradient, int first, int count, Plane frequencies)
    {
        if (_pool is not null)
        {
            Span<float> strips = pass.Work[_strips];
            PoolWindows.Backward(gradient, Step.Winners(pass), _tiles.Cells(_pool, first, count), Geometry.Filters, strips);
            gradient = strips;
        }

        WinogradTransform.OutputAdjoint(
            _tiles.Output, gradient, _outputs.AsSpan(first, count), _tiles.StripPitch, Geometry.Filters, frequencies.Values, frequencies.Pitch, _isFar && _pool is null);
    }
}
