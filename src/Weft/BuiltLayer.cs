using Weft.Constraints;
using Weft.Layers;
using Weft.Regularizers;

namespace Weft;

/// <summary>A layer in its place in a model: with its name, its shapes and its weights' values.</summary>
public sealed class BuiltLayer
{
    internal BuiltLayer(Layer layer, string name, Shape inputShape, Shape outputShape, IReadOnlyList<Weight> weights)
    {
        Layer = layer;
        Name = name;
        InputShape = inputShape;
        OutputShape = outputShape;
        Weights = weights;
    }

    /// <summary>The description.</summary>
    public Layer Layer { get; }

    /// <summary>The name, unique in the model.</summary>
    public string Name { get; }

    /// <summary>The shape of one input sample.</summary>
    public Shape InputShape { get; }

    /// <summary>The shape of one output sample.</summary>
    public Shape OutputShape { get; }

    /// <summary>The weights in Keras' order.</summary>
    public IReadOnlyList<Weight> Weights { get; }

    /// <summary>The layers inside a <see cref="Residual"/>'s body, one after another; empty for other layers.</summary>
    public IReadOnlyList<BuiltLayer> Body { get; internal init; } = [];

    /// <summary>The layers of a <see cref="Residual"/>'s shortcut, its projection among them; empty where it is the input itself.</summary>
    public IReadOnlyList<BuiltLayer> Shortcut { get; internal init; } = [];

    /// <summary>How many layers were made before this one, inner ones included: the key of its random numbers.</summary>
    internal int Position { get; init; }

    /// <summary>The number of weight values.</summary>
    public int ParameterCount => Weights.Sum(weight => weight.Shape.Size);

    /// <summary><c>Dense 'dense_1'</c>, as errors name it.</summary>
    public override string ToString() => $"{Layer.KerasName} '{Name}'";
}

/// <summary>A weight of a model: its values, and whether training changes them.</summary>
public sealed class Weight
{
    internal Weight(string name, Shape shape, bool trainable, float[] values)
    {
        Name = name;
        Shape = shape;
        Trainable = trainable;
        Values = values;
    }

    /// <summary>Keras' path: <c>conv2d/kernel</c>.</summary>
    public string Name { get; }

    /// <summary>The extents, in Keras' layout.</summary>
    public Shape Shape { get; }

    /// <summary>Whether training changes it.</summary>
    public bool Trainable { get; }

    /// <summary>The values in row-major order.</summary>
    public ReadOnlySpan<float> Span => Values;

    internal float[] Values { get; }

    /// <summary>The price on its values; null for none.</summary>
    internal Regularizer? Regularizer { get; init; }

    /// <summary>What its values must be like after an update; null for anything.</summary>
    internal Constraint? Constraint { get; init; }

    /// <summary>The weight as an optimizer sees it.</summary>
    internal Variable Variable => new(Name, Shape);

    /// <summary>What the optimizer remembers of this weight: one array per slot.</summary>
    internal float[][] Slots { get; set; } = [];
}
