using Weft.Layers;

namespace Weft;

/// <summary>What a <see cref="Residual"/> stands for: the layers of its body, those of its shortcut, an <see cref="Add"/> that bears the block's name, and the function behind it.</summary>
internal static class ResidualBlock
{
    /// <summary>Calls a layer on some tensors.</summary>
    public delegate Node Caller(BuiltLayer layer, ReadOnlySpan<Node> inputs);

    /// <summary>Adds a block's layers behind a tensor.</summary>
    public static Node Expand(Residual block, Node input, Caller call)
    {
        block.OutputShape(input.Shape);
        Node body = Chain(block.Body, block.Trainable, input, call);
        Node shortcut = Chain(block.ShortcutFor(input.Shape), block.Trainable, input, call);
        bool endsInSum = block.Activation.Kind == ActivationKind.Linear;
        Add add = new() { Name = block.Name, Trainable = block.Trainable, ActivityRegularizer = endsInSum ? block.ActivityRegularizer : null };
        BuiltLayer sum = new(add) { Stem = block.SnakeName };
        Node output = call(sum, [body, shortcut]);
        if (endsInSum)
        {
            return output;
        }

        ActivationLayer activation = new(block.Activation) { ActivityRegularizer = block.ActivityRegularizer };
        return call(new BuiltLayer(activation) { EndsBlock = sum }, [output]);
    }

    private static Node Chain(IReadOnlyList<Layer> layers, bool trainable, Node from, Caller call)
    {
        foreach (Layer layer in layers)
        {
            Layer own = layer with { Trainable = trainable && layer.Trainable };
            from = own is Residual block ? Expand(block, from, call) : call(new BuiltLayer(own), [from]);
        }

        return from;
    }
}
