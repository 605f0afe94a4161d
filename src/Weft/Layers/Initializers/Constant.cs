namespace Weft.Initializers;

/// <summary>The same value everywhere.</summary>
/// <param name="Value">The value.</param>
public record Constant(float Value) : Initializer
{
    internal sealed override void Fill(Span<float> values, Shape shape, ref Generator random)
    {
        if (Value == 0)
        {
            values.Clear();
        }
        else
        {
            values.Fill(Value);
        }
    }
}

/// <summary>Zeros: Keras' default for biases.</summary>
public sealed record Zeros() : Constant(0);

/// <summary>Ones.</summary>
public sealed record Ones() : Constant(1);

/// <summary>A matrix with one value on its diagonal and zeros elsewhere: Keras' initializer Identity.</summary>
/// <param name="Gain">The value on the diagonal.</param>
public sealed record IdentityInitializer(float Gain = 1) : Initializer
{
    internal override void Fill(Span<float> values, Shape shape, ref Generator random)
    {
        if (shape.Rank != 2)
        {
            throw new ShapeException(
                $"IdentityInitializer: expected a matrix, got a weight of shape {shape}. Use it for the kernels of dense layers.");
        }

        values.Clear();
        for (int i = 0; i < Math.Min(shape[0], shape[1]); i++)
        {
            values[(i * shape[1]) + i] = Gain;
        }
    }
}
