using System.Text;

namespace Weft.Fuzz.Readers;

/// <summary>Weights for a model that is there already, by order or by name.</summary>
internal sealed class LoadWeightsReader : Reader
{
    private readonly string _config =
        Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(Corpus.Folder, "shared", "weights-config.json")));

    public override void Read(Seed input)
    {
        Model model = Model.FromJson(_config, seed: 1);
        string path = Save(input);
        model.LoadWeights(path);
        Answers.Check(model);
    }
}

/// <summary>A model of TensorFlow.js of which one file is damaged.</summary>
internal sealed class ScriptModelReader : Reader
{
    private readonly IReadOnlyList<Seed> _whole = [.. Corpus.Of("tfjs").Where(seed => seed.IsWhole)];

    public ScriptModelReader()
    {
        foreach (Seed seed in _whole)
        {
            Save(seed);
        }
    }

    public override void Read(Seed input)
    {
        Save(input);
        try
        {
            Answers.Check(Model.Load(PathOf("model.json")));
        }
        finally
        {
            Save(_whole.First(seed => seed.Name == input.Target));
        }
    }
}
