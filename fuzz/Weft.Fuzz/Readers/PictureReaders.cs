using Weft.Imaging;

namespace Weft.Fuzz.Readers;

/// <summary>Pictures of all formats: whole, and as a data set or a prediction takes them.</summary>
internal sealed class PictureFileReader : Reader
{
    private const int Enough = 64;

    public override void Read(Seed input)
    {
        // The odd ones as photos of a data set, where less than the whole is wanted.
        bool isSmall = input.Bytes.Length % 2 == 1;
        DecodingOptions options = isSmall ? new DecodingOptions(AtLeast: Enough, Large: new Lock()) : new DecodingOptions();
        Picture picture = PictureDecoder.Decode(input.Bytes, isSmall ? 1 : 3, input.Name, options);
        Require(picture.Pixels.Length == (long)picture.Width * picture.Height * picture.Channels, "a byte for every place");
        if (isSmall)
        {
            Picture fitted = PictureFitting.Fit(picture, [28, 28, 1]);
            Require((fitted.Width, fitted.Height) == (28, 28), "the size that was asked for");
        }
    }
}

/// <summary>What is kept of decoded pictures.</summary>
internal sealed class PictureCacheReader : Reader
{
    private const int Pictures = 3;
    private static readonly Shape s_shape = [4, 4, 3];

    public override void Read(Seed input)
    {
        string path = Save(input);
        PictureCache cache = new(Path.GetDirectoryName(path)!);
        if (cache.TryRead(Path.GetFileNameWithoutExtension(path), Pictures, s_shape) is { } pictures)
        {
            Require(pictures.Pixels.Length == (Pictures - pictures.Failures.Count) * s_shape.Size, "the pixels of those without failures");
            Require(pictures.Failures.All(failure => failure.Index is >= 0 and < Pictures), "failures of pictures that are there");
        }
        else if (input.IsWhole && input.Bytes.Length == new FileInfo(path).Length)
        {
            throw new DataException($"{input.Name}: expected an entry of the cache, got something else.");
        }
    }
}

/// <summary>CSV lists of pictures or of pixels.</summary>
internal sealed class CsvReader : Reader
{
    public CsvReader() => Directory.CreateDirectory(PathOf("images"));

    public override void Read(Seed input)
    {
        string path = Save(input);
        if (CsvDataset.HoldsPixels(path))
        {
            CsvParts parts = CsvDataset.Load(path);
            Answers.Check(parts.Train);
            Answers.Check(parts.Test);
            return;
        }

        PictureList list = PictureList.Read(path);
        foreach (PictureFile file in list.All)
        {
            Require(list.Classes[file.Label] >= 0, "a class for every picture");
        }
    }
}
