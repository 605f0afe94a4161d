namespace Weft.Engine;

/// <summary>Takes a batch normalisation into the kernel and the bias of the layer before it; for plans that only predict.</summary>
/// <remarks><c>(x W + b - mean) s + beta = x (W s) + (b - mean) s + beta</c> with <c>s = gamma / sqrt(variance + epsilon)</c>. All of it happens when weights are packed; stands before the step that reads them.</remarks>
internal sealed class FoldStep : Step
{
    private readonly Weight _kernel;
    private readonly Weight? _bias;
    private readonly BatchNormWeights _norm;
    private readonly double _epsilon;

    public FoldStep(Weight kernel, Weight? bias, BatchNormWeights norm, double epsilon, Value value)
        : base(value, value)
    {
        (_kernel, _bias, _norm, _epsilon) = (kernel, bias, norm, epsilon);
        Kernel = new Weight(kernel.Name, kernel.Shape, trainable: false, new float[kernel.Values.Length]);
        Bias = new Weight(norm.MovingMean.Name, norm.MovingMean.Shape, trainable: false, new float[norm.MovingMean.Values.Length]);
    }

    public Weight Kernel { get; }

    public Weight Bias { get; }

    public override int PackParts => 1;

    public override void Pack(int part)
    {
        int channels = Bias.Values.Length;
        for (int c = 0; c < channels; c++)
        {
            double scale = _norm.MovingScale(c, _epsilon);
            Bias.Values[c] = (float)((((_bias is null ? 0 : _bias.Values[c]) - _norm.MovingMean.Values[c]) * scale) + _norm.BetaAt(c));
            for (int i = c; i < Kernel.Values.Length; i += channels)
            {
                Kernel.Values[i] = (float)(_kernel.Values[i] * scale);
            }
        }
    }

    public override void Forward(Pass pass)
    {
    }

    public override void Backward(Pass pass)
    {
    }
}
