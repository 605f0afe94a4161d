using System.Diagnostics.CodeAnalysis;

using Weft.Layers;

namespace Weft.Engine;

/// <summary>Layers on their way to the compiler, with a look at the next one.</summary>
internal sealed class LayerQueue(IReadOnlyList<BuiltLayer> layers)
{
    /// <summary>How many layers were taken.</summary>
    public int Position { get; private set; }

    public bool IsEmpty => Position == layers.Count;

    /// <summary>The layer that is taken next; null at the end.</summary>
    public BuiltLayer? Next => IsEmpty ? null : layers[Position];

    public bool TryTake([NotNullWhen(true)] out BuiltLayer? layer)
    {
        layer = Next;
        Position += layer is null ? 0 : 1;
        return layer is not null;
    }

    /// <summary>Leaves the next layer out: another one has taken it in.</summary>
    public void Skip() => Position++;

    /// <summary>The layers that were taken after the first <paramref name="count"/>.</summary>
    public IEnumerable<BuiltLayer> TakenSince(int count) => layers.Take(Position).Skip(count);

    /// <summary>Takes the next layer if it is a ReLU and nothing else.</summary>
    public bool TakeRelu()
    {
        bool isRelu = Next?.Layer is ActivationLayer { Function.Kind: ActivationKind.Relu } or ReLU { MaxValue: null, NegativeSlope: 0, Threshold: 0 };
        Position += isRelu ? 1 : 0;
        return isRelu;
    }
}
