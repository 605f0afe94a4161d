using Weft.Constraints;
using Weft.Regularizers;

namespace Weft;

/// <summary>A weight of a model: its values, and whether training changes them.</summary>
public sealed class Weight
{
    /// <summary>How often the values have changed; whoever writes them counts here, see <see cref="WeightWatch"/>.</summary>
    internal long Changes;

    private readonly BuiltLayer? _owner;
    private readonly bool _trainable;

    internal Weight(string name, Shape shape, bool trainable, float[] values, BuiltLayer? owner = null)
    {
        (Name, Shape, Values) = (name, shape, values);
        (_owner, _trainable) = (owner, trainable);
    }

    /// <summary>Keras' path: <c>conv2d/kernel</c>.</summary>
    public string Name { get; }

    /// <summary>The extents, in Keras' layout.</summary>
    public Shape Shape { get; }

    /// <summary>Whether training changes it: its layer's <see cref="BuiltLayer.Trainable"/>, and never for moving averages.</summary>
    public bool Trainable => _trainable && _owner?.Trainable != false;

    /// <summary>The values in row-major order.</summary>
    public ReadOnlySpan<float> Span => Values;

    internal float[] Values { get; }

    /// <summary>The price on its values; null for none.</summary>
    internal Regularizer? Regularizer { get; init; }

    /// <summary>What its values must be like after an update; null for anything.</summary>
    internal Constraint? Constraint { get; init; }

    /// <summary>The weight as an optimizer sees it.</summary>
    internal Variable Variable => new(Name, Shape);
}
