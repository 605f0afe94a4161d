namespace Weft.Onnx.Writing;

/// <summary>Activation functions as ONNX' operators, several where it has no one for it.</summary>
internal static class ActivationWriter
{
    public static OnnxValue Write(LayerWriter writer, OnnxValue x, Activation function)
    {
        GraphBuilder graph = writer.Graph;
        if (function.Kind is ActivationKind.Softmax or ActivationKind.LogSoftmax or ActivationKind.Sparsemax)
        {
            x = x.Flattened is null ? x : writer.Plain(x);
            int axis = x.Place(x.Shape.Rank - 1);
            return x with
            {
                Name = function.Kind switch
                {
                    ActivationKind.Softmax => graph.Add("Softmax", [x.Name], Attribute.Int("axis", axis)),
                    ActivationKind.LogSoftmax => graph.Add("LogSoftmax", [x.Name], Attribute.Int("axis", axis)),
                    _ => Sparsemax(graph, x, axis),
                },
            };
        }

        if (function.Kind == ActivationKind.Glu)
        {
            return Glu(graph, x.Flattened is null ? x : writer.Plain(x));
        }

        return x with { Name = Each(graph, x.Name, function) };
    }

    private static string Each(GraphBuilder graph, string x, Activation function)
    {
        float alpha = function.Alpha;
        return function.Kind switch
        {
            ActivationKind.Linear => x,
            ActivationKind.Relu => One("Relu"),
            ActivationKind.LeakyRelu => graph.Add("LeakyRelu", [x], Attribute.Float("alpha", alpha)),
            ActivationKind.Relu6 => Clip(x, 0, 6),
            ActivationKind.Elu => graph.Add("Elu", [x], Attribute.Float("alpha", alpha)),
            ActivationKind.Selu => One("Selu"),
            ActivationKind.Gelu => Gelu(graph, x, function.Approximate),
            ActivationKind.Silu => Two("Mul", x, One("Sigmoid")),
            ActivationKind.Sigmoid => One("Sigmoid"),
            ActivationKind.HardSigmoid => graph.Add("HardSigmoid", [x], Attribute.Float("alpha", 1f / 6), Attribute.Float("beta", 0.5f)),
            ActivationKind.Tanh => One("Tanh"),
            ActivationKind.Softplus => One("Softplus"),
            ActivationKind.Softsign => One("Softsign"),
            ActivationKind.Exponential => One("Exp"),
            ActivationKind.ClippedRelu => ClippedRelu(graph, x, function),
            ActivationKind.Threshold => Choose(Two("Greater", x, N(function.Cutoff)), x, N(alpha)),
            ActivationKind.Celu => graph.Add("Celu", [x], Attribute.Float("alpha", alpha)),
            ActivationKind.HardTanh => Clip(x, -1, 1),
            ActivationKind.HardSilu => One("HardSwish"),
            ActivationKind.Mish => Two("Mul", x, graph.Add("Tanh", [One("Softplus")])),
            ActivationKind.LogSigmoid => graph.Add("Neg", [graph.Add("Softplus", [One("Neg")])]),
            ActivationKind.TanhShrink => Two("Sub", x, One("Tanh")),
            ActivationKind.SoftShrink => graph.Add("Shrink", [x], Attribute.Float("lambd", alpha), Attribute.Float("bias", alpha)),
            ActivationKind.HardShrink => graph.Add("Shrink", [x], Attribute.Float("lambd", alpha), Attribute.Float("bias", 0)),
            ActivationKind.Squareplus => Two("Mul", Two("Add", x, graph.Add("Sqrt", [Two("Add", Two("Mul", x, x), N(alpha))])), N(0.5f)),
            ActivationKind.SparsePlus => SparsePlus(),
            ActivationKind.SparseSigmoid => Clip(Two("Mul", Two("Add", x, N(1)), N(0.5f)), 0, 1),
            _ => throw new ModelFileException($"expected a function that ONNX has, got {function.Kind}."),
        };

        string N(float number) => graph.Number(number);
        string One(string op) => graph.Add(op, [x]);
        string Two(string op, string left, string right) => graph.Add(op, [left, right]);
        string Choose(string condition, string yes, string no) => graph.Add("Where", [condition, yes, no]);
        string Clip(string value, float low, float high) => graph.Add("Clip", [value, N(low), N(high)]);

        // A parabola between -1 and 1, and a straight line from there on.
        string SparsePlus()
        {
            string inside = Clip(Two("Add", x, N(1)), 0, 2);
            string curve = Two("Mul", Two("Mul", inside, inside), N(0.25f));
            return Two("Add", curve, graph.Add("Relu", [Two("Sub", x, N(1))]));
        }
    }

