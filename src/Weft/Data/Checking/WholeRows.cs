namespace Weft.Data;

/// <summary>Rounds rows of numbers so that every row keeps its sum.</summary>
internal static class WholeRows
{
    /// <summary>Every number rounded; where a row's sum would change, those that rounding moved most go the other way.</summary>
    public static int[,] Of(double[,] table)
    {
        int rows = table.GetLength(0), columns = table.GetLength(1);
        int[,] whole = new int[rows, columns];
        for (int row = 0; row < rows; row++)
        {
            double[] exact = [.. Enumerable.Range(0, columns).Select(column => table[row, column])];
            int[] rounded = Round(exact);
            for (int column = 0; column < columns; column++)
            {
                whole[row, column] = rounded[column];
            }
        }

        return whole;
    }

    private static int[] Round(double[] exact)
    {
        int[] rounded = [.. exact.Select(value => (int)Math.Round(value))];
        int missing = (int)Math.Round(exact.Sum()) - rounded.Sum();
        int[] byRest = [.. Enumerable.Range(0, exact.Length).OrderBy(place => exact[place] - rounded[place])];
        IEnumerable<int> places = missing > 0 ? byRest.Reverse() : byRest;

        // A row's sum is off by less than half a unit for each number, so one pass is enough.
        foreach (int place in places.Take(Math.Abs(missing)))
        {
            rounded[place] += Math.Sign(missing);
        }

        return rounded;
    }
}
