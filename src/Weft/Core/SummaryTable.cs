using System.Text;

namespace Weft;

/// <summary>A table as Keras 3 prints it: columns of fixed widths, cells broken between words, words that are wider than their column
/// cut.</summary>
internal sealed class SummaryTable
{
    private readonly StringBuilder _text = new();
    private readonly int[] _widths;
    private readonly bool[] _right;

    /// <param name="lineLength">How wide the table may be.</param>
    /// <param name="ends">Where each column ends, as a part of that.</param>
    /// <param name="numbers">Which column has numbers, which stand at the right.</param>
    public SummaryTable(int lineLength, double[] ends, int numbers)
    {
        int[] places = [0, .. ends.Select(end => (int)(end * lineLength))];

        // What is left for text: the frame takes three characters of a column, and one more of the last but one.
        _widths = [.. ends.Select((_, i) => Math.Max(1, places[i + 1] - places[i] - (i == ends.Length - 2 ? 4 : 3)))];
        _right = [.. ends.Select((_, i) => i == numbers)];
    }

    /// <summary>The table.</summary>
    public string Of(string[] header, IReadOnlyList<string[]> rows)
    {
        Rule('┏', '━', '┳', '┓');
        Row(header, '┃');
        Rule('┡', '━', '╇', '┩');
        for (int i = 0; i < rows.Count; i++)
        {
            if (i > 0)
            {
                Rule('├', '─', '┼', '┤');
            }

            Row(rows[i], '│');
        }

        Rule('└', '─', '┴', '┘');
        return _text.ToString();
    }

    private void Rule(char left, char line, char middle, char right) =>
        _text.Append(left).AppendJoin(middle, _widths.Select(width => new string(line, width + 2))).Append(right).Append('\n');

    private void Row(string[] cells, char edge)
    {
        List<string>[] lines = [.. cells.Select((cell, column) => Broken(cell, _widths[column]))];
        for (int i = 0; i < lines.Max(cell => cell.Count); i++)
        {
            _text.Append(edge);
            for (int column = 0; column < cells.Length; column++)
            {
                string line = lines[column].ElementAtOrDefault(i) ?? "";
                _text.Append(' ').Append(_right[column] ? line.PadLeft(_widths[column])
                    : line.PadRight(_widths[column])).Append(' ').Append(edge);
            }

            _text.Append('\n');
        }
    }

    private static List<string> Broken(string cell, int width)
    {
        // What indents the first word goes with it.
        int begin = cell.Length - cell.TrimStart(' ', '└').Length;
        List<string> lines = [cell[..begin]];
        foreach (string word in cell[begin..].Split(' '))
        {
            bool isFirst = lines[^1].Length == 0 || (lines.Count == 1 && lines[0].Length == begin);
            string longer = isFirst ? lines[^1] + word : $"{lines[^1]} {word}";
            if (longer.Length <= width || isFirst)
            {
                lines[^1] = longer;
            }
            else
            {
                lines.Add(word);
            }
        }

        return lines.ConvertAll(line => line.Length <= width ? line : $"{line[..(width - 1)]}…");
    }
}
