namespace Weft.Engine;

/// <summary>Takes a batch normalisation into the kernel and the bias of the layer before it; for plans that only predict.</summary>
/// <remarks><c>(x W + b - mean) s + beta = x (W s) + (b - mean) s + beta</c> with <c>s = gamma / sqrt(variance + epsilon)</c>. All of it happens when weights are packed; stands before the step that reads them.</remarks>
internal sealed class FoldStep : Step
{
    private readonly Weight _kernel;
    private readonly Weight? _bias;
    private readonly BatchNormWeights _norm;
    private readonly double _epsilon;
    private readonly double[] _scales;

    public FoldStep(Weight kernel, Weight? bias, BatchNormWeights norm, double epsilon, Value value)
        : base(value, value)
    {
        (_kernel, _bias, _norm, _epsilon) = (kernel, bias, norm, epsilon);
        Kernel = new Weight(kernel.Name, kernel.Shape, trainable: false, LargePages.Array<float>(kernel.Values.Length));
        _scales = new double[norm.MovingMean.Values.Length];
        Bias = new Weight(norm.MovingMean.Name, norm.MovingMean.Shape, trainable: false, new float[norm.MovingMean.Values.Length]);
    }

    public Weight Kernel { get; }

    public Weight Bias { get; }

    /// <summary>Whether the kernel can wait until it is asked for as a whole: the step that reads it takes it in parts.</summary>
    public bool KernelCanWait { get; set; }

    // The bias, then the kernel.
    public override int PackParts => 2;

    public override bool CanWait(int part) => KernelCanWait && part == 1;

    public override void Pack(int part)
    {
        if (part == 1)
        {
            CopyKernel(0, _scales.Length, Kernel.Values);
            return;
        }

        for (int c = 0; c < _scales.Length; c++)
        {
            _scales[c] = _norm.MovingScale(c, _epsilon);
            Bias.Values[c] = (float)((((_bias is null ? 0 : _bias.Values[c]) - _norm.MovingMean.Values[c]) * _scales[c]) + _norm.BetaAt(c));
        }
    }

    /// <summary>Columns of the kernel, one row after another, once the bias is packed.</summary>
    public void CopyKernel(int begin, int end, Span<float> to)
    {
        ReadOnlySpan<float> kernel = _kernel.Span;
        for (int row = 0; row < kernel.Length; row += _scales.Length, to = to[(end - begin)..])
        {
            Scale(kernel[(row + begin)..(row + end)], _scales.AsSpan(begin), to);
        }
    }

    private static void Scale(ReadOnlySpan<float> kernel, ReadOnlySpan<double> scales, Span<float> scaled)
    {
        for (int c = 0; c < kernel.Length; c++)
        {
            scaled[c] = (float)(kernel[c] * scales[c]);
        }
    }

    public override void Forward(Pass pass)
    {
    }

    public override void Backward(Pass pass)
    {
    }
}
