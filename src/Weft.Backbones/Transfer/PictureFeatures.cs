namespace Weft.Backbones;

/// <summary>The features of pictures in several views, and their classes.</summary>
/// <param name="Table"><c>[views * count, features]</c>: all pictures in the first view, then all in the second.</param>
/// <param name="Labels">The class of every picture.</param>
internal sealed record PictureFeatures(Tensor Table, int[] Labels)
{
    /// <summary>The class of every row of the table.</summary>
    public int[] RowLabels => [.. Enumerable.Range(0, Table.Shape[0]).Select(row => Labels[row % Labels.Length])];

    /// <summary>The first view of some pictures.</summary>
    public Tensor View(int[] pictures) => Rows(pictures);

    /// <summary>All views of some pictures.</summary>
    public PictureFeatures Of(int[] pictures) => new(
        Rows([.. Enumerable.Range(0, Table.Shape[0] / Labels.Length).SelectMany(view => pictures.Select(i => (view * Labels.Length) + i))]),
        [.. pictures.Select(i => Labels[i])]);

    private Tensor Rows(int[] rows)
    {
        Tensor taken = new([rows.Length, Table.Shape[1]]);
        for (int i = 0; i < rows.Length; i++)
        {
            Table.Row(rows[i]).CopyTo(taken.Row(i));
        }

        return taken;
    }
}
