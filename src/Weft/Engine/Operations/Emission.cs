namespace Weft.Engine.Operations;

/// <summary>Turns operations in their order into steps: values get memory, weights a place for their gradients.</summary>
internal sealed class Emission
{
    private readonly OperationGraph _graph;
    private readonly Dictionary<Operand, Value> _values = [];
    private readonly Dictionary<Operation, Step> _stepsOf = [];
    private readonly Dictionary<Weight, Parameter> _parameters = [];
    private readonly HashSet<Weight> _shared = [];
    private readonly GradientPlan _gradients;
    private readonly List<Step> _steps = [];

    public Emission(OperationGraph graph, IReadOnlyList<Operation> order, PlanOptions options, int group, bool isFar)
    {
        (_graph, Options, Group) = (graph, options, group);
        Memory = new PlanMemory(Arena, group, options.HasGradients, isFar, options.Convolutions);
        Mixer = options.Mixing is null ? null : new Mixer(options.Mixing, options.Seed, graph.Input.Output.Shape);
        _gradients = new GradientPlan(order, graph.Outputs, options, Arena, group);
        HashSet<Weight> used = [];
        foreach (Operation operation in order)
        {
            _shared.UnionWith(operation.Weights.Where(weight => !used.Add(weight)));
        }

        foreach (Operation operation in order)
        {
            Emit(operation);
        }
    }

    public PlanOptions Options { get; }

    public ArenaLayout Arena { get; } = new();

    public int Group { get; }

    public PlanMemory Memory { get; }

    public Mixer? Mixer { get; }

    public List<Step> Steps => _steps;

    public IReadOnlyDictionary<Weight, Parameter> Parameters => _parameters;

    /// <summary>Length of a shard's gradient buffer.</summary>
    public int GradientSize { get; private set; }

    /// <summary>The value that an operand has become.</summary>
    public Value ValueOf(Operand operand) => _values[operand];

    /// <summary>The step that an operation has become; null while it has not.</summary>
    public Step? StepOf(Operation operation) => _stepsOf.TryGetValue(operation, out Step? step) ? step : null;

    /// <summary>Where a weight's gradient goes; null where it is not trained. A weight that is used twice has one gradient.</summary>
    public Parameter? Bind(Weight? weight)
    {
        if (weight is null || !Options.Trains(weight))
        {
            return null;
        }

        if (!_parameters.TryGetValue(weight, out Parameter? parameter))
        {
            _parameters[weight] = parameter = new Parameter(weight, GradientSize) { IsShared = _shared.Contains(weight) };
            GradientSize += (parameter.Size + 15) / 16 * 16 + 32;
        }

        return parameter;
    }

    /// <summary>Whether no step made after another one writes a gradient, so that the earlier one still finds it on the way back.</summary>
    public bool IsUntouchedSince(Step step, Slab gradient) => _steps.Skip(_steps.IndexOf(step) + 1).All(later => later.Values.All(value => value.Gradient != gradient));

    /// <summary>Adds a step that stands beside an operation's own.</summary>
    public void Add(Step step, Operation operation)
    {
        step.Layers = [.. operation.Layers.Distinct()];
        _steps.Add(step);
    }

    private void Emit(Operation operation)
    {
        if (operation is ViewOperation)
        {
            Value seen = _values[operation.Inputs[0]];
            _values[operation.Output] = new Value(operation.Output.Shape, seen.Data, seen.Gradient);
            return;
        }

        Shape shape = operation.Output.Shape;
        Value output = operation is SideOperation
            ? _values[operation.Inputs[0]]
            : new Value(shape, Arena.Placed(Group * shape.Size), GradientPlan.Of(operation.Output));
        List<GradientSum> sums = [];
        Step step = operation.Emit(this, [.. operation.Inputs.Select((input, i) => InputOf(operation, i, sums))], output);
        step.Sums = [.. sums];
        step.AddsToWeights = _gradients.AddsToWeights(operation);
        _values[operation.Output] = output;
        _stepsOf[operation] = step;
        Add(step, operation);
        step.Operation = $"{operation}";
    }

    // The value an operation reads, with the place where it leaves the gradient.
    private Value InputOf(Operation operation, int i, List<GradientSum> sums)
    {
        Value value = _values[operation.Inputs[i]];
        GradientPlan.Use use = _gradients.Of(operation, i);
        if (use.AddTo.Length > 0)
        {
            sums.Add(new GradientSum(new Value(value.Shape, default, use.Gradient), new Value(value.Shape, default, use.AddTo)));
        }

        return new Value(value.Shape, value.Data, use.Gradient) { AddsGradient = use.Adds };
    }
}

/// <summary>A gradient that a step has stored apart, and where it is added.</summary>
/// <param name="From">What was stored.</param>
/// <param name="To">What it is added to.</param>
internal sealed record GradientSum(Value From, Value To);
