using Weft.Regularizers;

namespace Weft.Engine.Operations;

/// <summary>What a model computes: operations, each behind those it reads from.</summary>
/// <param name="Operations">All of them; rules take some out and others in.</param>
/// <param name="Outputs">What the model gives.</param>
/// <param name="Regularizers">Penalties on kernels, each kernel once.</param>
/// <param name="Floats">The floats of the layers' outputs and their gradients that are there at a time, for one sample.</param>
internal sealed record OperationGraph(List<Operation> Operations, Operand[] Outputs, IReadOnlyList<WeightPrice> Regularizers, long Floats)
{
    public InputOperation Input => (InputOperation)Operations[0];

    /// <summary>Takes an operation out whose only input may stand for its output.</summary>
    public void Remove(Operation operation)
    {
        Operand input = operation.Inputs[0], output = operation.Output;
        input.Readers.Remove(operation);
        foreach (Operation reader in output.Readers.ToArray())
        {
            reader.Read(output, input);
        }

        for (int i = 0; i < Outputs.Length; i++)
        {
            Outputs[i] = Outputs[i] == output ? input : Outputs[i];
        }

        input.IsKept |= output.IsKept;
        Operations.Remove(operation);
    }

    /// <summary>Takes out what nobody needs.</summary>
    public void RemoveUnused()
    {
        HashSet<Operation> needed = [Input];
        Stack<Operation> open = new(Outputs.Select(output => output.Source).Concat(Operations.OfType<SideOperation>()));
        while (open.TryPop(out Operation? operation))
        {
            if (needed.Add(operation))
            {
                operation.Inputs.ForEach(input => open.Push(input.Source));
            }
        }

        foreach (Operation unused in Operations.Where(operation => !needed.Contains(operation)))
        {
            unused.Inputs.ForEach(input => input.Readers.Remove(unused));
        }

        Operations.RemoveAll(operation => !needed.Contains(operation));
    }
}

/// <summary>A penalty on a kernel.</summary>
/// <param name="Regularizer">The penalty.</param>
/// <param name="Kernel">The kernel.</param>
/// <param name="Layer">Whose kernel.</param>
internal sealed record WeightPrice(Regularizer Regularizer, Weight Kernel, BuiltLayer Layer);
