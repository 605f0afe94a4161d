namespace Weft.Onnx.Layout;

/// <summary>Cuts the factors of a value finer, and makes those of two values the same ones.</summary>
internal static class Factorization
{
    /// <summary>The value under other extents of the same size; null where an axis would begin inside a factor that cannot be cut
    /// there.</summary>
    public static Value? Reshaped(Value value, IReadOnlyList<long> dims)
    {
        List<Factor> left = [.. value.Axes.SelectMany(axis => axis)];
        Dictionary<Factor, Factor[]> cuts = [];
        List<Factor[]> axes = [];
        int at = 0;
        foreach (long extent in dims)
        {
            List<Factor> axis = [];
            long open = extent;

            // A batch of one is an axis of its own all the same.
            while (open > 1 || (at < left.Count && left[at] == value.Batch && value.Batch.Size == 1 && open == 1 && axis.Count == 0))
            {
                if (at == left.Count)
                {
                    return null;
                }

                Factor next = left[at];
                if (open % next.Size == 0)
                {
                    axis.Add(next);
                    (open, at) = (open / next.Size, at + 1);
                }
                else if (next != value.Batch && next.Size % open == 0)
                {
                    Factor[] cut = [new Factor((int)open), new Factor((int)(next.Size / open))];
                    cuts[next] = cut;
                    left.RemoveAt(at);
                    left.InsertRange(at, cut);
                }
                else
                {
                    return null;
                }
            }

            // A batch of one that no extent of 1 asks for goes with what comes before it.
            if (at > 0 && at < left.Count && left[at] == value.Batch && value.Batch.Size == 1
                && dims.ElementAtOrDefault(axes.Count + 1) != 1)
            {
                axis.Add(left[at++]);
            }

            axes.Add([.. axis]);
        }

        return at == left.Count ? Cut(value, cuts).Seen(axes) : null;
    }

    /// <summary>The value with an axis cut as asked for; null where that is not possible.</summary>
    public static Value? Refined(Value value, int axis, IReadOnlyList<Factor> like)
    {
        if (value.Axes[axis].Select(factor => factor.Size).SequenceEqual(like.Select(factor => factor.Size)))
        {
            return value;
        }

        Dictionary<Factor, Factor[]> cuts = [];
        int at = 0;
        foreach (Factor whole in value.Axes[axis])
        {
            List<Factor> parts = [];
            int open = whole.Size;
            while (open > 1)
            {
                if (at == like.Count || open % like[at].Size != 0)
                {
                    return null;
                }

                open /= like[at].Size;
                parts.Add(new Factor(like[at++].Size));
            }

            cuts[whole] = [.. parts];
        }

        return Cut(value, cuts);
    }

    /// <summary>Factors replaced, one by one, by those of another value along an axis.</summary>
    public static Value Renamed(Value value, Names names) => new(
        value.Node,
        [.. value.Axes.Select(axis => axis.Select(names.Of).ToArray())],
        [.. value.Memory.Select(names.Of)],
        names.Of(value.Batch))
    { Type = value.Type, IsNotNegative = value.IsNotNegative };

    private static Value Cut(Value value, Dictionary<Factor, Factor[]> cuts)
    {
        return new Value(value.Node, [.. value.Axes.Select(All)], All(value.Memory), value.Batch)
        {
            Type = value.Type,
            IsNotNegative = value.IsNotNegative,
        };

        // What was cut may have been cut again.
        Factor[] All(IEnumerable<Factor> factors) => [.. factors.SelectMany(factor => cuts.TryGetValue(factor, out Factor[]? cut)
            ? All(cut) : [factor])];
    }
}
