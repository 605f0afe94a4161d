namespace Weft.Tests.Reference;

/// <summary>The first half of each row, times the logistic function of the second.</summary>
internal sealed class GluOperation(int[] extents) : Operation(extents, [.. extents[..^1], extents[^1] / 2])
{
    public override int Depth => 3;

    public override double[] Forward(double[] x) => [.. x.Chunk(Input[^1]).SelectMany(row => Halves(row).Select(pair => pair.A * Logistic(pair.B)))];

    public override double[] Backward(double[] x, double[] y, double[] dy) => [.. x.Chunk(Input[^1]).Zip(dy.Chunk(Output[^1])).SelectMany(row =>
    {
        (double A, double B)[] halves = Halves(row.First);
        return halves.Zip(row.Second, (pair, d) => d * Logistic(pair.B))
            .Concat(halves.Zip(row.Second, (pair, d) => d * pair.A * Logistic(pair.B) * (1 - Logistic(pair.B))));
    })];

    private static (double A, double B)[] Halves(double[] row) => [.. row.Take(row.Length / 2).Zip(row.Skip(row.Length / 2))];

    private static double Logistic(double x) => 1 / (1 + Math.Exp(-x));
}
