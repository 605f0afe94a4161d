using Weft.Kernels;

namespace Weft.Engine;

/// <summary>Matrix product of a group of samples with a kernel, with bias and ReLU: <c>Y = act(X W + b)</c>, <c>dW = X^T dY</c>, <c>dX = dY W^T</c>. Every place of an image or a sequence is a row of X.</summary>
internal sealed class DenseStep : Step
{
    private const int PartFeatures = 64;

    private readonly int _features;
    private readonly int _units;
    private readonly int _places;
    private readonly bool _relu;
    private readonly Weight _kernel;
    private readonly Weight? _bias;
    private readonly Parameter? _kernelGradient;
    private readonly Parameter? _biasGradient;
    private readonly Lanes _lanes;
    private readonly Lanes _inputLanes;
    private readonly AlignedFloats _packed;
    private readonly AlignedFloats _packedTransposed;
    private readonly float[] _paddedBias;
    private readonly int[] _features0;
    private readonly int[] _units0;
    private readonly int[] _inputRows;
    private readonly int[] _outputRows;
    private readonly KeptRows? _keptInput;
    private readonly KeptRows? _keptGradient;

    public DenseStep(ConvStep.Parameters parameters, Value input, Value output, bool relu, PlanMemory memory)
        : base(input, output)
    {
        (_kernel, _bias, _kernelGradient, _biasGradient) = parameters;
        (_features, _units) = (_kernel.Shape[0], _kernel.Shape[1]);
        _places = input.Size / _features;
        _relu = relu;
        _lanes = Simd.Covering(_units);
        _inputLanes = Simd.Covering(_features);
        _packed = Own(Gemm.PackedSize(_lanes, _features, _units));
        _packedTransposed = Own(input.HasGradient ? Gemm.PackedSize(_inputLanes, _units, _features) : 0);
        _paddedBias = new float[Gemm.PaddedWidth(_lanes, _units)];
        _features0 = Tables.Multiples(_features, 1);
        _units0 = Tables.Multiples(_units, 1);
        _inputRows = Tables.Multiples(memory.Group * _places, _features);
        _outputRows = Tables.Multiples(memory.Group * _places, _units);
        if (_kernelGradient is { IsShared: false } && LateGradient.Pays(_features, _units, memory.Group * _places))
        {
            _keptInput = memory.Arena.Keep(1, _places, AlignedFloats.Pitch(_features));
            _keptGradient = memory.Arena.Keep(1, _places, AlignedFloats.Pitch(_units));
            _kernelGradient!.Late = new LateDenseGradient(_keptInput, _keptGradient, _features, _units);
        }
    }

    public override int PackParts => (_features + PartFeatures - 1) / PartFeatures;

    public override void Pack(int part)
    {
        int begin = part * PartFeatures, end = Math.Min(begin + PartFeatures, _features);
        ReadOnlySpan<float> rows = _kernel.Span[(begin * _units)..];
        Gemm.Pack(_lanes, rows, _features, _units, _units, _packed.Span, begin, end);
        if (_packedTransposed.Length > 0)
        {
            Gemm.PackTransposed(_inputLanes, rows, _units, _features, _units, _packedTransposed.Span, begin, end);
        }

        if (part == 0)
        {
            _bias?.Span.CopyTo(_paddedBias);
        }
    }

    // One sample waits for the weights, which takes some four times as long as to multiply with them.
    public override double Work => (_places + 3.0) * _features * _units;

    public override void Forward(Pass pass)
    {
        (int begin, int end) = pass.Part.Of(_units, Gemm.PanelWidth(_lanes));
        if (begin < end)
        {
            Gemm.Multiply(
                _lanes, pass.Data(Input), _inputRows.AsSpan(0, pass.Count * _places), _features0, _packed.Span[(begin * _features)..], _paddedBias.AsSpan(begin), pass.Data(Output)[begin..],
                _outputRows.AsSpan(0, pass.Count * _places), end - begin, _relu ? GemmOutput.Relu : GemmOutput.Store);
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

        if (_keptInput is not null)
        {
            Keep(pass, _keptInput, pass.Data(Input));
            Keep(pass, _keptGradient!, gradient);
        }
        else if (_kernelGradient is not null)
        {
            GemmTransposed.Multiply(
                _lanes, pass.Data(Input), _inputRows.AsSpan(0, pass.Count * _places), _features0, gradient, _units, pass.Gradient(_kernelGradient), _units, _units, pass.Accumulate);
        }

        if (Input.HasGradient)
        {
            Gemm.Multiply(
                _inputLanes, gradient, _outputRows.AsSpan(0, pass.Count * _places), _units0, _packedTransposed.Span, [], pass.Gradient(Input), _inputRows.AsSpan(0, pass.Count * _places), _features,
                Input.AddsGradient ? GemmOutput.Accumulate : GemmOutput.Store);
        }
    }

    private void Keep(Pass pass, KeptRows kept, ReadOnlySpan<float> values)
    {
        int rows = pass.Count * _places, size = values.Length / rows;
        Span<float> target = pass.Kept(kept);
        for (int row = 0; row < rows; row++)
        {
            values.Slice(row * size, size).CopyTo(target[(row * kept.RowSize)..]);
        }
    }
}
