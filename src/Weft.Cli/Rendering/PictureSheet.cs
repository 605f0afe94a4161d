using Spectre.Console;

using Weft.Imaging;

namespace Weft.Cli.Rendering;

/// <summary>Pictures side by side in characters: half blocks in colour on a terminal, shades of ASCII in a pipe.</summary>
internal static class PictureSheet
{
    /// <summary>Columns of a picture where several rows of them should stay on one screen.</summary>
    public const int SmallCell = 14;

    private const int Gap = 2;
    private const int PipeWidth = 100;
    private const int PipeCell = 18;

    /// <param name="console">Where to.</param>
    /// <param name="pictures">What to show; a character cell holds two pixels, one above the other.</param>
    /// <param name="cell">Columns per picture, at most as many as it has pixels.</param>
    public static void Write(IAnsiConsole console, IReadOnlyList<CaptionedPicture> pictures, int cell)
    {
        bool terminal = ToolContext.IsTerminal(console);
        int width = terminal ? console.Profile.Width : PipeWidth;
        int columns = Math.Min(terminal ? cell : Math.Max(cell, PipeCell), width);
        int perRow = Math.Max(1, (width + Gap) / (columns + Gap));
        foreach (CaptionedPicture[] row in pictures.Chunk(perRow))
        {
            Picture[] scaled = [.. row.Select(item => Fit(item.Picture, columns))];
            int height = scaled.Max(picture => picture.Height) / 2;
            for (int line = 0; line < height; line++)
            {
                if (terminal)
                {
                    WriteBlocks(console, scaled, line, columns);
                }
                else
                {
                    console.Profile.Out.Writer.WriteLine(string.Join(new string(' ', Gap), scaled.Select(picture => Shades(picture, line, columns))).TrimEnd());
                }
            }

            console.Profile.Out.Writer.WriteLine(string.Join(new string(' ', Gap), row.Select(item => Caption(item.Caption, columns))).TrimEnd());
            console.Profile.Out.Writer.WriteLine();
        }
    }

    private static Picture Fit(Picture picture, int columns)
    {
        int width = Math.Min(columns, picture.Width);
        int height = Math.Max(2, (int)Math.Round((double)picture.Height * width / picture.Width));
        return picture.Resize(width, height + height % 2);
    }

    private static void WriteBlocks(IAnsiConsole console, Picture[] pictures, int line, int columns)
    {
        Paragraph paragraph = new();
        for (int i = 0; i < pictures.Length; i++)
        {
            Picture picture = pictures[i];
            int inside = line < picture.Height / 2 ? picture.Width : 0;
            for (int x = 0; x < inside; x++)
            {
                paragraph.Append("▀", new Style(ColourAt(picture, x, line * 2), ColourAt(picture, x, line * 2 + 1)));
            }

            if (i < pictures.Length - 1)
            {
                paragraph.Append(new string(' ', Gap + columns - inside));
            }
        }

        console.Write(paragraph);
        console.Profile.Out.Writer.WriteLine();
    }

    private static Color ColourAt(Picture picture, int x, int y)
    {
        ReadOnlySpan<byte> pixel = picture.Pixels.Slice((y * picture.Width + x) * picture.Channels, picture.Channels);
        return picture.Channels == 1 ? new Color(pixel[0], pixel[0], pixel[0]) : new Color(pixel[0], pixel[1], pixel[2]);
    }

    private static string Shades(Picture picture, int line, int columns)
    {
        const string Ramp = " .:-=+*#%@";
        Span<char> shades = stackalloc char[columns];
        shades.Fill(' ');
        for (int x = 0; x < picture.Width && line < picture.Height / 2; x++)
        {
            int sum = Brightness(picture, x, line * 2) + Brightness(picture, x, line * 2 + 1);
            shades[x] = Ramp[sum * Ramp.Length / 511];
        }

        return new string(shades);
    }

    private static int Brightness(Picture picture, int x, int y)
    {
        ReadOnlySpan<byte> pixel = picture.Pixels.Slice((y * picture.Width + x) * picture.Channels, picture.Channels);
        return picture.Channels == 1 ? pixel[0] : (299 * pixel[0] + 587 * pixel[1] + 114 * pixel[2] + 500) / 1000;
    }

    private static string Caption(string caption, int columns) =>
        caption.Length > columns ? string.Concat(caption.AsSpan(0, columns - 1), "…") : caption.PadRight(columns);
}
