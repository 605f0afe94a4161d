namespace Weft.Tests.Keras;

/// <summary>What loading the real Keras' files says: nothing about files that Weft takes over whole, and one sentence about what it does not.</summary>
public sealed class KerasNotesTests
{
    [Fact]
    public void EveryCurrentFile_ThatLoads_IsTakenOverWhole_OrSaysWhatIsNot()
    {
        string folder = KerasFiles.Require("current");
        List<string> loaded = [], unexpected = [];
        foreach (string path in Directory.GetFiles(folder, "*.keras").Order(StringComparer.Ordinal))
        {
            string name = Path.GetFileNameWithoutExtension(path);
            if (TryLoad(path) is not { } model)
            {
                continue;
            }

            loaded.Add(name);
            unexpected.AddRange(model.LoadNotes.Where(note => note.Contains("not known to Weft", StringComparison.Ordinal)).Select(note => $"{name}: {note}"));
        }

        Assert.True(loaded.Count > 15, string.Join(", ", loaded));
        Assert.Equal([], unexpected);
    }

    [Theory]
    [InlineData("mixed-float16", "mixed_float16")]
    [InlineData("mixed-bfloat16", "mixed_bfloat16")]
    public void MixedPrecision_IsNotedOnce(string file, string policy)
    {
        Model model = Model.Load(Path.Combine(KerasFiles.Require("current"), $"{file}.keras"));

        Assert.Equal($"Layers with the dtype policy {policy} are computed in float32.", Assert.Single(model.LoadNotes, note => note.Contains("dtype", StringComparison.Ordinal)));
    }

    [Fact]
    public void QuantisedFile_IsCalledThat()
    {
        string path = Path.Combine(KerasFiles.Require("current"), "quantized-int8.keras");

        ModelFileException error = Assert.Throws<ModelFileException>(() => Model.Load(path));

        Assert.Contains("quantised to int8", error.Message);
        Assert.Contains("before model.quantize()", error.Message);
    }

    private static Model? TryLoad(string path)
    {
        try
        {
            return Model.Load(path);
        }
        catch (ModelFileException)
        {
            return null;
        }
    }
}
