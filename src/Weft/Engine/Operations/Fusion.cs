using Weft.Layers;

namespace Weft.Engine.Operations;

/// <summary>Rules that make one operation of several. Each asks whether an operand has one reader, not where it stands.</summary>
/// <param name="graph">The operations.</param>
/// <param name="options">What the plan is for.</param>
internal sealed class Fusion(OperationGraph graph, PlanOptions options)
{
    /// <summary>Applies all rules.</summary>
    public static void Run(OperationGraph graph, PlanOptions options) => new Fusion(graph, options).Run();

    private void Run()
    {
        TakeInputLayers();
        foreach (Operation operation in graph.Operations.ToArray())
        {
            if (operation is RandomOperation { ActsInPrediction: false } && !options.Training)
            {
                graph.Remove(operation);
            }
            else if (TryTakeIn(operation))
            {
                graph.Operations.Remove(operation);
            }
        }
    }

    // From the input on, while there is one way on: random layers and the rescalings between them happen while samples are read.
    private void TakeInputLayers()
    {
        List<Operation> row = [];
        for (Operand at = graph.Input.Output; at.SoleReader is RandomOperation or RescalingOperation; at = at.Readers[0].Output)
        {
            row.Add(at.Readers[0]);
        }

        foreach (Operation taken in row.Take(row.FindLastIndex(operation => operation is RandomOperation) + 1))
        {
            graph.Input.Taken.Add(taken is RandomOperation random ? random.Transform : new KeyedLayer(((RescalingOperation)taken).Layer, 0));
            graph.Input.TakeIn(taken);
            graph.Operations.Remove(taken);
        }
    }

    /// <summary>Has the operation before take this one in, if that is its only reader.</summary>
    private bool TryTakeIn(Operation operation)
    {
        if (operation.Inputs.Count == 0 || operation is AddOperation)
        {
            return operation is AddOperation sum && TryTakeSum(sum);
        }

        if (operation.Inputs[0].SoleReader != operation)
        {
            return false;
        }

        bool taken = (operation, operation.Inputs[0].Source) switch
        {
            (NormalizationOperation { NeedsBatch: false } norm, LinearOperation { Folded: null, IsOpen: true } linear) => TryFold(norm, linear),
            (ActivationOperation { Function.Kind: ActivationKind.Relu }, var before) => TryTakeRelu(before),
            (StepOperation, ConvolutionOperation conv) => TryTakePool(operation, conv),
            _ => false,
        };
        if (taken)
        {
            operation.Inputs[0].Source.TakeIn(operation);
        }

        return taken;
    }

    // Not where one of them is trained: kernel, bias, scale and offset then need gradients of their own.
    private bool TryFold(NormalizationOperation norm, LinearOperation linear)
    {
        if (linear.Weights.Concat(norm.Weights).Any(options.Trains))
        {
            return false;
        }

        linear.Folded = norm;
        return true;
    }

    private static bool TryTakeRelu(Operation before)
    {
        switch (before)
        {
            case LinearOperation { IsOpen: true } linear:
                return linear.Relu = true;
            case NormalizationOperation { Relu: false } norm:
                return norm.Relu = true;
            case AddOperation { Relu: false } sum:
                return sum.Relu = true;
            case RectifiedOperation { Relu: false } other:
                return other.Relu = true;
            default:
                return false;
        }
    }

    private static bool TryTakePool(Operation operation, ConvolutionOperation conv)
    {
        if (conv.Pool is not null || operation.Layers is not [{ Layer: MaxPooling2D pool }] || !ConvolutionOperation.CanTakeIn(pool, conv.Output.Shape))
        {
            return false;
        }

        conv.Pool = pool;
        return true;
    }

    // A normalisation adds while it passes over its values: the one before the first addend, or else before the second.
    private bool TryTakeSum(AddOperation sum)
    {
        for (int i = 0; i < 2; i++)
        {
            if (sum.Inputs[i].SoleReader == sum && sum.Inputs[i].Source is NormalizationOperation { Relu: false, HasAddend: false } norm)
            {
                norm.TakeSum(sum, sum.Inputs[1 - i]);
                graph.Operations.Remove(norm);
                graph.Operations.Insert(graph.Operations.IndexOf(sum), norm);
                return true;
            }
        }

        return false;
    }
}
