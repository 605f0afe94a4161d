namespace Weft.Tests.Reference;

/// <summary><c>y = x &gt; 0 ? x : alpha x</c>, with one alpha along every axis on which alpha's extent is 1.</summary>
internal sealed class PReLUOperation(int[] input, double[] alpha, int[] alphaShape) : Operation(input, input)
{
    private readonly double[] _dAlpha = new double[alpha.Length];

    public override IReadOnlyList<double[]> Weights => [alpha];

    public override IReadOnlyList<double[]> Gradients => [_dAlpha];

    public override int SummationLength => InputSize / alpha.Length;

    public override double[] Forward(double[] x) => [.. x.Select((value, i) => value > 0 ? value : alpha[Place(i)] * value)];

    public override double[] Backward(double[] x, double[] y, double[] dy)
    {
        for (int i = 0; i < x.Length; i++)
        {
            _dAlpha[Place(i)] += x[i] > 0 ? 0 : dy[i] * x[i];
        }

        return [.. dy.Select((d, i) => x[i] > 0 ? d : d * alpha[Place(i)])];
    }

    public override double Margin(double[] x) => x.Where(value => value != 0).Select(Math.Abs).DefaultIfEmpty(double.PositiveInfinity).Min();

    private int Place(int i)
    {
        int[] position = new int[Input.Length];
        for (int axis = Input.Length - 1; axis >= 0; axis--)
        {
            (i, position[axis]) = Math.DivRem(i, Input[axis]);
        }

        return position.Zip(alphaShape, (at, extent) => (At: extent == 1 ? 0 : at, Extent: extent)).Aggregate(0, (place, axis) => (place * axis.Extent) + axis.At);
    }
}
