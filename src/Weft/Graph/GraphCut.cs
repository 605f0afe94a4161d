using Weft.Layers;

namespace Weft;

/// <summary>The part of a graph behind some of its values, as a graph of its own: its layers are the same, with the same weights.</summary>
/// <remarks>Keras' model whose inputs are outputs of layers.</remarks>
internal static class GraphCut
{
    /// <summary>The same inputs and outputs, with an <see cref="Input"/> for every input that a layer computes.</summary>
    public static (IReadOnlyList<Node> Inputs, IReadOnlyList<Node> Outputs) Of(IReadOnlyList<Node> inputs, IReadOnlyList<Node> outputs)
    {
        if (inputs.All(input => input.Inputs.Count == 0))
        {
            return (inputs, outputs);
        }

        Dictionary<Node, Node> made = [];
        foreach (Node input in inputs)
        {
            made.TryAdd(input, input.Inputs.Count == 0 ? input : new Input(input.Shape).Call());
        }

        return ([.. inputs.Select(input => made[input])], [.. outputs.Select(output => Made(output, made))]);
    }

    // A stack of its own, as in GraphOrder: chains may be long.
    private static Node Made(Node output, Dictionary<Node, Node> made)
    {
        Stack<Node> open = new([output]);
        while (open.TryPeek(out Node? node))
        {
            Node[] missing = made.ContainsKey(node) ? [] : [.. node.Inputs.Where(input => !made.ContainsKey(input))];
            if (missing.Length > 0)
            {
                open.Push(missing[0]);
                continue;
            }

            open.Pop();
            if (!made.ContainsKey(node))
            {
                IReadOnlyList<Node> again = node.Inputs.Count == 0
                    ? node.Call.Outputs
                    : node.Layer.CallApart([.. node.Inputs.Select(input => made[input])]).Outputs;
                for (int i = 0; i < again.Count; i++)
                {
                    made.TryAdd(node.Call.Outputs[i], again[i]);
                }
            }
        }

        return made[output];
    }
}
