namespace Weft.Cli.Models;

/// <summary>Where the heat of a picture is, in a few words.</summary>
/// <param name="HalfOn">The smallest part of the picture that has half of the heat.</param>
/// <param name="X">The hottest pixel's column, from 0.</param>
/// <param name="Y">The hottest pixel's row, from 0.</param>
/// <param name="Part">Which ninth of the picture that is in: <c>upper left</c>.</param>
internal sealed record HeatPlace(double HalfOn, int X, int Y, string Part)
{
    private static readonly string[] s_rows = ["upper", "middle", "lower"];
    private static readonly string[] s_columns = ["left", "middle", "right"];

    /// <summary>Looks at heat; null where there is none.</summary>
    public static HeatPlace? Of(Tensor heat)
    {
        (int height, int width) = (heat.Shape[0], heat.Shape[1]);
        float[] values = heat.Span.ToArray();
        double all = values.Sum(value => (double)value);
        if (all <= 0)
        {
            return null;
        }

        int hottest = Array.IndexOf(values, values.Max());
        double sum = 0;
        int taken = 0;
        foreach (float value in values.OrderDescending())
        {
            sum += value;
            taken++;
            if (sum >= all / 2)
            {
                break;
            }
        }

        (int x, int y) = (hottest % width, hottest / width);
        (string row, string column) = (s_rows[y * 3 / height], s_columns[x * 3 / width]);
        return new HeatPlace((double)taken / values.Length, x, y, row == "middle" && column == "middle" ? "middle" : $"{row} {column}");
    }
}
