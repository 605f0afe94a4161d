using Weft.Layers;

namespace Weft.Onnx.Writing;

/// <summary>Normalisations, and what scales and shifts channels.</summary>
internal static class NormalizationWriter
{
    private const float LeastDeviation = 1e-7f;
    private const float LeastLength = 1e-12f;

    /// <summary>A batch normalisation as one product and one sum for each channel.</summary>
    public static WindowWriter.Fold FoldOf(BuiltLayer built)
    {
        BatchNormalization norm = (BatchNormalization)built.Layer;
        IReadOnlyList<Weight> weights = built.Weights;
        ReadOnlySpan<float> mean = weights[^2].Span, variance = weights[^1].Span;
        ReadOnlySpan<float> gamma = norm.Scale ? weights[0].Span : default, beta = norm.Center ? weights[norm.Scale ? 1 : 0].Span : default;
        (float[] scale, float[] offset) = (new float[mean.Length], new float[mean.Length]);
        for (int i = 0; i < scale.Length; i++)
        {
            double factor = (norm.Scale ? gamma[i] : 1) / Math.Sqrt(variance[i] + norm.Epsilon);
            scale[i] = (float)factor;
            offset[i] = (float)((norm.Center ? beta[i] : 0) - (mean[i] * factor));
        }

        return new WindowWriter.Fold(scale, offset);
    }

    public static OnnxValue Batch(LayerWriter writer, BuiltLayer built, OnnxValue x)
    {
        BatchNormalization norm = (BatchNormalization)built.Layer;
        IReadOnlyList<Weight> weights = built.Weights;
        int axis = norm.ChannelAxis(x.Shape), channels = x.Shape[axis];
        if (x.Shape.Rank == 2 || axis != x.Shape.Rank - 1)
        {
            // ONNX has the channels second.
            WindowWriter.Fold fold = FoldOf(built);
            return Scaled(writer, x, fold.Scale, fold.Offset, axis);
        }

        x = x.Shape.Rank == 3 ? writer.Image(x) : writer.Plain(x);

        string gamma = norm.Scale ? Own(weights[0]) : writer.Graph.Floats("ones", [channels], [.. Enumerable.Repeat(1f, channels)]);
        string beta = norm.Center ? Own(weights[norm.Scale ? 1 : 0]) : writer.Graph.Floats("zeros", [channels], new float[channels]);
        string made = writer.Graph.Add("BatchNormalization", [x.Name, gamma, beta, Own(weights[^2]), Own(weights[^1])],
            Attribute.Float("epsilon", (float)norm.Epsilon), Attribute.Float("momentum", (float)norm.Momentum));
        return x with { Name = made };

        string Own(Weight weight) => writer.Weight(weight, "plain", values => ([values.Length], values));
    }

    public static OnnxValue Given(LayerWriter writer, BuiltLayer built, Normalization norm, OnnxValue x)
    {
        int[] numbers = norm.Numbers(x.Shape);
        (float[] scale, float[] offset) = (new float[numbers.Length], new float[numbers.Length]);
        for (int i = 0; i < numbers.Length; i++)
        {
            float mean = norm.Mean is { } given ? given[numbers[i] % given.Count] : built.Weights[0].Span[numbers[i]];
            float variance = norm.Variance is { } spread ? spread[numbers[i] % spread.Count] : built.Weights[1].Span[numbers[i]];
            double deviation = Math.Max(Math.Sqrt(variance), LeastDeviation);
            scale[i] = (float)(norm.Invert ? deviation : 1 / deviation);
            offset[i] = (float)(norm.Invert ? mean : -mean / deviation);
        }

        return numbers.Length == x.Shape[^1] ? Scaled(writer, x, scale, offset) : Repeated(writer, writer.Plain(x), scale, offset);
    }

    public static OnnxValue Rescale(LayerWriter writer, Rescaling layer, OnnxValue x)
    {
        float[] scale = [.. layer.Scale.Select(value => (float)value)], offset = [.. layer.Offset.Select(value => (float)value)];
        if (layer.Scale.Count == 1 && layer.Offset.Count == 1)
        {
            string made = scale[0] == 1 ? x.Name : writer.Graph.Add("Mul", [x.Name, writer.Graph.Number(scale[0])]);
            return x with { Name = offset[0] == 0 ? made : writer.Graph.Add("Add", [made, writer.Graph.Number(offset[0])]) };
        }

        x = x.Flattened is null ? x : writer.Plain(x);
        return Scaled(writer, x, [.. Enumerable.Range(0, x.Shape[^1]).Select(i => scale[i % scale.Length])],
            [.. Enumerable.Range(0, x.Shape[^1]).Select(i => offset[i % offset.Length])]);
    }

    /// <summary>A factor and a summand for each place of an axis: the last, if none is named.</summary>
    public static OnnxValue Scaled(LayerWriter writer, OnnxValue x, float[] scale, float[] offset, int? axis = null)
    {
        x = x.Flattened is null ? x : writer.Plain(x);
        int last = axis ?? x.Shape.Rank - 1;
        string made = Array.TrueForAll(scale, value => value == 1) ? x.Name
            : writer.Graph.Add("Mul", [x.Name, writer.Along(x, last, "scale", scale)]);
        return x with
        {
            Name = Array.TrueForAll(offset, value => value == 0) ? made
            : writer.Graph.Add("Add", [made, writer.Along(x, last, "offset", offset)])
        };
    }

