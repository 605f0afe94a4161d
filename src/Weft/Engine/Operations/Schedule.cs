namespace Weft.Engine.Operations;

/// <summary>The order in which operations are computed.</summary>
internal static class Schedule
{
    /// <summary>
    /// A walk back from the outputs, and from what is priced or whose gradient is wanted, last inputs first: a shortcut comes before the body that takes its addition in. Where operations need the whole batch, those that wait for equally many others
    /// go together, so that independent normalisations measure in one stage.
    /// </summary>
    public static IReadOnlyList<Operation> Of(OperationGraph graph)
    {
        List<Operation> order = [graph.Input];
        HashSet<Operation> seen = [graph.Input];
        Stack<Visit> open = new();
        SideOperation[] sides = [.. graph.Operations.OfType<SideOperation>()];
        foreach (Operation end in (IEnumerable<Operation>)[.. graph.Outputs.Select(output => output.Source), .. sides.Select(side => side.Inputs[0].Source)])
        {
            Enter(end);
            while (open.TryPeek(out Visit? at))
            {
                if (at.Left > 0)
                {
                    at.Left--;
                    Enter(at.Operation.Inputs[at.Left].Source);
                }
                else
                {
                    order.Add(open.Pop().Operation);
                }
            }
        }

        foreach (SideOperation side in sides)
        {
            order.Insert(order.IndexOf(side.Inputs[0].Source) + 1, side);
        }

        return order.Exists(operation => operation.NeedsBatch) ? ByStage(order) : order;

        void Enter(Operation operation)
        {
            if (seen.Add(operation))
            {
                open.Push(new Visit(operation));
            }
        }
    }

    // An operation on the way back from the outputs, and how many of its inputs are still to be entered.
    private sealed class Visit(Operation operation)
    {
        public Operation Operation => operation;

        public int Left { get; set; } = operation.Inputs.Count;
    }

    private static IReadOnlyList<Operation> ByStage(List<Operation> order)
    {
        Dictionary<Operation, int> stages = [];

        // Twice as many as stages: what belongs to one, and what ends it.
        List<List<Operation>> parts = [];
        foreach (Operation operation in order)
        {
            int stage = 0;
            foreach (Operand input in operation.Inputs)
            {
                stage = Math.Max(stage, stages[input.Source] + (input.Source.NeedsBatch ? 1 : 0));
            }

            stages[operation] = stage;
            int part = (2 * stage) + (operation.NeedsBatch ? 1 : 0);
            while (parts.Count <= part)
            {
                parts.Add([]);
            }

            parts[part].Add(operation);
        }

        return [.. parts.SelectMany(part => part)];
    }
}
