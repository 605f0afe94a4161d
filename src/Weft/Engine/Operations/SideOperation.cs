using Weft.Regularizers;

namespace Weft.Engine.Operations;

/// <summary>Stands right behind who makes an operand and looks at it, or at its gradient when all of that is there; nobody reads what it gives.</summary>
/// <param name="input">The operand.</param>
internal abstract class SideOperation(Operand input) : Operation(input.Shape, input);

/// <summary>A price on an operand.</summary>
/// <param name="regularizer">The price.</param>
/// <param name="input">The operand.</param>
internal sealed class PriceOperation(Regularizer regularizer, Operand input) : SideOperation(input)
{
    public override Step Emit(Emission emission, IReadOnlyList<Value> inputs, Value output) => new ActivityPriceStep(regularizer, inputs[0]);

    public override string ToString() => "price of values";
}
