using Weft.Layers;

namespace Weft.Onnx.Writing;

/// <summary>Layers that make one tensor of several.</summary>
internal static class MergeWriter
{
    public static OnnxValue Write(LayerWriter writer, MergeLayer layer, OnnxValue[] inputs, Shape output)
    {
        GraphBuilder graph = writer.Graph;
        switch (layer)
        {
            case Concatenate concatenate:
                {
                    inputs = Alike(writer, inputs, output.Rank);
                    int axis = inputs[0].Place(concatenate.SampleAxis(output.Rank));
                    return new OnnxValue(graph.Add("Concat", Names(inputs), Attribute.Int("axis", axis)), output, inputs[0].Order);
                }

            case StackOperation stack:
                {
                    int axis = stack.SampleAxis(output.Rank) + 1;
                    string[] wide = [.. inputs.Select(input => graph.Add("Unsqueeze", [writer.Plain(input).Name, graph.Integers(axis)]))];
                    return new OnnxValue(graph.Add("Concat", wide, Attribute.Int("axis", axis)), output, OnnxValue.PlainOrder(output.Rank));
                }

            case ProductOperation:
                return new OnnxValue(graph.Add("MatMul", [writer.Plain(inputs[0]).Name, writer.Plain(inputs[1]).Name]), output,
                    OnnxValue.PlainOrder(output.Rank));

            case Dot dot:
                return Product(writer, dot, writer.Plain(inputs[0]), writer.Plain(inputs[1]), output);
        }

        inputs = Alike(writer, inputs, output.Rank);
        string made = layer switch
        {
            Layers.Add => Row("Add", inputs),
            Average => graph.Add("Mul", [Row("Add", inputs), graph.Number(1f / inputs.Length)]),
            CustomScaleLayer scaled => graph.Add("Add", [inputs[0].Name,
                graph.Add("Mul", [inputs[1].Name, graph.Number((float)scaled.Scale)])]),
            Subtract => Row("Sub", inputs),
            Multiply => Row("Mul", inputs),
            Maximum => inputs.Length == 1 ? inputs[0].Name : graph.Add("Max", Names(inputs)),
            Minimum => inputs.Length == 1 ? inputs[0].Name : graph.Add("Min", Names(inputs)),
            DivideOperation => Row("Div", inputs),
            _ => throw new ModelFileException($"expected a layer that ONNX has operators for, got {layer.KerasName}."),
        };
        return new OnnxValue(made, output, inputs[0].Order);

        string Row(string op, OnnxValue[] values) => values.Skip(1).Aggregate(values[0].Name, (left, right) =>
            graph.Add(op, [left, right.Name]));
    }

    // All with as many axes, in the order of the first that has all of them.
    private static OnnxValue[] Alike(LayerWriter writer, OnnxValue[] inputs, int rank)
    {
        inputs = [.. inputs.Select(input => input.Flattened is null ? input : writer.Plain(input))];
        int[] order = inputs.FirstOrDefault(input => input.Shape.Rank == rank && !input.IsPlain)?.Order ?? OnnxValue.PlainOrder(rank);
        return [.. inputs.Select(input => writer.InOrder(Widened(writer, input, rank), order))];
    }

    private static OnnxValue Widened(LayerWriter writer, OnnxValue x, int rank)
    {
        if (x.Shape.Rank == rank)
        {
            return x;
        }

        x = writer.Plain(x);
        Shape shape = [.. Enumerable.Repeat(1, rank - x.Shape.Rank), .. x.Shape];
        return new OnnxValue(writer.Reshaped(x.Name, [.. shape]), shape, OnnxValue.PlainOrder(rank));
    }

    // The axes that are summed come last in the first and first in the second, all others are one.
    private static OnnxValue Product(LayerWriter writer, Dot dot, OnnxValue a, OnnxValue b, Shape output)
    {
        GraphBuilder graph = writer.Graph;
        (int first, int second) = dot.SampleAxes(a.Shape, b.Shape);
        int length = a.Shape[first];
        string left = Matrix(a, first, isLast: true), right = Matrix(b, second, isLast: false);
        if (dot.Normalize)
        {
            (left, right) = (Normal(left, 2), Normal(right, 1));
        }

        return new OnnxValue(writer.Reshaped(graph.Add("MatMul", [left, right]), [.. output]), output, OnnxValue.PlainOrder(output.Rank));

        string Matrix(OnnxValue x, int axis, bool isLast)
        {
            int[] others = [.. Enumerable.Range(0, x.Shape.Rank).Where(other => other != axis)];
            string turned = writer.InOrder(x, isLast ? [.. others, axis] : [axis, .. others]).Name;
            int rest = x.Shape.Size / length;
            return writer.Reshaped(turned, isLast ? [rest, length] : [length, rest]);
        }

        string Normal(string matrix, int axis)
        {
            string square = graph.Reduce("ReduceSum", graph.Add("Mul", [matrix, matrix]), [axis], keepDims: true);
            return graph.Add("Div", [matrix, graph.Add("Max", [graph.Add("Sqrt", [square]), graph.Number(1e-12f)])]);
        }
    }

    private static string[] Names(OnnxValue[] values) => [.. values.Select(value => value.Name)];
}
