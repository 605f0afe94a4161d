using Weft.Kernels;
using Weft.Layers;

namespace Weft.Engine;

/// <summary>A transposed convolution with bias and ReLU: the way back of a convolution from its filters to the input's channels.</summary>
/// <remarks>
/// With windows over the padded output, <c>[windows, taps]</c>: forward, a row of the image at a time, <c>X K^T</c> gives the windows' values, which are added up in place.
/// Backward both gradients read the output's gradient through the windows without copying them: <c>dX = windows K</c>, <c>dK = windows^T X</c>.
/// </remarks>
internal sealed class ConvTransposeStep : Step
{
    private readonly TransposedAxis _rows;
    private readonly TransposedAxis _columns;
    private readonly int _channels;
    private readonly int _filters;
    private readonly bool _relu;
    private readonly Weight _kernel;
    private readonly Weight? _bias;
    private readonly Parameter? _kernelGradient;
    private readonly Parameter? _biasGradient;
    private readonly Lanes _lanes;
    private readonly Lanes _inputLanes;
    private readonly AlignedFloats _packed;
    private readonly AlignedFloats _packedForInput;
    private readonly float[] _zeros;
    private readonly float[] _ones;
    private readonly int[] _channels0;
    private readonly int[] _pixels;
    private readonly int[] _windowRows;
    private readonly int[] _windows;
    private readonly int[] _taps;
    private readonly Slab _padded;
    private readonly Slab _values;

    public ConvTransposeStep(Conv2DTranspose layer, ConvStep.Parameters parameters, Value input, Value output, bool relu, PlanMemory memory)
        : base(input, output)
    {
        (_kernel, _bias, _kernelGradient, _biasGradient) = parameters;
        (_rows, _columns, _relu) = (layer.Rows(input.Shape), layer.Columns(input.Shape), relu);
        (_channels, _filters) = (input.Shape[2], layer.Filters);
        (_lanes, _inputLanes) = (Simd.Covering(Taps), Simd.Covering(_channels));
        _packed = Own(Gemm.PackedSize(_lanes, _channels, Taps));
        _packedForInput = Own(input.HasGradient ? Gemm.PackedSize(_inputLanes, Taps, _channels) : 0);
        (_zeros, _ones) = (new float[_filters], new float[_filters]);
        Array.Fill(_ones, 1);
        _channels0 = Tables.Multiples(_channels, 1);
        _pixels = Tables.Multiples(_rows.Input * _columns.Input, _channels);
        _windowRows = Tables.Multiples(_columns.Input, Taps);
        _windows = [.. from y in Enumerable.Range(0, _rows.Input) from x in Enumerable.Range(0, _columns.Input) select Place(y * _rows.Stride, x * _columns.Stride)];
        _taps = [.. from ky in Enumerable.Range(0, _rows.Taps) from kx in Enumerable.Range(0, _columns.Taps) from f in Enumerable.Range(0, _filters)
                    select Place(ky * _rows.Dilation, kx * _columns.Dilation) + f];
        memory.Arena.BeginStep();
        _padded = memory.Arena.Scratch(_rows.Padded * _columns.Padded * _filters);
        _values = memory.Arena.Scratch(_columns.Input * Taps);
    }

    /// <summary>The multiply-adds of one sample forward.</summary>
    public double Products => (double)_windows.Length * Taps * _channels;

    private int Taps => _rows.Taps * _columns.Taps * _filters;

    public override int PackParts => 1;

    public override void Pack(int part)
    {
        Gemm.PackTransposed(_lanes, _kernel.Span, _channels, Taps, _channels, _packed.Span, 0, Taps);
        if (_packedForInput.Length > 0)
        {
            Gemm.Pack(_inputLanes, _kernel.Span, Taps, _channels, _channels, _packedForInput.Span, 0, Taps);
        }
    }

    public override void Forward(Pass pass)
    {
        Span<float> padded = pass.Work[_padded], values = pass.Work[_values];
        int line = _columns.Input * _channels;
        for (int i = 0; i < pass.Count; i++)
        {
            ReadOnlySpan<float> x = pass.Data(Input).Slice(i * Input.Size, Input.Size);
            padded.Clear();
            for (int row = 0; row < _rows.Input; row++)
            {
                Gemm.Multiply(
                    _lanes, x.Slice(row * line, line), _pixels.AsSpan(0, _columns.Input), _channels0, _packed.Span, [], values, _windowRows, Taps, GemmOutput.Store);
                for (int column = 0; column < _columns.Input; column++)
                {
                    AddWindow(values.Slice(column * Taps, Taps), padded[_windows[(row * _columns.Input) + column]..]);
                }
            }

            Finish(padded, pass.Data(Output).Slice(i * Output.Size, Output.Size));
        }
    }

    public override void Backward(Pass pass)
    {
        Span<float> gradient = pass.Gradient(Output);
        if (_relu)
        {
            Elementwise.MaskPositive(pass.Data(Output), gradient);
        }

        if (_biasGradient is not null)
        {
            Elementwise.SumRows(gradient, pass.Gradient(_biasGradient), pass.Accumulate);
        }

        if (_kernelGradient is null && !Input.HasGradient)
        {
            return;
        }

        Span<float> padded = pass.Work[_padded];
        padded.Clear();
        for (int i = 0; i < pass.Count; i++)
        {
            Pad(gradient.Slice(i * Output.Size, Output.Size), padded);
            if (_kernelGradient is not null)
            {
                GemmTransposed.Multiply(
                    _inputLanes, padded, _windows, _taps, pass.Data(Input)[(i * Input.Size)..], _channels, pass.Gradient(_kernelGradient), _channels, _channels, pass.Accumulate || i > 0);
            }

            if (Input.HasGradient)
            {
                Span<float> dx = pass.Gradient(Input).Slice(i * Input.Size, Input.Size);
                Gemm.Multiply(_inputLanes, padded, _windows, _taps, _packedForInput.Span, [], dx, _pixels, _channels, Input.AddsGradient ? GemmOutput.Accumulate : GemmOutput.Store);
            }
        }
    }

    // Where a place of the padded output begins.
    private int Place(int row, int column) => ((row * _columns.Padded) + column) * _filters;

    // A window's neighbouring taps lie side by side where nothing dilates it.
    private void AddWindow(ReadOnlySpan<float> values, Span<float> place)
    {
        int run = _columns.Dilation == 1 ? _columns.Taps * _filters : _filters;
        for (int at = 0; at < values.Length; at += run)
        {
            Elementwise.Add(values.Slice(at, run), place.Slice(_taps[at], run));
        }
    }

    // What lies inside the output, with the bias and the ReLU.
    private void Finish(ReadOnlySpan<float> padded, Span<float> y)
    {
        int line = _columns.Output * _filters;
        for (int row = 0; row < _rows.Output; row++)
        {
            ReadOnlySpan<float> from = padded.Slice(Place(row + _rows.Before, _columns.Before), line);
            ChannelKernels.Apply(from, _zeros, _ones, _bias is null ? _zeros : _bias.Span, [], _relu, y.Slice(row * line, line));
        }
    }

    private void Pad(ReadOnlySpan<float> dy, Span<float> padded)
    {
        int line = _columns.Output * _filters;
        for (int row = 0; row < _rows.Output; row++)
        {
            dy.Slice(row * line, line).CopyTo(padded[Place(row + _rows.Before, _columns.Before)..]);
        }
    }
}
