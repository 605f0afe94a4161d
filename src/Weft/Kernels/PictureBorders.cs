namespace Weft.Kernels;

/// <summary>Which pixels stand at the places around a picture, looked up instead of computed each time: up to a picture's width and height away.</summary>
internal sealed class PictureBorders
{
    private readonly int[] _columns;
    private readonly int[] _rows;

    public PictureBorders(PictureSize size, Sampling sampling)
    {
        (Size, Sampling) = (size, sampling);
        _columns = Places(size.Width);
        _rows = Places(size.Height);
    }

    public PictureSize Size { get; }

    public Sampling Sampling { get; }

    /// <summary>The column for each place from one width before the picture's first to one width behind its last; -1 for the fill value.</summary>
    public ReadOnlySpan<int> Columns => _columns;

    /// <summary>The same for rows.</summary>
    public ReadOnlySpan<int> Rows => _rows;

    private int[] Places(int count)
    {
        int[] places = new int[3 * count];
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = Sampling.Inside(i - count, count);
        }

        return places;
    }
}
