using System.Text;

namespace Weft.Cli.Rendering;

/// <summary>Rows of cells as lines of text, columns two blanks apart.</summary>
internal static class TextTable
{
    /// <param name="rows">The heading first.</param>
    /// <param name="numbers">From which column on cells stand at the right.</param>
    public static string Of(IReadOnlyList<string[]> rows, int numbers = int.MaxValue)
    {
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        StringBuilder text = new();
        foreach (string[] row in rows)
        {
            IEnumerable<string> cells = row.Select((cell, column) => column < numbers ? cell.PadRight(widths[column]) : cell.PadLeft(widths[column]));
            text.Append(string.Join("  ", cells).TrimEnd()).Append('\n');
        }

        return text.ToString();
    }
}
