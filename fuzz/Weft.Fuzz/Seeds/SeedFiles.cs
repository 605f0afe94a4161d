namespace Weft.Fuzz.Seeds;

/// <summary>The files of the corpus that Weft can write itself.</summary>
internal static class SeedFiles
{
    /// <summary>Writes them all, over what is there.</summary>
    public static void Write(string corpus)
    {
        foreach ((string reader, Seed seed) in ArraySeeds.All().Concat(NamedArraySeeds.All()).Concat(PictureSeeds.All())
            .Concat(ModelSeeds.All()).Concat(OnnxSeeds.All()))
        {
            string folder = Directory.CreateDirectory(Path.Combine(corpus, reader)).FullName;
            File.WriteAllBytes(Path.Combine(folder, seed.Name), seed.Bytes);
        }
    }
}
