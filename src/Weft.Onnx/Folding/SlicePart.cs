using Weft.Onnx.Reading;

namespace Weft.Onnx.Folding;

/// <summary>What Slice takes of one axis.</summary>
/// <param name="Axis">The axis.</param>
/// <param name="Start">Where it begins; negative counts from the end.</param>
/// <param name="End">Where it ends, itself not taken.</param>
/// <param name="Step">From one place to the next.</param>
internal sealed record SlicePart(int Axis, long Start, long End, long Step)
{
    /// <summary>The parts, from attributes or inputs.</summary>
    /// <exception cref="ModelFileException">They do not fit each other.</exception>
    public static IReadOnlyList<SlicePart> Of(OnnxNode node, IReadOnlyList<Item?> x, int rank)
    {
        long[] starts = node.Ints("starts") ?? Known(1) ?? [], ends = node.Ints("ends") ?? Known(2) ?? [];
        long[] axes = node.Ints("axes") ?? Known(3) ?? [.. Enumerable.Range(0, starts.Length).Select(axis => (long)axis)];
        long[] steps = Known(4) ?? [.. starts.Select(_ => 1L)];
        if (ends.Length != starts.Length || axes.Length != starts.Length || steps.Length != starts.Length || steps.Contains(0))
        {
            throw new ModelFileException($"expected a start, an end and a step for each axis, got {starts.Length}, {ends.Length} and "
                + $"{steps.Length} for {axes.Length} axes.");
        }

        return [.. axes.Select((axis, i) => new SlicePart(Shaping.Axis(axis, rank), starts[i], ends[i], steps[i]))];

        long[]? Known(int index) => x.ElementAtOrDefault(index) switch
        {
            null => null,
            OnnxTensor constant => constant.ToIntegers(),
            _ => throw new ModelFileException($"expected input {index + 1} to be known numbers, got values that a sample decides."),
        };
    }

    /// <summary>The places that are taken.</summary>
    public int[] Places(int extent)
    {
        (long low, long high) = Step > 0 ? (0, extent) : (-1, (long)extent - 1);
        long at = Math.Clamp(Start < 0 ? Start + extent : Start, Step > 0 ? 0 : 0, high);
        long end = Math.Clamp(End < 0 ? End + extent : End, low, Math.Max(high, low));
        List<int> places = [];
        for (; Step > 0 ? at < end : at > end; at += Step)
        {
            places.Add((int)at);
        }

        return [.. places];
    }
}
