using System.CommandLine;
using System.Globalization;

namespace Weft.Cli.CommandLine;

/// <summary>A size in pixels: <c>28</c> for a square, <c>48x64</c> for height and width.</summary>
internal static class SizeOption
{
    private const int Most = 1024;

    public static Option<Size2D?> Create(string name, string description) => new(name)
    {
        Description = description,
        HelpName = "N|HxW",
        CustomParser = result =>
        {
            string word = result.Tokens.Count == 0 ? string.Empty : result.Tokens[0].Value;
            if (Parse(word) is { } size)
            {
                return size;
            }

            result.AddError($"{name}: expected N or HEIGHTxWIDTH, each from 1 to {Most}, got '{word}'. Write 28 or 48x64.");
            return null;
        },
    };

    private static Size2D? Parse(string word)
    {
        int[] extents = [.. word.Split('x', 'X').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0)];
        return extents.All(extent => extent is > 0 and <= Most)
            ? extents switch
            {
                [var side] => side,
                [var height, var width] => (height, width),
                _ => null,
            }
            : null;
    }
}
