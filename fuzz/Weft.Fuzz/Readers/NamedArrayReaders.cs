using Weft.Formats;

namespace Weft.Fuzz.Readers;

/// <summary>Arrays by name: safetensors, and zips of NumPy's arrays.</summary>
internal sealed class ArrayFileReader : Reader
{
    public override void Read(Seed input)
    {
        foreach ((string name, Tensor values) in ArrayFile.Read(Save(input)))
        {
            Require(values.Span.Length == values.Shape.Size, $"a value for every place of {name}");
        }
    }
}

/// <summary>Networks made of the arrays that PyTorch files.</summary>
internal sealed class PyTorchReader : Reader
{
    public override void Read(Seed input) => Answers.Check(Model.FromPyTorch(Save(input), [32, 32, 3]));
}
