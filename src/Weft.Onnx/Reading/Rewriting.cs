namespace Weft.Onnx.Reading;

/// <summary>Puts one node where a file spells one layer out in several: a bias that is added, GELU by the error function, SiLU.</summary>
internal sealed class Rewriting
{
    private readonly OnnxGraph _graph;
    private readonly Dictionary<string, OnnxNode> _makers = [];
    private readonly Dictionary<string, int> _reads = [];

    private Rewriting(OnnxGraph graph)
    {
        _graph = graph;
        foreach (OnnxNode node in graph.Nodes)
        {
            foreach (string output in node.Outputs)
            {
                _makers[output] = node;
            }

            foreach (string input in node.Inputs)
            {
                _reads[input] = _reads.GetValueOrDefault(input) + 1;
            }
        }

        foreach (string output in graph.Outputs.Select(output => output.Name))
        {
            _reads[output] = _reads.GetValueOrDefault(output) + 2;
        }
    }

    /// <summary>The nodes after all changes, in their order.</summary>
    public static IReadOnlyList<OnnxNode> Run(OnnxGraph graph) => new Rewriting(graph).Nodes();

    private IReadOnlyList<OnnxNode> Nodes()
    {
        List<OnnxNode> nodes = [];
        HashSet<OnnxNode> gone = [];
        foreach (OnnxNode node in _graph.Nodes)
        {
            (OnnxNode Made, OnnxNode[] Instead)? change = node.Domain.Length > 0 ? null : node.Op switch
            {
                "Add" => Biased(node),
                "Mul" => Gelu(node) ?? Gated(node),
                "Where" => Chosen(node),
                "Relu" => new SparsemaxForm(_graph, _makers, _reads).Of(node),
                _ => null,
            };
            nodes.Add(change?.Made ?? node);
            foreach (OnnxNode one in change?.Instead ?? [])
            {
                gone.Add(one);
            }

            if (change is { Made: { } made })
            {
                _makers[made.Outputs[0]] = made;
            }
        }

        return [.. nodes.Where(node => !gone.Contains(node))];
    }

    // A convolution or a product, and what is added to each channel of it.
    private (OnnxNode, OnnxNode[])? Biased(OnnxNode add)
    {
        for (int side = 0; side < 2; side++)
        {
            if (add.Opset < 7 || add.Inputs.Count != 2 || Only(add.Inputs[side]) is not { } maker
                || _graph.Constant(add.Inputs[1 - side]) is not { } bias)
            {
                continue;
            }

            bool isImage = maker.Op == "Conv" && maker.Inputs.Count == 2, isProduct = maker.Op == "MatMul"
                && _graph.Constant(maker.Inputs[1]) is not null;
            int behind = isImage && _graph.Constant(maker.Inputs[1]) is { } kernel ? kernel.Dims.Length - 2 : 0;
            int channels = _graph.Constant(maker.Inputs.ElementAtOrDefault(1) ?? "") is { Dims.Length: > 1 } weights ? isImage
                ? weights.Dims[0] : weights.Dims[^1] : 0;
            bool fits = (isImage || isProduct) && channels > 0 && bias.Count == channels && bias.Dims.Length > behind
                && bias.Dims[^(1 + behind)] == channels
                && (isImage || maker.Inputs.Count == 2) && bias.Dims.Length <= 2 + behind;
            if (fits)
            {
                string name = $"{add.Inputs[1 - side]} as bias";
                _graph.Know(name, bias.Reshaped([channels]));
                return (maker.As(maker.Op, [.. maker.Inputs.Take(2), name], add.Outputs), [maker]);
            }
        }

        return null;
    }

