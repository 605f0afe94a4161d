namespace Weft.Tests.Reference;

/// <summary><c>y = body(x) + shortcut(x)</c>: two chains of steps on one input. The inner values are computed again on the way back.</summary>
internal sealed class ResidualOperation : Operation
{
    private readonly Operation[] _body;
    private readonly Operation[] _shortcut;
    private readonly (double[] Weight, double[] Gradient)[] _trainable;

    public ResidualOperation(int[] input, BuiltLayer built)
        : base(input, [.. built.OutputShape])
    {
        List<(double[], double[])> trainable = [];
        _body = Chain(input, built.Body, trainable);
        _shortcut = Chain(input, built.Shortcut, trainable);
        _trainable = [.. trainable];
    }

    public override IReadOnlyList<double[]> Weights => [.. _trainable.Select(pair => pair.Weight)];

    public override IReadOnlyList<double[]> Gradients => [.. _trainable.Select(pair => pair.Gradient)];

    public override bool NeedsBatch => _body.Concat(_shortcut).Any(operation => operation.NeedsBatch);

    public override int SummationLength => _body.Concat(_shortcut).Max(operation => operation.SummationLength);

    public override int Depth => 1 + _body.Sum(operation => operation.Depth) + _shortcut.Sum(operation => operation.Depth);

    public override double[] Forward(double[] x) => Sum(Values(_body, [x], training: false)[^1], Values(_shortcut, [x], training: false)[^1])[0];

    public override double[] Backward(double[] x, double[] y, double[] dy) => throw new NotSupportedException("A block goes back batch by batch.");

    public override double[][] ForwardBatch(double[][] x) => Sum(Values(_body, x, training: true)[^1], Values(_shortcut, x, training: true)[^1]);

    public override double[][] BackwardBatch(double[][] x, double[][] y, double[][] dy) => Sum(Back(_body, x, dy), Back(_shortcut, x, dy));

    public override double Margin(double[] x) => Math.Min(
        Inside(_body, Values(_body, [x], training: false), (operation, value) => operation.Margin(value[0])),
        Inside(_shortcut, Values(_shortcut, [x], training: false), (operation, value) => operation.Margin(value[0])));

    public override double MarginBatch(double[][] x) => Math.Min(
        Inside(_body, Values(_body, x, training: true), (operation, value) => operation.MarginBatch(value)),
        Inside(_shortcut, Values(_shortcut, x, training: true), (operation, value) => operation.MarginBatch(value)));

    private static double Inside(Operation[] chain, double[][][] values, Func<Operation, double[][], double> margin) =>
        chain.Zip(values, margin).DefaultIfEmpty(double.PositiveInfinity).Min();

    private static Operation[] Chain(int[] input, IReadOnlyList<BuiltLayer> layers, List<(double[], double[])> trainable)
    {
        List<Operation> chain = [];
        foreach (BuiltLayer layer in layers)
        {
            double[][] weights = [.. layer.Weights.Select(weight => weight.Span.ToArray().Select(value => (double)value).ToArray())];
            foreach (Operation operation in OperationFactory.Create(layer, input, weights))
            {
                chain.Add(operation);
                trainable.AddRange(operation.Weights.Zip(operation.Gradients).Where(_ => layer.Layer.Trainable));
                input = operation.Output;
            }
        }

        return [.. chain];
    }

    private static double[][][] Values(Operation[] chain, double[][] x, bool training)
    {
        double[][][] values = new double[chain.Length + 1][][];
        values[0] = x;
        for (int i = 0; i < chain.Length; i++)
        {
            values[i + 1] = training ? chain[i].ForwardBatch(values[i]) : [.. values[i].Select(chain[i].Forward)];
        }

        return values;
    }

    private static double[][] Back(Operation[] chain, double[][] x, double[][] dy)
    {
        double[][][] values = Values(chain, x, training: true);
        for (int i = chain.Length - 1; i >= 0; i--)
        {
            dy = chain[i].BackwardBatch(values[i], values[i + 1], dy);
        }

        return dy;
    }

    private static double[][] Sum(double[][] a, double[][] b) => [.. a.Zip(b, (x, y) => x.Zip(y, (left, right) => left + right).ToArray())];
}
