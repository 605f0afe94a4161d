namespace Weft.Initializers;

/// <summary>The same value everywhere.</summary>
/// <param name="Value">The value.</param>
public record Constant(float Value) : Initializer
{
    internal sealed override void Fill(Span<float> values, Fans fans, ref Generator random) => values.Fill(Value);
}

/// <summary>Zeros: Keras' default for biases.</summary>
public sealed record Zeros() : Constant(0);

/// <summary>Ones.</summary>
public sealed record Ones() : Constant(1);
