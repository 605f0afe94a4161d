using Weft.Kernels;
using Weft.Layers;

namespace Weft.Engine;

/// <summary>Shifts and scales by a mean and a variance that training leaves alone.</summary>
internal sealed class NormalizationStep : Step
{
    // Keras' backend epsilon: what a deviation is at least.
    private const double LeastDeviation = 1e-7;

    private readonly Normalization _layer;
    private readonly IReadOnlyList<Weight> _weights;
    private readonly int[] _numbers;
    private readonly float[] _center;
    private readonly float[] _scale;
    private readonly float[] _offset;
    private readonly float[] _zero;

    public NormalizationStep(Normalization layer, IReadOnlyList<Weight> weights, Value input, Value output)
        : base(input, output)
    {
        (_layer, _weights) = (layer, weights);
        _numbers = layer.Numbers(input.Shape);
        int length = _numbers.Length;
        (_center, _scale, _offset, _zero) = (new float[length], new float[length], new float[length], new float[length]);
    }

    public override int PackParts => 1;

    public override void Pack(int part)
    {
        for (int c = 0; c < _scale.Length; c++)
        {
            int number = _numbers[c];
            float mean = _layer.Mean is { } given ? given[number % given.Count] : _weights[0].Values[number];
            float variance = _layer.Variance is { } spread ? spread[number % spread.Count] : _weights[1].Values[number];
            double deviation = Math.Max(Math.Sqrt(variance), LeastDeviation);
            _center[c] = _layer.Invert ? 0 : mean;
            _scale[c] = (float)(_layer.Invert ? deviation : 1 / deviation);
            _offset[c] = _layer.Invert ? mean : 0;
        }
    }

    public override void Forward(Pass pass) => ChannelKernels.Apply(pass.Data(Input), _center, _scale, _offset, [], relu: false, pass.Data(Output));

    public override void Backward(Pass pass)
    {
        if (Input.HasGradient)
        {
            ChannelKernels.Apply(pass.Gradient(Output), _zero, _scale, _zero, [], relu: false, pass.Gradient(Input));
        }
    }
}
