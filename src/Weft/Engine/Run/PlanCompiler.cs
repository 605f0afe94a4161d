using Weft.Engine.Operations;

namespace Weft.Engine;

/// <summary>Turns a model's graph into a plan: operations, fused; their order; gradients; steps; memory.</summary>
internal static class PlanCompiler
{
    /// <summary>Compiles a model.</summary>
    public static Plan Compile(ModelGraph graph, PlanOptions options)
    {
        OperationGraph operations = Lowering.Run(graph, options);
        operations.RemoveUnused();
        Operation[] asCalled = [.. operations.Operations];
        Fusion.Run(operations, options);
        ActivationKind fused = TakeIntoLoss(operations, options.Loss);
        if (options.ToLogits)
        {
            _ = TakeOff(operations, ActivationKind.Softmax) || TakeOff(operations, ActivationKind.Sigmoid);
        }

        IReadOnlyList<Operation> order = Schedule.Of(operations);

        int inputSize = operations.Input.Output.Shape.Size;
        GroupChoice choice = new(inputSize + operations.Floats, WeightCount(graph));
        int group = options.DivideFrom is not null ? 1 : options.HasGradients || options.Training ? choice.Group : choice.PredictionGroup;
        Emission emission = new(operations, order, options, group, choice.OutgrowsCache(group));
        Value[] outputs = [.. operations.Outputs.Select(emission.ValueOf)];
        LossStep? loss = End(emission, operations, fused, outputs[0]);

        Placement.Run(emission.Steps, outputs, emission.Arena, options);
        return new Plan
        {
            Steps = [.. emission.Steps],
            BatchSteps = [.. asCalled.Select(emission.StepOf).OfType<BatchStep>()],
            Parameters = [.. graph.Weights.Where(emission.Parameters.ContainsKey).Select(weight => emission.Parameters[weight])],
            Arena = emission.Arena,
            Outputs = outputs,
            Loss = loss,
            Group = group,
            GradientSize = emission.GradientSize,
        };
    }

    private static long WeightCount(ModelGraph graph)
    {
        long count = 0;
        foreach (Weight weight in graph.Weights)
        {
            count += weight.Values.Length;
        }

        return count;
    }

    // Penalties, then the loss, or the gradient that was given.
    private static LossStep? End(Emission emission, OperationGraph operations, ActivationKind fused, Value output)
    {
        if (emission.Options.TakesOutputGradient)
        {
            emission.Steps.Add(new SeedStep(output));
        }

        if (emission.Options.Loss is not { } wanted)
        {
            return null;
        }

        foreach (WeightPrice price in operations.Regularizers)
        {
            Parameter? gradient = emission.Bind(price.Kernel);
            emission.Steps.Add(new RegularizerStep(price.Regularizer, price.Kernel, gradient, output) { Layers = [price.Layer] });
        }

        LossStep loss = new(wanted, emission.Options.Metrics, fused, emission.Mixer, output, emission.Arena);
        emission.Steps.Add(loss);
        return loss;
    }

    // The model's last activation where a cross-entropy computes it better together with itself; linear for none.
    private static ActivationKind TakeIntoLoss(OperationGraph operations, Loss? loss)
    {
        ActivationKind wanted = loss switch
        {
            { IsCategorical: true, WantsLogits: false } => ActivationKind.Softmax,
            BinaryCrossentropy { FromLogits: false } or BinaryFocalCrossentropy { FromLogits: false } => ActivationKind.Sigmoid,
            _ => ActivationKind.Linear,
        };
        return TakeOff(operations, wanted) ? wanted : ActivationKind.Linear;
    }

    // The activation at the end of a model of one output, if it is of that kind and nobody else reads it.
    private static bool TakeOff(OperationGraph operations, ActivationKind wanted)
    {
        if (operations.Outputs[0] is not { Shape.Rank: 1, Readers.Count: 0, Source: ActivationOperation last } || last.Function.Kind != wanted || operations.Outputs.Length > 1)
        {
            return false;
        }

        operations.Remove(last);
        return true;
    }
}
