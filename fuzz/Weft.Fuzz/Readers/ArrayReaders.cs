using Weft.Data;
using Weft.Formats;

namespace Weft.Fuzz.Readers;

/// <summary>IDX files, plain and packed: pictures, or labels where the name says so.</summary>
internal sealed class IdxReader : Reader
{
    public override void Read(Seed input)
    {
        using MemoryStream stream = new(input.Bytes);
        if (input.Target.Contains("labels", StringComparison.Ordinal))
        {
            Require(IdxFile.ReadLabels(stream, input.Name).All(label => label is >= 0 and <= 255), "labels are bytes");
            return;
        }

        IdxImages images = IdxFile.ReadImages(stream, input.Name);
        Require(images.Pixels.Length == (long)images.Count * images.Height * images.Width, "a pixel for every place");
    }
}

/// <summary>A folder of IDX files of which one is damaged.</summary>
internal sealed class IdxFolderReader : Reader
{
    private readonly IReadOnlyList<Seed> _whole;

    public IdxFolderReader()
    {
        _whole = [.. Corpus.Of("idx-folder").Where(seed => seed.IsWhole)];
        foreach (Seed seed in _whole)
        {
            Save(seed);
        }
    }

    public override void Read(Seed input)
    {
        string path = Save(input);
        try
        {
            (ImageDataset train, ImageDataset test) = IdxDataset.Load(Path.GetDirectoryName(path)!);
            Answers.Check(train);
            Answers.Check(test);
        }
        finally
        {
            Save(_whole.First(seed => seed.Name == input.Target));
        }
    }
}

/// <summary>NumPy's archives as data sets.</summary>
internal sealed class NpzReader : Reader
{
    public override void Read(Seed input)
    {
        (ImageDataset train, ImageDataset? validation, ImageDataset test, _) = NpzDataset.Load(Save(input));
        Answers.Check(train);
        Answers.Check(test);
        if (validation is not null)
        {
            Answers.Check(validation);
        }
    }
}

/// <summary>Single arrays of NumPy.</summary>
internal sealed class NpyReader : Reader
{
    public override void Read(Seed input)
    {
        Tensor tensor = NpyFile.Read(Save(input));
        Require(tensor.Span.Length == tensor.Shape.Size, "a value for every place");
    }
}

/// <summary>A folder of CIFAR's binary files of which one is damaged, and what a folder of its pickles is called.</summary>
internal sealed class CifarReader : Reader
{
    private readonly IReadOnlyList<Seed> _whole;

    public CifarReader()
    {
        _whole = [.. Corpus.Of("cifar").Where(seed => seed.IsWhole)];
        foreach (Seed seed in _whole)
        {
            Save(seed);
        }

        foreach (string part in (string[])["data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"])
        {
            File.Copy(PathOf("data_batch_1.bin"), PathOf(part));
        }
    }

    public override void Read(Seed input)
    {
        string folder = Path.GetDirectoryName(Save(input))!;
        try
        {
            Require(CifarDataset.ExplainPython(folder) is null, "binary files are no pickles");
            (ImageDataset train, ImageDataset test) = CifarDataset.Load(folder);
            Answers.Check(train);
            Answers.Check(test);
        }
        finally
        {
            Save(_whole.First(seed => seed.Name == input.Target));
        }
    }
}
