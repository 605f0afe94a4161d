namespace Weft.Tests.Reference;

/// <summary><c>y_i = gamma_c x_i</c> with the channel c of i: a learned scale.</summary>
internal sealed class ChannelScaleOperation(int[] input, double[] gamma) : Operation(input, input)
{
    private readonly double[] _dGamma = new double[gamma.Length];

    public override IReadOnlyList<double[]> Weights => [gamma];

    public override IReadOnlyList<double[]> Gradients => [_dGamma];

    public override int SummationLength => InputSize / gamma.Length;

    public override double[] Forward(double[] x) => [.. x.Select((value, i) => gamma[i % gamma.Length] * value)];

    public override double[] Backward(double[] x, double[] y, double[] dy)
    {
        for (int i = 0; i < x.Length; i++)
        {
            _dGamma[i % gamma.Length] += dy[i] * x[i];
        }

        return [.. dy.Select((d, i) => d * gamma[i % gamma.Length])];
    }
}
