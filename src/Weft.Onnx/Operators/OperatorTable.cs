using Weft.Onnx.Reading;

namespace Weft.Onnx.Operators;

/// <summary>Which operators are read, and how each becomes layers.</summary>
internal static class OperatorTable
{
    private static readonly Dictionary<string, Func<Site, IReadOnlyList<Item>>> s_rules = new()
    {
        ["Conv"] = Convolutions.Conv,
        ["ConvTranspose"] = TransposedConvolutions.Run,
        ["MaxPool"] = MaxPools.Run,
        ["AveragePool"] = AveragePools.Run,
        ["GlobalAveragePool"] = site => GlobalPools.Run(site, isMax: false),
        ["GlobalMaxPool"] = site => GlobalPools.Run(site, isMax: true),
        ["BatchNormalization"] = Normalizations.Batch,
        ["InstanceNormalization"] = Normalizations.Instance,
        ["GroupNormalization"] = Normalizations.Group,
        ["LayerNormalization"] = Normalizations.Layer,
        ["MeanVarianceNormalization"] = Normalizations.MeanVariance,
        ["LpNormalization"] = Normalizations.Length,
        ["LRN"] = Normalizations.Local,
        ["Gemm"] = Products.Gemm,
        ["MatMul"] = Products.MatMul,
        ["Add"] = site => Elementwise.Two(site, Merge.Add),
        ["Sub"] = site => Elementwise.Two(site, Merge.Subtract),
        ["Mul"] = site => Elementwise.Two(site, Merge.Multiply),
        ["Div"] = site => Elementwise.Two(site, Merge.Divide),
        ["Sum"] = site => Elementwise.Many(site, Merge.Add),
        ["Max"] = site => Elementwise.Many(site, Merge.Maximum),
        ["Min"] = site => Elementwise.Many(site, Merge.Minimum),
        ["Mean"] = Elementwise.Mean,
        ["Pow"] = Elementwise.Power,
        ["Clip"] = Activations.Clip,
        ["PRelu"] = Activations.PRelu,
        ["Softmax"] = site => Softmaxes.Run(site, Activation.Softmax),
        ["LogSoftmax"] = site => Softmaxes.Run(site, Activation.LogSoftmax),
        ["Sparsemax"] = Softmaxes.Sparsemax,
        ["Flatten"] = Shapes.Flatten,
        ["Reshape"] = Shapes.Reshape,
        ["Transpose"] = Shapes.Transpose,
        ["Squeeze"] = Shapes.Squeeze,
        ["Unsqueeze"] = Shapes.Unsqueeze,
        ["Expand"] = Shapes.Expand,
        ["Identity"] = site => [site.Value(0)],
        ["Dropout"] = Shapes.Dropout,
        ["Cast"] = Shapes.Cast,
        ["CastLike"] = Shapes.Cast,
        ["Concat"] = Parts.Concat,
        ["Split"] = Parts.Split,
        ["Slice"] = Parts.Slice,
        ["Gather"] = Parts.Gather,
        ["Tile"] = Parts.Tile,
        ["Pad"] = Paddings.Run,
        ["Resize"] = Resizes.Resize,
        ["Upsample"] = Resizes.Upsample,
        ["DepthToSpace"] = Blocks.DepthToSpace,
        ["SpaceToDepth"] = Blocks.SpaceToDepth,
    };

    static OperatorTable()
    {
        foreach ((string op, Func<Site, IReadOnlyList<Item>> rule) in Activations.Rules.Concat(Reductions.Rules))
        {
            s_rules[op] = rule;
        }
    }

    /// <summary>The operators that are read where a sample decides what goes in.</summary>
    public static IEnumerable<string> Names => s_rules.Keys;

    public static bool TryFind(OnnxNode node, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Func<Site, IReadOnlyList<Item>>? rule)
    {
        rule = node.Domain.Length == 0 ? s_rules.GetValueOrDefault(node.Op) : null;
        return rule is not null;
    }

    /// <summary>What is known of operators that are not read, of all of them at once.</summary>
    public static string Refusal(IReadOnlyList<OnnxNode> nodes)
    {
        const int most = 8;
        string names = string.Join(", ", nodes.DistinctBy(node => node.FullOp).Take(most).Select(node => node.Who));
        return $"{names}: Weft has no layer for {(nodes.Count == 1 ? "this operator" : "these operators")}{Remedy(nodes[0])}.";
    }

    private static string Remedy(OnnxNode node) => node switch
    {
        { Domain: "com.microsoft" or "com.microsoft.nchwc" } =>
            ", which ONNX Runtime wrote into a file for itself. Take the file from before its optimisation",
        { Domain: "ai.onnx.ml" } => ", which is no network's",
        {
            Op: "ConvInteger" or "MatMulInteger" or "QLinearConv" or "QLinearMatMul" or "QuantizeLinear" or "DynamicQuantizeLinear"
            or "DequantizeLinear"
        } =>
            ", which computes in 8 bits. Take the model from before it was quantised",
        { Op: "If" or "Loop" or "Scan" } => ": Weft's networks do the same for every sample",
        _ => "",
    };
}
