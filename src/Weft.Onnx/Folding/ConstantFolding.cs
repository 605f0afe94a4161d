using Weft.Onnx.Proto;
using Weft.Onnx.Reading;

namespace Weft.Onnx.Folding;

/// <summary>Computes nodes that read nothing but known numbers: shapes, casts, weights that are rearranged.</summary>
/// <remarks>New exporters leave much of that in a file. What is computed is bounded, so that a damaged file cannot fill the
/// memory.</remarks>
internal sealed class ConstantFolding
{
    // Numbers in one result that is larger than all that went into it, and in all results.
    private const int Most = 1 << 22;
    private const long MostTogether = 1L << 28;

    private static readonly Dictionary<string, Func<OnnxNode, OnnxTensor?[], IReadOnlyList<OnnxTensor>>> s_rules = new()
    {
        ["Identity"] = (_, x) => [x[0]!],
        ["Dropout"] = (_, x) => [x[0]!],
        ["Cast"] = (node, x) => [Casts.To(x[0]!, Casts.Target(node))],
        ["CastLike"] = (_, x) => [Casts.To(x[0]!, x[1]!.Type)],
        ["Shape"] = (node, x) => [Shaping.ShapeOf(node, x[0]!.Dims)],
        ["Size"] = (_, x) => [OnnxTensor.Of([], [x[0]!.Count])],
        ["Reshape"] = (node, x) => [Shaping.Reshape(node, x)],
        ["Flatten"] = (node, x) => [Shaping.Flatten(node, x[0]!)],
        ["Squeeze"] = (node, x) => [Shaping.Squeeze(node, x)],
        ["Unsqueeze"] = (node, x) => [Shaping.Unsqueeze(node, x)],
        ["Transpose"] = (node, x) => [Shaping.Transpose(node, x[0]!)],
        ["Expand"] = (_, x) => [Shaping.Expand(x[0]!, x[1]!)],
        ["Tile"] = (_, x) => [Shaping.Tile(x[0]!, x[1]!)],
        ["ConstantOfShape"] = (_, x) => [Shaping.Filled(x[0]!, x[1]!)],
        ["Range"] = (_, x) => [Shaping.Range(x)],
        ["Gather"] = (node, x) => [Picking.Gather(node, x[0]!, x[1]!)],
        ["Slice"] = (node, x) => [Picking.Slice(node, x)],
        ["Concat"] = (node, x) => [Picking.Concat(node, x)],
        ["Split"] = Picking.Split,
        ["Where"] = (_, x) => [Arithmetic.Where(x[0]!, x[1]!, x[2]!)],
        ["DequantizeLinear"] = (node, x) => [Quantization.Dequantize(node, x)],
    };

    private long _together;

    static ConstantFolding()
    {
        foreach (string op in Arithmetic.Binary)
        {
            s_rules[op] = (node, x) => [Arithmetic.Run(node, op, x)];
        }

        foreach (string op in Arithmetic.Unary)
        {
            s_rules[op] = (_, x) => [Arithmetic.Run(op, x[0]!)];
        }

        foreach (string op in Reducing.All)
        {
            s_rules[op] = (node, x) => [Reducing.Run(node, op, x)];
        }
    }

    /// <summary>Whether an operator of ONNX' own can be computed where all that it reads is known.</summary>
    public static bool Knows(string op) => op == "Constant" || s_rules.ContainsKey(op);

    /// <summary>The node's outputs.</summary>
    /// <exception cref="ModelFileException">They are too many numbers.</exception>
    public IReadOnlyList<OnnxTensor> Run(OnnxNode node, OnnxTensor?[] inputs, Func<TensorProto, OnnxTensor> read)
    {
        IReadOnlyList<OnnxTensor> outputs = node.Op switch
        {
            "Constant" => [Constants.Read(node, read)],
            "ConstantOfShape" => s_rules[node.Op](node, [inputs[0], node.Find("value") is { T: { } value } ? read(value)
                : OnnxTensor.Of([1], [0f])]),
            _ => s_rules[node.Op](node, inputs),
        };
        _together += outputs.Sum(output => (long)output.Count);
        return _together <= MostTogether ? outputs
            : throw new ModelFileException($"expected known numbers to be fewer than {MostTogether} in all, got more. The file is "
                + $"damaged.");
    }

    /// <summary>Refuses a result that a small file can make large.</summary>
    /// <param name="dims">Its extents.</param>
    /// <param name="from">How many numbers went into it.</param>
    /// <exception cref="ModelFileException">It is too large.</exception>
    public static void Require(IEnumerable<long> dims, int from)
    {
        long count = 1;
        foreach (long extent in dims)
        {
            if (extent < 0 || extent > int.MaxValue || (count *= extent) > Math.Max(Most, from))
            {
                throw new ModelFileException($"expected at most {Math.Max(Most, from)} known numbers, got extents "
                    + $"[{string.Join(", ", dims.Take(8))}]. The file is damaged.");
            }
        }
    }
}
