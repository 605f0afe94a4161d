namespace Weft.Engine.Operations;

/// <summary>An operation of which no rule knows more than that its step can end in a ReLU.</summary>
/// <param name="name">What it is called.</param>
/// <param name="shape">What it gives.</param>
/// <param name="input">What it reads.</param>
/// <param name="weights">The weights that have gradients here.</param>
/// <param name="create">Makes the step, with a ReLU at its end or without.</param>
internal sealed class RectifiedOperation(string name, Shape shape, Operand input, IReadOnlyList<Weight> weights, Func<Emission, Value, Value, bool, Step> create) : Operation(shape, input)
{
    /// <summary>Whether negative results become zero.</summary>
    public bool Relu { get; set; }

    /// <summary>Whether the step can add to its input's gradient.</summary>
    public bool Adds { get; init; }

    public override IEnumerable<Weight> Weights => weights;

    public override bool AddsGradient(int input) => Adds;

    public override Step Emit(Emission emission, IReadOnlyList<Value> inputs, Value output) => create(emission, inputs[0], output, Relu);

    public override string ToString() => $"{name}{(Relu ? " + ReLU" : "")}";
}
