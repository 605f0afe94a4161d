namespace Weft.Engine.Operations;

/// <summary>Where gradients lie, and who writes them: of a value that several operations read, the first on the way back stores its gradient, and the others add to that.</summary>
internal sealed class GradientPlan
{
    private static readonly Use s_unwanted = new(default, Adds: false, default);

    private readonly Dictionary<Operation, Use[]> _uses = [];
    private readonly HashSet<Operand> _wanted = [];
    private readonly HashSet<Operation> _adding = [];

    /// <summary>How an operation leaves the gradient by one of its inputs.</summary>
    /// <param name="Gradient">Where it writes; empty where the gradient is not wanted.</param>
    /// <param name="Adds">Whether it adds to what is there.</param>
    /// <param name="AddTo">Where what it has written is added afterwards; empty where that is not needed.</param>
    public sealed record Use(Slab Gradient, bool Adds, Slab AddTo);

    /// <param name="order">The operations in order.</param>
    /// <param name="outputs">What the model gives.</param>
    /// <param name="options">What the plan is for.</param>
    /// <param name="arena">Where gradients are placed.</param>
    /// <param name="group">Samples that go through at a time.</param>
    public GradientPlan(IReadOnlyList<Operation> order, IReadOnlyList<Operand> outputs, PlanOptions options, ArenaLayout arena, int group)
    {
        if (!options.HasGradients)
        {
            return;
        }

        FindWanted(order, options);
        if (_wanted.Contains(outputs[0].Root))
        {
            outputs[0].Root.Gradient = arena.Placed(group * outputs[0].Shape.Size);
        }

        HashSet<Operand> written = [outputs[0].Root];
        HashSet<Weight> writtenWeights = [];
        foreach (Operation operation in order.Reverse().Where(operation => operation is not (ViewOperation or SideOperation or InputOperation) && Of(operation.Output).Length > 0))
        {
            Slab own = Of(operation.Output);
            bool isShared = false;
            Use[] uses = _uses[operation] = new Use[operation.Inputs.Count];
            for (int input = uses.Length - 1; input >= 0; input--)
            {
                Operand root = operation.Inputs[input].Root;
                if (!operation.PassesGradient || !_wanted.Contains(root))
                {
                    uses[input] = s_unwanted;
                    continue;
                }

                bool canShare = !isShared && operation.CanShareGradient(input);
                if (written.Add(root))
                {
                    Slab slab = canShare ? own : arena.Placed(group * root.Shape.Size);
                    isShared |= canShare;
                    root.Gradient = slab;
                    uses[input] = new Use(slab, Adds: false, default);
                }
                else if (operation.AddsGradient(input))
                {
                    uses[input] = new Use(root.Gradient, Adds: true, default);
                }
                else
                {
                    uses[input] = new Use(canShare ? own : arena.Placed(group * root.Shape.Size), Adds: false, root.Gradient);
                    isShared |= canShare;
                }
            }

            foreach (Weight weight in operation.Weights)
            {
                if (options.Trains(weight) && !writtenWeights.Add(weight))
                {
                    _adding.Add(operation);
                }
            }
        }
    }

    /// <summary>Where the gradient by an operand lies; empty where it is not wanted.</summary>
    public static Slab Of(Operand operand) => operand.Root.Gradient;

    /// <summary>How an operation leaves the gradient by an input.</summary>
    public Use Of(Operation operation, int input) => operation is SideOperation
        ? new Use(Of(operation.Inputs[input]), Adds: false, default)
        : _uses.TryGetValue(operation, out Use[]? uses) ? uses[input] : s_unwanted;

    /// <summary>Whether another use of the operation's weights comes before it on the way back, so that it adds to their gradients.</summary>
    public bool AddsToWeights(Operation operation) => _adding.Contains(operation);

    // Whose gradient is needed: of what depends on a trained weight, or on a value whose gradient was asked for.
    private void FindWanted(IReadOnlyList<Operation> order, PlanOptions options)
    {
        foreach (Operation operation in order)
        {
            bool isAsked = operation.Output.Root.Readers.Exists(reader => reader is TapOperation);
            if (isAsked || operation.Weights.Any(options.Trains) || (operation.PassesGradient && operation.Inputs.Exists(input => _wanted.Contains(input.Root))))
            {
                _wanted.Add(operation.Output.Root);
            }
        }
    }
}
