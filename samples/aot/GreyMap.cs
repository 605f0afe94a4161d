/// <summary>Reads a binary grey picture (PGM), the simplest format there is: Weft.Imaging reads all others, with native code.</summary>
internal static class GreyMap
{
    public static byte[] Read(string path, int height, int width)
    {
        byte[] bytes = File.ReadAllBytes(path);
        string expected = $"P5\n{width} {height}\n255\n";
        return bytes.Length == expected.Length + (height * width) && System.Text.Encoding.ASCII.GetString(bytes, 0, expected.Length) == expected
            ? bytes[expected.Length..]
            : throw new InvalidDataException($"{path}: expected a PGM picture of {width}x{height} pixels, got something else.");
    }
}
