using System.IO.Compression;
using System.Text;
using Weft.Fuzz.Mutations;

namespace Weft.Fuzz.Readers;

/// <summary>Descriptions of models without weights.</summary>
internal sealed class ModelJsonReader : Reader
{
    public override void Read(Seed input) => Answers.Check(Model.FromJson(Encoding.UTF8.GetString(input.Bytes), seed: 1));
}

/// <summary>Whole model files.</summary>
internal sealed class ModelFileReader : Reader
{
    public override void Read(Seed input)
    {
        using MemoryStream stream = new(input.Bytes);
        Answers.Check(Model.Load(stream));
    }
}

/// <summary>Weights in HDF5, behind sums that are right and beside a configuration that is whole.</summary>
internal sealed class WeightsFileReader : Reader
{
    private readonly byte[] _config;

    public WeightsFileReader() => _config = File.ReadAllBytes(Path.Combine(Corpus.Folder, "shared", "weights-config.json"));

    public override void Read(Seed input)
    {
        byte[] zip = ZipMutation.Pack([("config.json", _config), ("model.weights.h5", input.Bytes)], CompressionLevel.NoCompression);
        using MemoryStream stream = new(zip);
        Answers.Check(Model.Load(stream));
    }
}

/// <summary>What Weft adds to a model's file: class names, preparation, temperature, what Keras has no word for.</summary>
internal sealed class WeftMemberReader : Reader
{
    private readonly byte[] _config;
    private readonly byte[] _weights;

    public WeftMemberReader()
    {
        string folder = Path.Combine(Corpus.Folder, "shared");
        _config = File.ReadAllBytes(Path.Combine(folder, "weights-config.json"));
        _weights = File.ReadAllBytes(Path.Combine(folder, "weights.h5"));
    }

    public override void Read(Seed input)
    {
        (string, byte[])[] members = [("config.json", _config), ("model.weights.h5", _weights), ("weft.json", input.Bytes)];
        using MemoryStream stream = new(ZipMutation.Pack(members, CompressionLevel.NoCompression));
        Model model = Model.Load(stream);
        Answers.Check(model);
        Require(model.Metadata.Temperature is null or > 0, "a temperature above 0");
    }
}
