using Weft.Kernels;

namespace Weft.Engine;

/// <summary>Both gradients by the adjoints of Winograd's transforms: as few products per frequency as the forward pass.</summary>
internal sealed class WinogradGradient : ConvGradient
{
    /// <summary>Channels whose kernel gradient is taken at a time: whole blocks of the product.</summary>
    public static int KernelChannels => GemmTransposed.BlockTaps;

    private readonly WinogradLayout _layout;
    private readonly WinogradKernel? _kernel;
    private readonly Lanes _lanes;
    private readonly int[] _filterTaps;
    private readonly Slab _kernelGradient;
    private readonly KeptRows? _keptInput;
    private readonly KeptRows? _keptGradient;

    /// <param name="step">Whose gradients.</param>
    /// <param name="layout">Its tiles.</param>
    /// <param name="weights">Whether for the kernel.</param>
    /// <param name="input">Whether for the input.</param>
    /// <param name="late">Whether the kernel's gradient is computed once for the batch.</param>
    /// <param name="memory">The plan's memory.</param>
    public WinogradGradient(ConvStep step, WinogradLayout layout, bool weights, bool input, bool late, PlanMemory memory)
        : base(step, weights, input)
    {
        _layout = layout;
        _kernel = ForInput ? new WinogradKernel(step, layout.Tiles.Output, transposed: true) : null;
        _lanes = Simd.Covering(Geometry.Filters);
        _filterTaps = Tables.Multiples(Geometry.Filters, 1);
        if (late && ForWeights)
        {
            _keptInput = memory.Arena.Keep(_layout.Tiles.Frequencies, _layout.Tiles.PerSample, Geometry.Channels);
            _keptGradient = memory.Arena.Keep(_layout.Tiles.Frequencies, _layout.Tiles.PerSample, Geometry.Filters);
            step.KernelGradient!.Late = new LateWinogradGradient(_keptInput, _keptGradient, layout.Tiles.Output);
        }
        else if (ForWeights)
        {
            _kernelGradient = memory.Arena.Scratch((_layout.Tiles.Frequencies + WinogradKernelGradient.Taps) * KernelPlane);
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

    private int KernelPlane => AlignedFloats.Pitch(KernelChannels * Geometry.Filters);

    public override bool ReadsWindows => false;

    public override int PackParts => _kernel?.Parts ?? 0;

    public override void Pack(int part) => _kernel!.Pack(part);

    protected override void Run(Pass pass, ReadOnlySpan<float> gradient, Span<float> kernel, Span<float> input)
    {
        int tiles = pass.Count * _layout.Tiles.PerSample;
        for (int first = 0; first < tiles; first += _layout.Chunk)
        {
            int count = Math.Min(_layout.Chunk, tiles - first);
            Plane output = _keptGradient is null ? new Plane(pass.Work[_layout.Output], _layout.OutputPlane) : Kept(pass, _keptGradient, first);
            Spread(pass, gradient, first, count, output);
            if (!kernel.IsEmpty)
            {
                Plane frequencies = _keptInput is null ? new Plane(pass.Work[_layout.Input], _layout.InputPlane) : Kept(pass, _keptInput, first);
                _layout.TransformInput(pass, first, count, frequencies.Values, frequencies.Pitch);
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
            ReadOnlySpan<int> taps = _layout.ChannelTaps.AsSpan(channel, Math.Min(KernelChannels, channels - channel));
            GemmTransposed.Multiply(
                _lanes, new Gemm.Planes(_layout.Tiles.Frequencies, input.Pitch, output.Pitch, KernelPlane), input.Values, _layout.ChannelRows.AsSpan(0, count), taps, output.Values, filters,
                frequencies, filters, filters, accumulate: false);

            WinogradKernelGradient.Finish(_layout.Tiles.Output, frequencies, KernelPlane, taps.Length * filters, kernel[(channel * filters)..], channels * filters, accumulate);
        }
    }

    private void AddInputGradient(Pass pass, int first, int count, Plane output, Span<float> input)
    {
        (int channels, int filters) = (Geometry.Channels, Geometry.Filters);
        Span<float> frequencies = pass.Work[_layout.Input];
        Gemm.Multiply(
            _kernel!.Lanes, new Gemm.Planes(_layout.Tiles.Frequencies, output.Pitch, _kernel.Plane, _layout.InputPlane), output.Values, _layout.FilterRows.AsSpan(0, count), _filterTaps, _kernel.Packed, [],
            frequencies, _layout.ChannelRows.AsSpan(0, count), channels, GemmOutput.Store);

        WinogradTransform.InputAdjoint(_layout.Tiles.Output, frequencies, _layout.InputPlane, _layout.Inputs.AsSpan(first, count), Geometry.Width * channels, channels, input, _layout.IsFar);
    }

    /// <summary>The output's gradient of some tiles to frequencies.</summary>
    private void Spread(Pass pass, ReadOnlySpan<float> gradient, int first, int count, Plane frequencies)
    {
        if (_layout.Pool is not null)
        {
            Span<float> strips = pass.Work[_layout.Strips];
            PoolWindows.Backward(gradient, Step.Winners(pass), _layout.Tiles.Cells(_layout.Pool, first, count), Geometry.Filters, strips);
            gradient = strips;
        }

        WinogradTransform.OutputAdjoint(
            _layout.Tiles.Output, gradient, _layout.Outputs.AsSpan(first, count), _layout.Tiles.StripPitch, Geometry.Filters, frequencies.Values, frequencies.Pitch, _layout.IsFar && _layout.Pool is null,
            Step.OutputNormalization is { } norm ? norm.GradientNormalization(pass) : default);
    }
}