    // x (1 + erf(x / sqrt 2)) / 2, its factors in any order.
    private (OnnxNode, OnnxNode[])? Gelu(OnnxNode last)
    {
        for (int side = 0; side < 2; side++)
        {
            if (last.Inputs.Count != 2)
            {
                return null;
            }

            (string one, string other) = (last.Inputs[side], last.Inputs[1 - side]);
            if (IsNumber(one, 0.5f) && Only(other) is { Op: "Mul" } product && (Sum(product, 0) ?? Sum(product, 1)) is { } found)
            {
                return (last.As("Gelu", [found.X], last.Outputs), [product, .. found.Nodes]);
            }

            if (Error(one) is { } error)
            {
                // (1 + erf) x/2
                if (Only(other) is { Op: "Mul" } half && Halved(half) == error.X)
                {
                    return (last.As("Gelu", [error.X], last.Outputs), [half, .. error.Nodes]);
                }
            }

            if (Only(one) is { Op: "Mul" } halfSum && Halved(halfSum) is { } sum && Error(sum) is { } inner && inner.X == other)
            {
                return (last.As("Gelu", [other], last.Outputs), [halfSum, .. inner.Nodes]);
            }
        }

        return null;

        (string X, OnnxNode[] Nodes)? Sum(OnnxNode product, int side) =>
            Error(product.Inputs[side]) is { } error && error.X == product.Inputs[1 - side] ? error : null;

        string? Halved(OnnxNode product) => IsNumber(product.Inputs[0], 0.5f) ? product.Inputs[1] : IsNumber(product.Inputs[1], 0.5f)
            ? product.Inputs[0] : null;
    }

    // 1 + erf(x / sqrt 2).
    private (string X, OnnxNode[] Nodes)? Error(string name)
    {
        if (Only(name) is not { Op: "Add" } add || (IsNumber(add.Inputs[1], 1) ? add.Inputs[0] : IsNumber(add.Inputs[0], 1) ? add.Inputs[1]
            : null) is not { } summand
            || Only(summand) is not { Op: "Erf" } erf || Only(erf.Inputs[0]) is not { } scaled)
        {
            return null;
        }

        float root = MathF.Sqrt(2);
        string? x = scaled.Op switch
        {
            "Div" when IsNumber(scaled.Inputs[1], root) => scaled.Inputs[0],
            "Mul" when IsNumber(scaled.Inputs[1], 1 / root) => scaled.Inputs[0],
            "Mul" when IsNumber(scaled.Inputs[0], 1 / root) => scaled.Inputs[1],
            _ => null,
        };
        return x is null ? null : (x, [add, erf, scaled]);
    }

    // x sigmoid(x), and the same by pieces.
    private (OnnxNode, OnnxNode[])? Gated(OnnxNode product)
    {
        for (int side = 0; side < 2 && product.Inputs.Count == 2; side++)
        {
            if (Only(product.Inputs[side]) is { } gate && gate.Inputs.FirstOrDefault() == product.Inputs[1 - side])
            {
                bool isSixth = Math.Abs(gate.Float("alpha", 0.2f) - (1f / 6)) < 1e-6f && gate.Float("beta", 0.5f) == 0.5f;
                string? op = gate.Op switch { "Sigmoid" => "Swish", "HardSigmoid" when isSixth => "HardSwish", _ => null };
                if (op is not null)
                {
                    return (new OnnxNode(op, "", product.Opset, product.Name, [gate.Inputs[0]], product.Outputs, []), [gate]);
                }
            }
        }

        return null;
    }

    // x above a threshold and something else below: a number, or softplus, which is x up there.
    private (OnnxNode, OnnxNode[])? Chosen(OnnxNode where)
    {
        const float straight = 20;
        if (where.Inputs.Count != 3 || Only(where.Inputs[0]) is not { Op: "Greater" } greater || greater.Inputs[0] != where.Inputs[1]
            || _graph.Constant(greater.Inputs[1]) is not { Count: 1 } threshold)
        {
            return null;
        }

        if (_graph.Constant(where.Inputs[2]) is { Count: 1 })
        {
            return (where.As("Threshold", [where.Inputs[1], greater.Inputs[1], where.Inputs[2]], where.Outputs), [greater]);
        }

        return threshold.At(0) >= straight && Only(where.Inputs[2]) is { Op: "Softplus" } soft && soft.Inputs[0] == where.Inputs[1]
            ? (soft.As("Softplus", soft.Inputs, where.Outputs), [greater, soft])
            : null;
    }

    private OnnxNode? Only(string name) => _reads.GetValueOrDefault(name) == 1 && _makers.TryGetValue(name, out OnnxNode? maker)
        && maker.Domain.Length == 0 ? maker : null;

    private bool IsNumber(string name, float number) => _graph.Constant(name) is { Count: 1 } constant
        && Math.Abs(constant.At(0) - number) < (constant.Type == ElementType.Float16 ? 1e-3f : 1e-6f);
}
