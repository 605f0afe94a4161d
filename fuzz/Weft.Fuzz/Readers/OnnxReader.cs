using Weft.Onnx;

namespace Weft.Fuzz.Readers;

/// <summary>ONNX files; numbers in a file beside them lie in one that is whole.</summary>
internal sealed class OnnxReader : Reader
{
    public OnnxReader() => File.WriteAllBytes(PathOf("weights.bin"), new byte[256]);

    public override void Read(Seed input) => Answers.Check(OnnxModel.Load(Save(input)));
}
