namespace Weft.Onnx.Layout;

/// <summary>A shape for values whose axes each lie wholly inside or outside of a set of factors.</summary>
/// <param name="Shape">The extents of one sample.</param>
/// <param name="Factors">The factors of each; none for an extent of 1.</param>
internal sealed record Grouping(Shape Shape, IReadOnlyList<Factor[]> Factors)
{
    /// <summary>The shape that the values have by now, where it will do; otherwise one with as few axes as possible.</summary>
    /// <param name="node">The node whose shape is kept if it can be; null keeps none.</param>
    /// <param name="memory">The factors in the memory's order.</param>
    /// <param name="role">What must not be mixed in one axis.</param>
    public static Grouping Of(Node? node, IReadOnlyList<Factor> memory, Func<Factor, object> role) =>
        (node is null ? null : Natural(node.Shape, memory, role)) ?? Runs(memory, role);

    /// <summary>The axes, the batch counted as 0, that hold some factors.</summary>
    public int[] AxesOf(Func<Factor, bool> isIn) =>
        [.. Factors.Index().Where(axis => axis.Item.Length > 0 && isIn(axis.Item[0])).Select(axis => axis.Index + 1)];

    private static Grouping? Natural(Shape shape, IReadOnlyList<Factor> memory, Func<Factor, object> role)
    {
        List<Factor[]> axes = [];
        int at = 0;
        foreach (int extent in shape)
        {
            List<Factor> axis = [];
            int open = extent;
            while (open > 1)
            {
                if (at == memory.Count || open % memory[at].Size != 0 || (axis.Count > 0 && !role(axis[0]).Equals(role(memory[at]))))
                {
                    return null;
                }

                open /= memory[at].Size;
                axis.Add(memory[at++]);
            }

            axes.Add([.. axis]);
        }

        return at == memory.Count ? new Grouping(shape, axes) : null;
    }

    private static Grouping Runs(IReadOnlyList<Factor> memory, Func<Factor, object> role)
    {
        List<List<Factor>> axes = [];
        foreach (Factor factor in memory)
        {
            if (axes.Count > 0 && role(axes[^1][0]).Equals(role(factor)))
            {
                axes[^1].Add(factor);
            }
            else
            {
                axes.Add([factor]);
            }
        }

        return axes.Count == 0 ? new Grouping([1], [[]])
            : new Grouping(new Shape([.. axes.Select(axis => Factor.Product(axis))]), [.. axes.Select(axis => axis.ToArray())]);
    }
}
