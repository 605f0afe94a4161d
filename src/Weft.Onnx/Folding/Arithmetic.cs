using Weft.Onnx.Reading;

namespace Weft.Onnx.Folding;

/// <summary>Sums, products and comparisons of known numbers.</summary>
internal static class Arithmetic
{
    public static readonly string[] Binary =
    [
        "Add", "Sub", "Mul", "Div", "Mod", "Pow", "Min", "Max", "Sum", "Equal", "Greater", "Less", "GreaterOrEqual", "LessOrEqual", "And",
            "Or",
    ];

    public static readonly string[] Unary = ["Neg", "Abs", "Sqrt", "Floor", "Ceil", "Not", "Exp", "Log", "Reciprocal", "Sign", "Round"];

    public static OnnxTensor Run(OnnxNode node, string op, OnnxTensor?[] x)
    {
        OnnxTensor result = x[0]!;
        foreach (OnnxTensor? next in x.Skip(1))
        {
            result = Run(op, result, node.Opset < 7 ? Aligned(node, result.Dims.Length, next!) : next!);
        }

        return result;
    }

    /// <summary>The second operand of an old file, whose axes may be said to lie further left.</summary>
    public static OnnxTensor Aligned(OnnxNode node, int rank, OnnxTensor second)
    {
        if (node.Int("broadcast", 0) == 0 || !node.Has("axis") || second.Dims.Length == 0)
        {
            return second;
        }

        int axis = Shaping.Axis(node.Int("axis", 0), rank);
        return second.Reshaped([.. second.Dims, .. Enumerable.Repeat(1, Math.Max(rank - axis - second.Dims.Length, 0))]);
    }

    public static OnnxTensor Run(string op, OnnxTensor x) => x.Integers is { } whole && op is "Neg" or "Abs" or "Not" or "Sign"
        ? OnnxTensor.Of(x.Dims, [.. x.ToIntegers().Select(value =>
            op switch { "Neg" => -value, "Abs" => Math.Abs(value), "Sign" => Math.Sign(value), _ => value == 0 ? 1 : 0 })], x.Type)
        : OnnxTensor.Of(x.Dims, [.. x.ToFloats().Select(value => One(op, value))], x.Type);

    public static OnnxTensor Where(OnnxTensor condition, OnnxTensor yes, OnnxTensor no)
    {
        int[] dims = Dims(Dims(condition.Dims, yes.Dims), no.Dims);
        (OnnxTensor c, OnnxTensor a, OnnxTensor b) = (condition.Broadcast(dims), yes.Broadcast(dims), no.Broadcast(dims));
        return a.Integers is not null
            ? OnnxTensor.Of(dims, [.. Enumerable.Range(0, c.Count).Select(i => c.WholeAt(i) != 0 ? a.WholeAt(i) : b.WholeAt(i))], a.Type)
            : OnnxTensor.Of(dims, [.. Enumerable.Range(0, c.Count).Select(i => c.WholeAt(i) != 0 ? a.At(i) : b.At(i))], a.Type);
    }

    private static OnnxTensor Run(string op, OnnxTensor left, OnnxTensor right)
    {
        int[] dims = Dims(left.Dims, right.Dims);
        (OnnxTensor a, OnnxTensor b) = (left.Broadcast(dims), right.Broadcast(dims));
        bool compares = op is "Equal" or "Greater" or "Less" or "GreaterOrEqual" or "LessOrEqual" or "And" or "Or";
        if (a.Integers is not null && b.Integers is not null)
        {
            return OnnxTensor.Of(dims, [.. a.Integers.Zip(b.Integers, (one, other) => Two(op, one, other))], compares ? ElementType.Bool
                : left.Type);
        }

        IEnumerable<float> results = a.ToFloats().Zip(b.ToFloats(), (one, other) => Two(op, one, other));
        return compares ? OnnxTensor.Of(dims, [.. results.Select(value => (long)value)], ElementType.Bool)
            : a.Integers is not null
                ? OnnxTensor.Of(dims, [.. results.Select(value => (long)value)], left.Type)
                : OnnxTensor.Of(dims, [.. results], left.Type);
    }

    private static int[] Dims(int[] left, int[] right)
    {
        int rank = Math.Max(left.Length, right.Length);
        long[] dims = [.. Enumerable.Range(1, rank).Reverse().Select(i =>
            Extent(i <= left.Length ? left[^i] : 1, i <= right.Length ? right[^i] : 1))];
        ConstantFolding.Require(dims, Math.Max(OnnxSize(left), OnnxSize(right)));
        return [.. dims.Select(extent => (int)extent)];

        long Extent(int one, int other) => one == other || other == 1 ? one : one == 1 ? other
            : throw new ModelFileException($"expected extents that are equal or 1, got [{string.Join(", ", left)}] and "
                + $"[{string.Join(", ", right)}].");
    }

    private static int OnnxSize(int[] dims) => dims.Aggregate(1, (a, b) => checked(a * b));

    private static float One(string op, float x) => op switch
    {
        "Neg" => -x,
        "Abs" => Math.Abs(x),
        "Sqrt" => MathF.Sqrt(x),
        "Floor" => MathF.Floor(x),
        "Ceil" => MathF.Ceiling(x),
        "Exp" => MathF.Exp(x),
        "Log" => MathF.Log(x),
        "Reciprocal" => 1 / x,
        "Sign" => Math.Sign(x),
        "Round" => MathF.Round(x, MidpointRounding.ToEven),
        _ => x == 0 ? 1 : 0,
    };

    private static long Two(string op, long a, long b) => op switch
    {
        "Add" or "Sum" => a + b,
        "Sub" => a - b,
        "Mul" => a * b,
        "Div" => a / b,
        "Mod" => ((a % b) + b) % b,
        "Pow" => (long)Math.Pow(a, b),
        "Min" => Math.Min(a, b),
        "Max" => Math.Max(a, b),
        "Equal" => a == b ? 1 : 0,
        "Greater" => a > b ? 1 : 0,
        "Less" => a < b ? 1 : 0,
        "GreaterOrEqual" => a >= b ? 1 : 0,
        "LessOrEqual" => a <= b ? 1 : 0,
        "And" => a != 0 && b != 0 ? 1 : 0,
        _ => a != 0 || b != 0 ? 1 : 0,
    };

    private static float Two(string op, float a, float b) => op switch
    {
        "Add" or "Sum" => a + b,
        "Sub" => a - b,
        "Mul" => a * b,
        "Div" => a / b,
        "Mod" => a % b,
        "Pow" => MathF.Pow(a, b),
        "Min" => MathF.Min(a, b),
        "Max" => MathF.Max(a, b),
        "Equal" => a == b ? 1 : 0,
        "Greater" => a > b ? 1 : 0,
        "Less" => a < b ? 1 : 0,
        "GreaterOrEqual" => a >= b ? 1 : 0,
        "LessOrEqual" => a <= b ? 1 : 0,
        "And" => a != 0 && b != 0 ? 1 : 0,
        _ => a != 0 || b != 0 ? 1 : 0,
    };
}
