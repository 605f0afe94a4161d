namespace Weft.Tests.Reference;

/// <summary>A window that slides along one axis: which input positions each output position sees.</summary>
/// <remarks>
/// <c>valid</c>: as many positions as fit. <c>same</c>: <c>ceil(n / stride)</c> positions; the padding that this takes,
/// <c>(out - 1) stride + reach - n</c>, is split evenly, an odd one going to the end.
/// </remarks>
internal sealed class Window(int extent, int taps, int stride, int dilation, bool same)
{
    private readonly int _reach = (taps - 1) * dilation + 1;

    public int Extent => extent;

    public int Taps => taps;

    public int Count => same
        ? (int)Math.Ceiling(extent / (double)stride)
        : (int)Math.Floor((extent - _reach) / (double)stride) + 1;

    private int Before => same ? Math.Max((Count - 1) * stride + _reach - extent, 0) / 2 : 0;

    /// <summary>The input position of a tap; it may lie outside <c>0 .. extent - 1</c>, in the padding.</summary>
    public int Position(int output, int tap) => output * stride + tap * dilation - Before;

    public bool IsInside(int position) => position >= 0 && position < extent;

    /// <summary>The input positions inside the image that an output position sees.</summary>
    public IEnumerable<int> Inside(int output) => Enumerable.Range(0, taps).Select(tap => Position(output, tap)).Where(IsInside);

    /// <summary>All pairs of <c>0 .. first - 1</c> and <c>0 .. second - 1</c>, row by row.</summary>
    public static IEnumerable<(int First, int Second)> Grid(int first, int second)
    {
        for (int i = 0; i < first; i++)
        {
            for (int j = 0; j < second; j++)
            {
                yield return (i, j);
            }
        }
    }
}
