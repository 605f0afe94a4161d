using Weft.Cli.Rendering;
using Weft.Data;
using Weft.Imaging;

namespace Weft.Cli.Judging;

/// <summary>Which parts of a picture a model's answer comes from: how much less it prefers the answer to the right class when a square of the picture is covered.</summary>
/// <remarks>Zeiler and Fergus 2014, section 4.2. The measure is <c>ln p[answer] - ln p[right]</c>, less the same with the square covered by the mean of the picture's border.</remarks>
internal static class Occlusion
{
    private const int SmallSide = 64;
    private const int SmallGrid = 7;
    private const int LargeGrid = 5;

    /// <summary>Squares of a side of a picture of this shape: fewer of large pictures, whose answers take time.</summary>
    public static int Grid(Shape shape) => Math.Max(shape[0], shape[1]) <= SmallSide ? SmallGrid : LargeGrid;

    /// <summary>The effect of covering each square, row by row.</summary>
    /// <param name="model">The model.</param>
    /// <param name="pictures">The data set.</param>
    /// <param name="indices">Which of its pictures.</param>
    /// <param name="predictions">What the model says to them uncovered.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>For each picture <c>grid * grid</c> numbers: above 0 where the square spoke for the model's answer.</returns>
    public static double[][] Of(Model model, ImageDataset pictures, IReadOnlyList<int> indices, TestPredictions predictions, CancellationToken cancellationToken)
    {
        int grid = Grid(pictures.Shape), squares = grid * grid, size = pictures.Shape.Size;
        byte[] covered = new byte[indices.Count * squares * size];
        for (int i = 0; i < indices.Count; i++)
        {
            Picture picture = SamplePictures.PictureAt(pictures, indices[i]);
            for (int square = 0; square < squares; square++)
            {
                Cover(picture, grid, square, covered.AsSpan(((i * squares) + square) * size, size));
            }
        }

        int[] labels = [.. indices.SelectMany(index => Enumerable.Repeat(pictures.Labels[index], squares))];
        ImageDataset asked = new(covered, labels, pictures.Shape, pictures.Name, pictures.ClassNames);
        TestPredictions answers = TestPredictions.Of(model, asked, cancellationToken);
        return
        [
            .. indices.Select((index, i) =>
            {
                double Preference(ReadOnlySpan<float> row) => Math.Log(Math.Max(row[predictions.Predicted[index]], float.Epsilon)) - Math.Log(Math.Max(row[predictions.Labels[index]], float.Epsilon));
                double whole = Preference(predictions[index]);
                return Enumerable.Range(0, squares).Select(square => whole - Preference(answers[(i * squares) + square])).ToArray();
            }),
        ];
    }

    private static void Cover(Picture picture, int grid, int square, Span<byte> covered)
    {
        picture.Pixels.CopyTo(covered);
        double[] border = picture.BorderMean();
        (int row, int column) = (square / grid, square % grid);
        for (int y = row * picture.Height / grid; y < (row + 1) * picture.Height / grid; y++)
        {
            for (int x = column * picture.Width / grid; x < (column + 1) * picture.Width / grid; x++)
            {
                for (int c = 0; c < picture.Channels; c++)
                {
                    covered[(((y * picture.Width) + x) * picture.Channels) + c] = (byte)Math.Round(border[c]);
                }
            }
        }
    }
}
