using PureHDF;

using Weft.Schedules;

namespace Weft.Formats;

/// <summary>Writes model.weights.h5: every weight where Keras looks for it.</summary>
internal static class WeightsWriter
{
    public static byte[] Write(ModelFile model, FunctionalGraph graph)
    {
        H5File file = new() { ["vars"] = Named(new H5Group(), model.Name) };
        H5Group layers = [];
        GraphNode[] nodes = [.. graph.Nodes.Where(node => !graph.IsSequential || node.Inputs.Count > 0)];
        string[] groups = WeightGroups.Names(nodes.Select(node => node.ClassName), skipInput: false);
        for (int i = 0; i < groups.Length; i++)
        {
            H5Group vars = [];
            foreach (Tensor weight in nodes[i].Layer?.Weights ?? [])
            {
                Append(vars, weight);
            }

            layers[groups[i]] = new H5Group { ["vars"] = Named(vars, nodes[i].Name) };
        }

        file["layers"] = layers;
        if (model is { Optimizer: { } optimizer, KeepsOptimizer: true })
        {
            H5Group vars = model.OptimizerState is { } state ? OptimizerVariables(optimizer, state, [.. graph.InFileOrder(model, state.Slots)]) : Position(optimizer, iterations: 0, optimizer.LearningRate.At(0));
            file["optimizer"] = new H5Group { ["vars"] = Named(vars, OptimizerCodec.NameOf(optimizer)) };
        }

        using MemoryStream stream = new();
        file.Write(stream, new H5WriteOptions(PreferCompactDatasetLayout: false));
        return stream.ToArray();
    }

    // Keras' order: steps done, the rate unless a schedule gives it, then group after group of slots, each weight by weight, then the optimizer's own numbers.
    private static H5Group OptimizerVariables(Optimizer optimizer, StoredOptimizerState state, IReadOnlyList<IReadOnlyList<Tensor>> slotsOfWeights)
    {
        H5Group vars = Position(optimizer, state.Iterations, state.LearningRate);
        int first = 0;
        foreach (int slots in optimizer.SlotGroups.Select(group => group.Count))
        {
            foreach (Tensor slot in slotsOfWeights.SelectMany(weight => weight.Skip(first).Take(slots)))
            {
                Append(vars, slot);
            }

            first += slots;
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

    private static void Append(H5Group vars, Tensor tensor) => vars[$"{vars.Count}"] = tensor.Shape.Rank == 0
        ? new H5Dataset<float>(tensor.Span[0])
        : new H5Dataset<float[]>(tensor.Span.ToArray(), fileDims: [.. tensor.Shape.Select(extent => (ulong)extent)]);

    private static H5Group Named(H5Group group, string name)
    {
        group.Attributes["name"] = name;
        return group;
    }
}
