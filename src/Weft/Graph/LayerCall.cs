namespace Weft;

/// <summary>One use of a layer: what it was called on, and what it gives. Keras calls this a node; a layer called twice has two.</summary>
internal sealed class LayerCall
{
    public LayerCall(BuiltLayer layer, IReadOnlyList<Node> inputs, Shape[] outputs, int index)
    {
        (Layer, Inputs, Index) = (layer, inputs, index);
        Node[] nodes = new Node[outputs.Length];
        for (int i = 0; i < nodes.Length; i++)
        {
            nodes[i] = new Node(this, i, outputs[i]);
        }

        Outputs = Array.AsReadOnly(nodes);
    }

    public BuiltLayer Layer { get; }

    public IReadOnlyList<Node> Inputs { get; }

    public IReadOnlyList<Node> Outputs { get; }

    /// <summary>Which of the layer's calls it is.</summary>
    public int Index { get; }

    /// <summary>How many keys of random numbers the call takes, so that each of a model's layers has its own.</summary>
    /// <remarks>None for an input, nor for the function that ends a residual block, which is part of the block's sum; a nested model takes those of its calls.</remarks>
    public int Positions => Layer.Inner?.Positions ?? (Inputs.Count == 0 || IsEndOfBlock ? 0 : 1);

    private bool IsEndOfBlock => Layer.Layer is Layers.ActivationLayer && Inputs[0].Layer is { Layer: Layers.Add } sum && Layer.Name == LayerNames.EndOfBlock(sum);
}
