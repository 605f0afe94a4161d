using Weft.Onnx.Reading;

namespace Weft.Onnx.Layout;

/// <summary>Values that a sample decides: a node of Weft's, and how ONNX' axes lie in its memory.</summary>
/// <remarks>
/// Each axis is a product of factors, and memory is the factors in some order, the batch aside. So a transposition or a reshaping of
/// ONNX is another list of factors and no layer; numbers move only where a layer wants them in another order.
/// </remarks>
internal sealed class Value : Item
{
    /// <param name="node">What Weft computes, its values in the order of <paramref name="memory"/>.</param>
    /// <param name="axes">The factors of every axis, the batch among them.</param>
    /// <param name="memory">All factors but the batch, outermost first.</param>
    /// <param name="batch">The factor that is the batch.</param>
    public Value(Node node, IReadOnlyList<Factor[]> axes, IReadOnlyList<Factor> memory, Factor batch)
    {
        (Node, Axes, Memory, Batch) = (node, [.. axes], [.. memory], batch);

        // A batch of one may be any axis of one place: the first, where that is one.
        if (batch.Size == 1 && Axes is [[], ..])
        {
            MoveBatch(0, 0);
        }
    }

    public Node Node { get; }

    public Factor[][] Axes { get; }

    public Factor[] Memory { get; }

    public Factor Batch { get; }

    /// <summary>Whether no value is below zero.</summary>
    public bool IsNotNegative { get; init; }

    public int Rank => Axes.Length;

    /// <summary>The extents, the batch's stand-in among them.</summary>
    public int[] Dims => [.. Axes.Select(Factor.Product)];

    /// <summary>The axis that is the batch and nothing else; -1 where there is none.</summary>
    public int BatchAxis => Array.FindIndex(Axes, axis => axis is [var only] && only == Batch);

    /// <summary>An axis counted from the beginning.</summary>
    /// <exception cref="ModelFileException">There is no such axis.</exception>
    public int Axis(long axis) => axis >= -Rank && axis < Rank
        ? (int)(axis < 0 ? axis + Rank : axis)
        : throw new ModelFileException($"expected an axis from {-Rank} to {Rank - 1}, got {axis}.");

    /// <summary>The values with a batch of one at another place.</summary>
    public Value WithBatchAt(int axis, int place)
    {
        Value moved = new(Node, [.. Axes.Select(factors => factors.ToArray())], Memory, Batch)
        {
            Type = Type,
            IsNotNegative = IsNotNegative
        };
        moved.MoveBatch(axis, place);
        return moved;
    }

    private void MoveBatch(int axis, int place)
    {
        for (int i = 0; i < Axes.Length; i++)
        {
            Axes[i] = [.. Axes[i].Where(factor => factor != Batch)];
        }

        Axes[axis] = [.. Axes[axis][..place], Batch, .. Axes[axis][place..]];
    }

    /// <summary>The same values after a layer that keeps their places.</summary>
    public Value With(Node node, bool isNotNegative = false) =>
        new(node, Axes, Memory, Batch) { Type = Type, IsNotNegative = isNotNegative };

    /// <summary>The same memory under other axes.</summary>
    public Value Seen(IReadOnlyList<Factor[]> axes) => new(Node, axes, Memory, Batch) { Type = Type, IsNotNegative = IsNotNegative };

    /// <summary>The same numbers of another type.</summary>
    public Value As(ElementType type) => new(Node, Axes, Memory, Batch) { Type = type, IsNotNegative = IsNotNegative };
}