    private static string ClippedRelu(GraphBuilder graph, string x, Activation function)
    {
        string above = function.Cutoff == 0 ? graph.Add("Relu", [x])
            : graph.Add("ThresholdedRelu", [x], Attribute.Float("alpha", function.Cutoff));
        above = float.IsPositiveInfinity(function.MaxValue) ? above : graph.Add("Min", [above, graph.Number(function.MaxValue)]);
        if (function.Alpha == 0)
        {
            return above;
        }

        string lowered = function.Cutoff == 0 ? x : graph.Add("Sub", [x, graph.Number(function.Cutoff)]);
        return graph.Add("Add", [above, graph.Add("Mul", [graph.Add("Min", [lowered, graph.Number(0)]), graph.Number(function.Alpha)])]);
    }

    private static string Gelu(GraphBuilder graph, string x, bool isApproximate)
    {
        if (graph.Opset >= 20)
        {
            return graph.Add("Gelu", [x], Attribute.Text("approximate", isApproximate ? "tanh" : "none"));
        }

        string inner;
        if (isApproximate)
        {
            string cube = graph.Add("Mul", [graph.Add("Mul", [x, x]), x]);
            string sum = graph.Add("Add", [x, graph.Add("Mul", [cube, graph.Number(0.044715f)])]);
            inner = graph.Add("Tanh", [graph.Add("Mul", [sum, graph.Number((float)Math.Sqrt(2 / Math.PI))])]);
        }
        else
        {
            inner = graph.Add("Erf", [graph.Add("Div", [x, graph.Number(MathF.Sqrt(2))])]);
        }

        return graph.Add("Mul", [graph.Add("Mul", [x, graph.Add("Add", [inner, graph.Number(1)])]), graph.Number(0.5f)]);
    }

    private static OnnxValue Glu(GraphBuilder graph, OnnxValue x)
    {
        int last = x.Shape.Rank - 1, half = x.Shape[last] / 2;
        string first = graph.Add("Split", [x.Name, graph.Integers(half, half)], Attribute.Int("axis", x.Place(last)));
        string second = graph.Free($"{first}_gate");
        graph.Graph.Node[^1].Output.Add(second);
        return x with
        {
            Name = graph.Add("Mul", [first, graph.Add("Sigmoid", [second])]),
            Shape = [.. x.Shape.Extents[..last], half],
        };
    }

    // Keras' own: the threshold is the mean of running sums, see Activation.Sparsemax.
    private static string Sparsemax(GraphBuilder graph, OnnxValue x, int axis)
    {
        int count = x.Shape[^1], behind = x.Order.Length - axis;
        string sorted = graph.Add("TopK", [x.Name, graph.Integers(count)], Attribute.Int("axis", axis));
        graph.Graph.Node[^1].Output.Add(graph.Free($"{sorted}_places"));
        string sums = graph.Add("CumSum", [sorted, graph.Integers(axis)]);
        string ranks = graph.Floats("ranks", [count, .. Enumerable.Repeat(1, behind)],
            [.. Enumerable.Range(1, count).Select(rank => (float)rank)]);
        string bounds = graph.Add("Add", [graph.Add("Mul", [ranks, sorted]), graph.Number(1)]);
        string supports = graph.Add("Cast", [graph.Add("Greater", [bounds, sums])], Attribute.Int("to", 1));
        string size = graph.Reduce("ReduceSum", supports, [axis], keepDims: true);
        string total = graph.Reduce("ReduceSum", graph.Add("Mul", [sums, supports]), [axis], keepDims: true);
        string threshold = graph.Add("Div", [graph.Add("Sub", [total, graph.Number(1)]), size]);
        return graph.Add("Relu", [graph.Add("Sub", [x.Name, threshold])]);
    }
}
