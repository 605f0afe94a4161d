using Weft.Constraints;
using Weft.Initializers;
using Weft.Regularizers;

namespace Weft.Layers;

/// <summary>One weight a layer needs.</summary>
/// <param name="Name">Keras' name: <c>kernel</c>, <c>bias</c>, <c>gamma</c>, ...</param>
/// <param name="Shape">Its extents, in Keras' layout.</param>
/// <param name="Initializer">How it gets its first values.</param>
/// <param name="Trainable">False for weights that gradients do not reach, such as moving averages.</param>
public sealed record WeightSpec(string Name, Shape Shape, Initializer Initializer, bool Trainable = true)
{
    /// <summary>A price on its values; null for none.</summary>
    public Regularizer? Regularizer { get; init; }

    /// <summary>What its values must be like after an update; null for anything.</summary>
    public Constraint? Constraint { get; init; }

    /// <exception cref="ShapeException">Price or constraint are not defined for a weight of this shape.</exception>
    internal void Check(string path)
    {
        Regularizer?.Check(path, Shape);
        Constraint?.Check(path, Shape);
    }
}
