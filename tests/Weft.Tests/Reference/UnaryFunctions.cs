using Weft.Layers;

namespace Weft.Tests.Reference;

/// <summary>Functions of single values that are no activations, with their slopes and the points where these jump.</summary>
internal static class UnaryFunctions
{
    public static ElementwiseOperation Of(UnaryOperation layer, int[] extents)
    {
        double c = layer.Number;
        (Func<double, double> f, Func<double, double> slope, double[] corners) = layer.Function switch
        {
            UnaryFunction.Absolute => (Math.Abs, x => Math.Sign(x), [0]),
            UnaryFunction.Square => (x => x * x, x => 2 * x, []),
            UnaryFunction.Sqrt => (Math.Sqrt, x => 0.5 / Math.Sqrt(x), [0]),
            UnaryFunction.Rsqrt => (x => 1 / Math.Sqrt(x), x => -0.5 * Math.Pow(x, -1.5), [0]),
            UnaryFunction.Reciprocal => (x => 1 / x, x => -1 / (x * x), [0]),
            UnaryFunction.Log => (Math.Log, x => 1 / x, [0]),
            UnaryFunction.Log1p => (x => Math.Log(1 + x), x => 1 / (1 + x), [-1]),
            UnaryFunction.Sign => (x => Math.Sign(x), _ => 0, [0]),
            UnaryFunction.Floor => (Math.Floor, _ => 0, [-2, -1, 0, 1, 2]),
            UnaryFunction.Ceil => (Math.Ceiling, _ => 0, [-2, -1, 0, 1, 2]),
            UnaryFunction.Power => (x => Math.Pow(x, c), x => c * Math.Pow(x, c - 1), []),
            UnaryFunction.TrueDivide => (x => c / x, x => -c / (x * x), [0]),
            UnaryFunction.Maximum => (x => Math.Max(x, c), x => x >= c ? 1 : 0, [c]),
            UnaryFunction.Minimum => ((Func<double, double>)(x => Math.Min(x, c)), (Func<double, double>)(x => x <= c ? 1 : 0), (double[])[c]),
            _ => throw new ArgumentOutOfRangeException(nameof(layer), $"The oracle does not know {layer}."),
        };
        return new ElementwiseOperation(extents, extents, f, slope, corners);
    }
}
