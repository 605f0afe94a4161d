namespace Weft.Onnx.Layout;

/// <summary>A part of an axis: axes are products of them, so that reshaping moves no numbers. Told apart by identity.</summary>
/// <param name="size">How many places it has; 2 or more, but for the batch.</param>
internal sealed class Factor(int size)
{
    /// <summary>How many places it has.</summary>
    public int Size { get; } = size;

    /// <summary>An axis of so many places: none where there is one alone.</summary>
    public static Factor[] Axis(int extent) => extent == 1 ? [] : [new Factor(extent)];

    /// <summary>The number of places of several together.</summary>
    public static int Product(IEnumerable<Factor> factors) => factors.Aggregate(1, (size, factor) => checked(size * factor.Size));
}
