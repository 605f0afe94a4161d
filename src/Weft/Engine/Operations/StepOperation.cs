namespace Weft.Engine.Operations;

/// <summary>An operation of which no rule knows more than the step it becomes.</summary>
/// <param name="name">What it is called.</param>
/// <param name="shape">What it gives.</param>
/// <param name="input">What it reads.</param>
/// <param name="create">Makes the step.</param>
/// <param name="weights">The weights that have gradients here.</param>
internal sealed class StepOperation(string name, Shape shape, Operand input, Func<Emission, Value, Value, Step> create, IReadOnlyList<Weight> weights) : Operation(shape, input)
{
    /// <summary>Whether the input's gradient is the output's as it stands.</summary>
    public bool SharesGradient { get; init; }

    /// <summary>Whether the step can add to its input's gradient.</summary>
    public bool Adds { get; init; }

    public override IEnumerable<Weight> Weights => weights;

    public override bool CanShareGradient(int input) => SharesGradient;

    public override bool AddsGradient(int input) => Adds;

    public override Step Emit(Emission emission, IReadOnlyList<Value> inputs, Value output) => create(emission, inputs[0], output);

    public override string ToString() => name;
}
