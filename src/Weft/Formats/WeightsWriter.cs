using PureHDF;

using Weft.Layers;
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
        if (model is { Optimizer: { } optimizer, OptimizerState: { } state })
        {
            IEnumerable<WeightSpec> specs = model.Leaves.SelectMany(leaf => leaf.TrainableSpecs);
            Variable[] variables = [.. graph.InFileOrder(model, [.. specs.Select(spec => new Variable(spec.Name, spec.Shape))])];
            H5Group vars = OptimizerVariables(optimizer, state, variables, [.. graph.InFileOrder(model, state.Slots)]);
            file["optimizer"] = new H5Group { ["vars"] = Named(vars, OptimizerCodec.NameOf(optimizer)) };
        }

        using MemoryStream stream = new();
        file.Write(stream, new H5WriteOptions(PreferCompactDatasetLayout: false));
        return stream.ToArray();
    }

    // Keras' order: steps done, the rate unless a schedule gives it, then group after group of slots, each weight by weight, then the optimizer's own numbers.
    private static H5Group OptimizerVariables(
        Optimizer optimizer, StoredOptimizerState state, Variable[] variables, IReadOnlyList<IReadOnlyList<Tensor>> slotsOfWeights)
    {
        H5Group vars = new() { ["0"] = new H5Dataset<long>(state.Iterations) };
        if (ScheduleCodec.InKeras(optimizer.LearningRate) is ConstantSchedule constant)
        {
            vars["1"] = new H5Dataset<float>((float)(optimizer.LearningRate == constant ? state.LearningRate : constant.LearningRate));
        }

        foreach (Tensor slot in InFileOrder(optimizer, variables, slotsOfWeights))
        {
            Append(vars, slot);
        }

        foreach (double number in optimizer.Scalars(state.Iterations / optimizer.BatchesPerUpdate))
        {
            vars[$"{vars.Count}"] = new H5Dataset<float>((float)number);
        }

        return vars;
    }

    private static IEnumerable<Tensor> InFileOrder(Optimizer optimizer, Variable[] variables, IReadOnlyList<IReadOnlyList<Tensor>> slotsOfWeights)
    {
        int[] written = new int[variables.Length];
        IReadOnlyList<IReadOnlyList<Slot>>[] groups = [.. variables.Select(optimizer.SlotGroups)];
        for (int group = 0; group < groups.Select(own => own.Count).FirstOrDefault(); group++)
        {
            for (int i = 0; i < variables.Length; i++)
            {
                foreach (Slot _ in groups[i][group])
                {
                    yield return slotsOfWeights[i][written[i]++];
                }
            }
        }
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
