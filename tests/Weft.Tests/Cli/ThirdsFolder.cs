using Weft.Imaging;

namespace Weft.Tests.Cli;

/// <summary>
/// Small grey pictures in a folder per class, easy to learn: of the classes <c>bar</c>, <c>disc</c>, <c>square</c> and <c>zbar</c> each has
/// a quarter of its rows light.
/// </summary>
internal static class ThirdsFolder
{
    public const int Side = 8;

    private static readonly string[] s_classes = ["bar", "disc", "square", "zbar"];

    /// <summary>Writes PNG pictures of these classes.</summary>
    public static string Create(string path, int count, params string[] classes)
    {
        foreach (string name in classes)
        {
            for (int i = 0; i < count; i++)
            {
                new Picture(Side, Side, 1, Pixels(name, i)).SavePng(Path.Combine(path, name, $"{i:000}.png"));
            }
        }

        return path;
    }

    public static byte[] Pixels(string name, int seed)
    {
        Random random = new(seed);
        int light = Array.IndexOf(s_classes, name);
        return [.. Enumerable.Range(0, Side * Side).Select(i => (byte)(random.Next(60) + (i / Side / (Side / 4) == light ? 180 : 0)))];
    }
}
