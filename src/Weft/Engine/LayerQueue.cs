using System.Diagnostics.CodeAnalysis;

using Weft.Layers;

namespace Weft.Engine;

/// <summary>Layers on their way to the compiler, with a look at the next one.</summary>
internal sealed class LayerQueue(IReadOnlyList<BuiltLayer> layers)
{
    private int _position;

    public bool IsEmpty => _position == layers.Count;

    /// <summary>The layer that is taken next; null at the end.</summary>
    public BuiltLayer? Next => IsEmpty ? null : layers[_position];

    public bool TryTake([NotNullWhen(true)] out BuiltLayer? layer)
    {
        layer = Next;
        _position += layer is null ? 0 : 1;
        return layer is not null;
    }

    /// <summary>Leaves the next layer out: another one has taken it in.</summary>
    public void Skip() => _position++;

    /// <summary>Takes the next layer if it is a ReLU and nothing else.</summary>
    public bool TakeRelu()
    {
        bool isRelu = Next?.Layer is ActivationLayer { Function.Kind: ActivationKind.Relu } or ReLU { MaxValue: null, NegativeSlope: 0 };
        _position += isRelu ? 1 : 0;
        return isRelu;
    }
}
