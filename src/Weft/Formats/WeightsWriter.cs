using PureHDF;

using Weft.Schedules;

namespace Weft.Formats;

/// <summary>Writes model.weights.h5: every weight where Keras looks for it.</summary>
internal static class WeightsWriter
{
    public static byte[] Write(ModelFile model)
    {
        H5File file = new() { ["vars"] = Named(new H5Group(), model.Graph.Name) };
        file["layers"] = Layers(model.Graph);
        if (model is { Optimizer: { } optimizer, KeepsOptimizer: true })
        {
            H5Group vars = model.OptimizerState is { } state
                ? OptimizerVariables(optimizer, state)
                : Position(optimizer, iterations: 0, optimizer.LearningRate.At(0));
            file["optimizer"] = new H5Group { ["vars"] = Named(vars, OptimizerCodec.NameOf(optimizer)) };
        }

        using MemoryStream stream = new();
        file.Write(stream, new H5WriteOptions(PreferCompactDatasetLayout: false));
        return stream.ToArray();
    }

    // A group for every layer, those of a model inside the model in its own.
    private static H5Group Layers(ModelGraph graph)
    {
        H5Group layers = [];
        string?[] groups = WeightGroups.Names([.. graph.Layers.Select(layer => layer.Layer.IsOperation ? null : layer.Layer.KerasName)],
            graph.IsSequential);
        for (int i = 0; i < groups.Length; i++)
        {
            if (groups[i] is { } name)
            {
                layers[name] = Group(graph.Layers[i]);
            }
        }

        return layers;
    }

    private static H5Group Group(BuiltLayer layer)
    {
        H5Group group = new() { ["vars"] = Named(new H5Group(), layer.Name) };
        if (layer.Inner is { } inner)
        {
            group["layers"] = Layers(inner);
            return group;
        }

        H5Group vars = (H5Group)group["vars"];
        foreach (Weight weight in layer.Weights)
        {
            Append(vars, weight.Shape, weight.Values);
        }

        return group;
    }

    // Keras' order: steps done, the rate unless a schedule gives it, then group after group of slots, each weight by weight, then the
    // optimizer's own numbers.
    private static H5Group OptimizerVariables(Optimizer optimizer, OptimizerState state)
    {
        H5Group vars = Position(optimizer, state.Iterations, state.LearningRate);
        foreach (Tensor slot in InFileOrder(optimizer, state))
        {
            Append(vars, slot.Shape, slot.Span.ToArray());
        }

        foreach (double number in optimizer.Scalars(state.Iterations / optimizer.BatchesPerUpdate))
        {
            vars[$"{vars.Count}"] = new H5Dataset<float>((float)number);
        }

        return vars;
    }

    // What Keras makes of an optimizer before it has been given weights.
    private static H5Group Position(Optimizer optimizer, long iterations, double rate)
    {
        H5Group vars = new() { ["0"] = new H5Dataset<long>(iterations) };
        if (ScheduleCodec.InKeras(optimizer.LearningRate) is ConstantSchedule constant)
        {
            vars["1"] = new H5Dataset<float>((float)(optimizer.LearningRate == constant ? rate : constant.LearningRate));
        }

        return vars;
    }

    private static IEnumerable<Tensor> InFileOrder(Optimizer optimizer, OptimizerState state)
    {
        int[] written = new int[state.Variables.Count];
        IReadOnlyList<IReadOnlyList<Slot>>[] groups = [.. state.Variables.Select(optimizer.SlotGroups)];
        for (int group = 0; group < groups.Select(own => own.Count).FirstOrDefault(); group++)
        {
            for (int i = 0; i < groups.Length; i++)
            {
                foreach (Slot _ in groups[i][group])
                {
                    yield return state.Slots[i][written[i]++];
                }
            }
        }
    }

    private static void Append(H5Group vars, Shape shape, float[] values) => vars[$"{vars.Count}"] = shape.Rank == 0
        ? new H5Dataset<float>(values[0])
        : new H5Dataset<float[]>(values, fileDims: [.. shape.Select(extent => (ulong)extent)]);

    private static H5Group Named(H5Group group, string name)
    {
        group.Attributes["name"] = name;
        return group;
    }
}
