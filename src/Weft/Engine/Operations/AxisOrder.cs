namespace Weft.Engine.Operations;

/// <summary>Orders of a sample's axes, counted from 1 as <see cref="Layers.Permute"/> counts them.</summary>
internal static class AxisOrder
{
    /// <summary>One axis, counted from 0, moved to the end.</summary>
    public static int[] Last(int axis, int rank) => [.. Enumerable.Range(1, rank).Where(dim => dim != axis + 1), axis + 1];

    /// <summary>The last axis moved to this place: the way back.</summary>
    public static int[] Inserted(int axis, int rank) =>
        [.. Enumerable.Range(1, rank).Select(dim => dim <= axis ? dim : dim == axis + 1 ? rank : dim - 1)];
}
