namespace Weft.Engine.Operations;

/// <summary>The order in which operations are computed.</summary>
internal static class Schedule
{
    /// <summary>
    /// A walk back from the outputs, last inputs first: a shortcut comes before the body that takes its addition in. Where operations need the whole batch, those that wait for equally many others
    /// go together, so that independent normalisations measure in one stage.
    /// </summary>
    public static IReadOnlyList<Operation> Of(OperationGraph graph)
    {
        List<Operation> order = [graph.Input];
        HashSet<Operation> seen = [graph.Input];
        Stack<(Operation Operation, int Next)> open = new();
        foreach (Operand output in graph.Outputs)
        {
            Enter(output.Source);
            while (open.TryPop(out (Operation Operation, int Next) at))
            {
                if (at.Next < at.Operation.Inputs.Count)
                {
                    open.Push((at.Operation, at.Next + 1));
                    Enter(at.Operation.Inputs[^(at.Next + 1)].Source);
                }
                else
                {
                    order.Add(at.Operation);
                }
            }
        }

        foreach (SideOperation side in graph.Operations.OfType<SideOperation>().Where(side => seen.Contains(side.Inputs[0].Source)))
        {
            order.Insert(order.IndexOf(side.Inputs[0].Source) + 1, side);
        }

        return order.Exists(operation => operation.NeedsBatch) ? ByStage(order) : order;

        void Enter(Operation operation)
        {
            if (seen.Add(operation))
            {
                open.Push((operation, 0));
            }
        }
    }

    private static IReadOnlyList<Operation> ByStage(List<Operation> order)
    {
        Dictionary<Operation, int> stages = [];
        foreach (Operation operation in order)
        {
            stages[operation] = operation.Inputs.Select(input => stages[input.Source] + (input.Source.NeedsBatch ? 1 : 0)).DefaultIfEmpty(0).Max();
        }

        return [.. order.OrderBy(operation => stages[operation]).ThenBy(operation => operation.NeedsBatch)];
    }
}
