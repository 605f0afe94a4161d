using System.Runtime.CompilerServices;

using Weft.Layers;

namespace Weft;

/// <summary>Calls of layers on symbolic tensors: Keras' <c>layer(x)</c>.</summary>
public static class LayerCalls
{
    // What a description has become. Not a part of the description, which is compared by value.
    private static readonly ConditionalWeakTable<Layer, BuiltLayer> s_built = [];

    /// <summary>Calls a layer on one tensor, or on several where it merges them.</summary>
    /// <param name="layer">The layer. The same description called again is the same layer, with the same weights; an <see cref="Input"/> gives the same tensor.</param>
    /// <param name="inputs">What it is called on.</param>
    /// <exception cref="ShapeException">The layer does not fit.</exception>
    public static Node Call(this Layer layer, params ReadOnlySpan<Node> inputs)
    {
        ArgumentNullException.ThrowIfNull(layer);
        if (layer is Residual block)
        {
            return inputs.Length == 1
                ? ResidualBlock.Expand(block, inputs[0], (built, nodes) => built.Call(nodes))
                : throw new ShapeException($"{nameof(Residual)}: expected one input, got {inputs.Length}.");
        }

        BuiltLayer own = s_built.GetValue(layer, description => new BuiltLayer(description));
        return layer is Input && inputs.IsEmpty && own.Calls.Count > 0 ? own.Calls[0].Outputs[0] : own.Call(inputs);
    }
}
