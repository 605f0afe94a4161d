using Weft.Tests.Formats;

namespace Weft.Tests.Cli;

/// <summary>Another program's model of pictures of 18x18 in three classes, a dense layer <c>d</c>, with data that it takes.</summary>
internal sealed class TemporaryModel : IDisposable
{
    public TemporaryModel(string config)
    {
        Path = Folder.File("theirs.keras");
        Data = SmallIdx.Create(Folder);
        KerasArchive.Write(Path, config, ("layers/dense/vars/0", [SmallIdx.Side * SmallIdx.Side, 3]), ("layers/dense/vars/1", [3]));
    }

    public TemporaryFolder Folder { get; } = new();

    public string Path { get; }

    public string Data { get; }

    public void Dispose() => Folder.Dispose();
}
