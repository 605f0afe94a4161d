using Weft.Layers;

namespace Weft;

/// <summary>A symbolic tensor: what a layer gives when it is called, known by its shape. Models are made of nodes.</summary>
/// <remarks>
/// <code>
/// Node input = new Input([32, 32, 3]);
/// Node x = input.Then(new Conv2D(16, 3, padding: Padding.Same), new BatchNormalization(), new ReLU());
/// Model model = new(input, (input + x).Then(new GlobalAveragePooling2D(), new Dense(10, Activation.Softmax)));
/// </code>
/// Shapes are inferred as layers are called, so a layer that does not fit is an error at once. Weights are made when a <see cref="Model"/> is.
/// A description called twice is one layer with one set of weights, as in Keras; a copy (<c>layer with { }</c>) is another layer.
/// </remarks>
public sealed class Node
{
    internal Node(LayerCall call, int index, Shape shape)
    {
        (Call, Index, Shape) = (call, index, shape);
    }

    /// <summary>The layer that gives this tensor.</summary>
    public BuiltLayer Layer => Call.Layer;

    /// <summary>What the layer was called on; empty for an <see cref="Input"/>.</summary>
    public IReadOnlyList<Node> Inputs => Call.Inputs;

    /// <summary>The shape of one sample.</summary>
    public Shape Shape { get; }

    /// <summary>The call this is a result of.</summary>
    internal LayerCall Call { get; }

    /// <summary>Which of the call's results it is.</summary>
    internal int Index { get; }

    /// <summary>The function that made these values: in whatever model inside and in whatever shape, and that of all addends of a mean; linear for none.</summary>
    internal Activation LastActivation
    {
        get
        {
            Node made = Maker(this);
            Activation[] meant = made.Layer.Layer is Average ? [.. made.Inputs.Select(input => Maker(input).Layer.Layer.LastActivation).Distinct()] : [];
            return meant is [var only] ? only : made.Layer.Layer.LastActivation;
        }
    }

    /// <summary>The tensor that an input gives.</summary>
    public static implicit operator Node(Input input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return input.Call();
    }

    /// <summary>Calls layers one after another, the first on this tensor.</summary>
    /// <exception cref="ShapeException">A layer does not fit.</exception>
    public Node Then(params ReadOnlySpan<Layer> layers)
    {
        Node last = this;
        foreach (Layer layer in layers)
        {
            last = layer.Call(last);
        }

        return last;
    }

    /// <summary>Calls a model on this tensor, as a layer whose weights both have in common.</summary>
    /// <exception cref="ShapeException">The model takes another shape, or several inputs.</exception>
    public Node Then(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Call(this);
    }

    /// <summary>The sum, value by value, as <see cref="Layers.Add"/> broadcasts.</summary>
    public static Node operator +(Node left, Node right) => new Add().Call(left, right);

    /// <summary>The difference, value by value, as <see cref="Layers.Subtract"/> broadcasts.</summary>
    public static Node operator -(Node left, Node right) => new Subtract().Call(left, right);

    /// <summary>The product, value by value, as <see cref="Layers.Multiply"/> broadcasts.</summary>
    public static Node operator *(Node left, Node right) => new Multiply().Call(left, right);

    /// <summary>Adds a number to every value.</summary>
    public static Node operator +(Node left, double right) => new Rescaling(1, right).Call(left);

    /// <summary>Adds a number to every value.</summary>
    public static Node operator +(double left, Node right) => right + left;

    /// <summary>Subtracts a number from every value.</summary>
    public static Node operator -(Node left, double right) => new Rescaling(1, -right).Call(left);

    /// <summary>Subtracts every value from a number.</summary>
    public static Node operator -(double left, Node right) => new Rescaling(-1, left).Call(right);

    /// <summary>Multiplies every value by a number.</summary>
    public static Node operator *(Node left, double right) => new Rescaling(right).Call(left);

    /// <summary>Multiplies every value by a number.</summary>
    public static Node operator *(double left, Node right) => right * left;

    /// <summary>Divides every value by a number.</summary>
    public static Node operator /(Node left, double right) => new Rescaling(1 / right).Call(left);

    /// <summary>The opposite of every value.</summary>
    public static Node operator -(Node value) => new Rescaling(-1).Call(value);

    // Past what gives values on as they are.
    private static Node Maker(Node node)
    {
        while (true)
        {
            switch (node.Layer.Layer)
            {
                case NestedModel { Graph: var inner }:
                    node = inner.Outputs[node.Index];
                    break;
                case Flatten or Reshape or Identity:
                    node = node.Inputs[0];
                    break;
                default:
                    return node;
            }
        }
    }

    /// <summary><c>Dense 'dense_1' [batch, 10]</c>.</summary>
    public override string ToString() => $"{Layer} {Shape.ToBatchString()}";
}
