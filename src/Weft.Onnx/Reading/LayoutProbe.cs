namespace Weft.Onnx.Reading;

/// <summary>Finds out which axis of an image input is its channels: the one that the first layer of images takes for them.</summary>
internal static class LayoutProbe
{
    private static readonly HashSet<string> s_images =
    [
        "Conv", "ConvTranspose", "MaxPool", "AveragePool", "GlobalAveragePool", "GlobalMaxPool", "BatchNormalization",
        "InstanceNormalization", "GroupNormalization", "Resize", "Upsample", "LRN", "ConvInteger", "QLinearConv", "LpPool", "GlobalLpPool",
        "DepthToSpace", "SpaceToDepth",
    ];

    private static readonly HashSet<string> s_each =
    [
        "Cast", "Identity", "Dropout", "Clip", "Relu", "Add", "Sub", "Mul", "Div", "Pad", "Slice", "QuantizeLinear", "DequantizeLinear",
        "Gather", "Concat", "Sigmoid", "Tanh", "Split", "CastLike", "DynamicQuantizeLinear", "Neg", "LeakyRelu",
    ];

    /// <summary>The axis, 1 or 3; 0 where no node tells.</summary>
    public static int ChannelAxis(OnnxGraph graph, string input)
    {
        Dictionary<string, int[]> orders = new() { [input] = [0, 1, 2, 3] };
        foreach (OnnxNode node in graph.Nodes)
        {
            if (node.Inputs.FirstOrDefault(orders.ContainsKey) is not { } from)
            {
                continue;
            }

            int[] order = orders[from];
            if (s_images.Contains(node.Op))
            {
                return order[1];
            }

            if (node.Op == "Transpose" && node.Ints("perm") is { Length: 4 } perm && perm.All(axis => axis is >= 0 and < 4))
            {
                orders[node.Outputs[0]] = [.. perm.Select(axis => order[axis])];
            }
            else if (s_each.Contains(node.Op))
            {
                foreach (string output in node.Outputs)
                {
                    orders[output] = order;
                }
            }
        }

        return 0;
    }
}
