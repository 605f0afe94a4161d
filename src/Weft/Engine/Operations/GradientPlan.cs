namespace Weft.Engine.Operations;

/// <summary>Where gradients lie, and who writes them: of a value that several operations read, the first on the way back stores its gradient, and the others add to that.</summary>
internal sealed class GradientPlan
{
    private static readonly Use s_unwanted = new(default, Adds: false, default);

    private readonly ArenaLayout _arena;
    private readonly int _group;
    private readonly Dictionary<Operation, Use[]> _uses = [];
    private readonly HashSet<Operand> _wanted = [];
    private readonly HashSet<Operand> _written = [];
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
        (_arena, _group) = (arena, group);
        if (!options.HasGradients)
        {
            return;
        }

        FindWanted(order, options);
        Operand end = outputs[0].Root;
        _written.Add(end);
        end.Gradient = _wanted.Contains(end) ? Placed(end) : default;
        HashSet<Weight> writtenWeights = [];
        foreach (Operation operation in order.Reverse())
        {
            if (operation is SideOperation)
            {
                _uses[operation] = [Beside(operation.Inputs[0].Root)];
            }
            else if (operation is not (ViewOperation or InputOperation) && Of(operation.Output).Length > 0)
            {
                _uses[operation] = Through(operation);
                if (operation.Weights.Count(weight => options.Trains(weight) && !writtenWeights.Add(weight)) > 0)
                {
                    _adding.Add(operation);
                }
            }
        }
    }

    /// <summary>Where the gradient by an operand lies; empty where it is not wanted.</summary>
    public static Slab Of(Operand operand) => operand.Root.Gradient;

    /// <summary>How an operation leaves the gradient by an input.</summary>
    public Use Of(Operation operation, int input) => _uses.TryGetValue(operation, out Use[]? uses) ? uses[input] : s_unwanted;

    /// <summary>Whether another use of the operation's weights comes before it on the way back, so that it adds to their gradients.</summary>
    public bool AddsToWeights(Operation operation) => _adding.Contains(operation);

    private Slab Placed(Operand root) => _arena.Placed(_group * root.Shape.Size);

    // What no reader has a way back to begins here, with zeros.
    private Use Beside(Operand root)
    {
        if (!_wanted.Contains(root))
        {
            return s_unwanted;
        }

        bool isFirst = _written.Add(root);
        root.Gradient = isFirst ? Placed(root) : root.Gradient;
        return new Use(root.Gradient, Adds: !isFirst, default);
    }

    private Use[] Through(Operation operation)
    {
        Slab own = Of(operation.Output);
        bool isShared = false;
        Use[] uses = new Use[operation.Inputs.Count];
        for (int input = uses.Length - 1; input >= 0; input--)
        {
            Operand root = operation.Inputs[input].Root;
            if (!operation.PassesGradient || !_wanted.Contains(root))
            {
                uses[input] = s_unwanted;
                continue;
            }

            bool canShare = !isShared && operation.CanShareGradient(input);
            if (_written.Add(root))
            {
                root.Gradient = canShare ? own : Placed(root);
                isShared |= canShare;
                uses[input] = new Use(root.Gradient, Adds: false, default);
            }
            else if (operation.AddsGradient(input))
            {
                uses[input] = new Use(root.Gradient, Adds: true, default);
            }
            else
            {
                uses[input] = new Use(canShare ? own : Placed(root), Adds: false, root.Gradient);
                isShared |= canShare;
            }
        }

        return uses;
    }

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