    public static OnnxValue Axes(LayerWriter writer, BuiltLayer built, OnnxValue x)
    {
        GraphBuilder graph = writer.Graph;
        x = x.Flattened is null ? x : writer.Plain(x);
        switch (built.Layer)
        {
            case LayerNormalization norm:
                {
                    int[] axes = norm.AxesOf(x.Shape), places = [.. axes.Select(x.Place)];
                    string mean = graph.Reduce("ReduceMean", x.Name, places, keepDims: true), centred = graph.Add("Sub", [x.Name, mean]);
                    string variance = graph.Reduce("ReduceMean", graph.Add("Mul", [centred, centred]), places, keepDims: true);
                    string divided = Divided(norm.RmsScaling ? x.Name : centred,
                        graph.Add("Sqrt", [graph.Add("Add", [variance, graph.Number((float)norm.Epsilon)])]));
                    divided = norm.HasGamma ? graph.Add("Mul", [divided, Spread(built.Weights[0], norm.Axes, axes)]) : divided;
                    return x with
                    {
                        Name = norm.HasBeta
                        ? graph.Add("Add", [divided, Spread(built.Weights[^1], norm.Axes, axes)])
                        : divided
                    };
                }

            case RMSNormalization norm:
                {
                    int[] axes = norm.AxesOf(x.Shape), places = [.. axes.Select(x.Place)];
                    string square = graph.Reduce("ReduceMean", graph.Add("Mul", [x.Name, x.Name]), places, keepDims: true);
                    string divided = Divided(x.Name, graph.Add("Sqrt", [graph.Add("Add", [square, graph.Number((float)norm.Epsilon)])]));
                    return x with { Name = graph.Add("Mul", [divided, Spread(built.Weights[0], norm.Axes, axes)]) };
                }

            default:
                {
                    int[] places = [.. ((UnitNormalization)built.Layer).AxesOf(x.Shape).Select(x.Place)];
                    string square = graph.Reduce("ReduceSum", graph.Add("Mul", [x.Name, x.Name]), places, keepDims: true);
                    return x with { Name = Divided(x.Name, graph.Add("Max", [graph.Add("Sqrt", [square]), graph.Number(LeastLength)])) };
                }
        }

        string Divided(string above, string below) => graph.Add("Div", [above, below]);

        // A weight has the axes in the order in which the layer names them.
        string Spread(Weight weight, IReadOnlyList<int> named, int[] axes)
        {
            int rank = x.Shape.Rank;
            int[] own = [.. named.Select(axis => axis < 0 ? axis + rank : axis - 1)];
            int[] order = [.. x.Order.Where(own.Contains).Select(axis => Array.IndexOf(own, axis))];
            return writer.Weight(weight, $"{string.Join(",", x.Order)} of {string.Join(",", axes)}", values =>
                ([.. x.Order.Select(axis => own.Contains(axis) ? x.Shape[axis] : 1)], LayerWriter.Turned(values, weight.Shape, order)));
        }
    }

    // A group's channels and places as one axis, normalised as one channel is.
    public static OnnxValue Group(LayerWriter writer, BuiltLayer built, GroupNormalization norm, OnnxValue x)
    {
        GraphBuilder graph = writer.Graph;
        int axis = norm.ChannelAxis(x.Shape), groups = norm.GroupsOf(x.Shape[axis]);
        x = writer.InOrder(x, [axis, .. Enumerable.Range(0, x.Shape.Rank).Where(other => other != axis)]);
        string cut = graph.Add("Reshape", [x.Name, graph.Integers(0, groups, x.Shape.Size / groups)]);
        string ones = graph.Floats("ones", [groups], [.. Enumerable.Repeat(1f, groups)]),
            zeros = graph.Floats("zeros", [groups], new float[groups]);
        string normal = graph.Add("InstanceNormalization", [cut, ones, zeros], Attribute.Float("epsilon", (float)norm.Epsilon));
        string whole = writer.Reshaped(normal, x.Dims);
        whole = norm.Scale ? graph.Add("Mul", [whole, writer.Along(x, axis, built.Weights[0].Name, built.Weights[0].Span)]) : whole;
        return x with
        {
            Name = norm.Center ? graph.Add("Add",
            [whole, writer.Along(x, axis, built.Weights[^1].Name, built.Weights[^1].Span)]) : whole
        };
    }

    private static OnnxValue Repeated(LayerWriter writer, OnnxValue x, float[] scale, float[] offset)
    {
        // The numbers are those of the last axes.
        int[] dims = [];
        for (int axis = x.Shape.Rank - 1, size = 1; size < scale.Length; axis--)
        {
            dims = [x.Shape[axis], .. dims];
            size *= x.Shape[axis];
        }

        string product = writer.Graph.Add("Mul", [x.Name, writer.Graph.Floats("scale", dims, scale)]);
        return x with { Name = writer.Graph.Add("Add", [product, writer.Graph.Floats("offset", dims, offset)]) };
    }
}
