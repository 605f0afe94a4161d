namespace Weft.Onnx.Reading;

/// <summary>How many inputs an operator cannot do without, by ONNX' specification, so that rules may take them for there.</summary>
internal static class NodeArity
{
    private static readonly Dictionary<string, int> s_least = new()
    {
        ["Constant"] = 0,
        ["Conv"] = 2,
        ["ConvTranspose"] = 2,
        ["Gemm"] = 2,
        ["MatMul"] = 2,
        ["PRelu"] = 2,
        ["LayerNormalization"] = 2,
        ["Add"] = 2,
        ["Sub"] = 2,
        ["Mul"] = 2,
        ["Div"] = 2,
        ["Pow"] = 2,
        ["Mod"] = 2,
        ["Equal"] = 2,
        ["Greater"] = 2,
        ["GreaterOrEqual"] = 2,
        ["Less"] = 2,
        ["LessOrEqual"] = 2,
        ["And"] = 2,
        ["Or"] = 2,
        ["Gather"] = 2,
        ["Expand"] = 2,
        ["CastLike"] = 2,
        ["QuantizeLinear"] = 2,
        ["DequantizeLinear"] = 2,
        ["Where"] = 3,
        ["Range"] = 3,
        ["InstanceNormalization"] = 3,
        ["GroupNormalization"] = 3,
        ["BatchNormalization"] = 5,
    };

    // These leave out none of what they list.
    private static readonly HashSet<string> s_ofAnyNumber = ["Concat", "Sum", "Max", "Min", "Mean"];

    /// <exception cref="ModelFileException">An input that the operator needs is left out, or it makes nothing.</exception>
    public static void Require(OnnxNode node)
    {
        if (node.Domain.Length > 0)
        {
            return;
        }

        int least = s_ofAnyNumber.Contains(node.Op) ? Math.Max(1, node.Inputs.Count) : Least(node);
        int given = node.Inputs.TakeWhile(input => input.Length > 0).Count();
        if (given < least)
        {
            throw new ModelFileException($"{node.Who}: expected {least} inputs, got {given}. The file is damaged; export the model again.");
        }

        if (node.Outputs.Count == 0)
        {
            throw new ModelFileException($"{node.Who}: expected an output, got none. The file is damaged; export the model again.");
        }
    }

    // What older versions have as an attribute, newer ones have as an input.
    private static int Least(OnnxNode node) => node.Op switch
    {
        "Reshape" => node.Opset >= 5 ? 2 : 1,
        "Tile" => node.Opset >= 6 ? 2 : 3,
        "Upsample" => node.Opset >= 9 ? 2 : 1,
        "Slice" => node.Opset >= 10 ? 3 : 1,
        "Pad" => node.Opset >= 11 ? 2 : 1,
        _ => s_least.GetValueOrDefault(node.Op, 1),
    };
}
