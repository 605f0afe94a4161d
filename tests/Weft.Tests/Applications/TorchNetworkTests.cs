using Weft.Applications;
using Weft.Tests.Keras;

namespace Weft.Tests.Applications;

/// <summary>PyTorch's networks, made of the names and shapes of their arrays alone, give PyTorch's logits: all that there are answers of.</summary>
public sealed class TorchNetworkTests
{
    public static IEnumerable<TheoryDataRow<string>> Known => KerasFiles.Rows("applications", Names);

    private static IEnumerable<string> Names => KerasFiles.Cases("applications").Values
        .Where(item => item.TryGetProperty("library", out _) && item.GetProperty("file").GetString()!.EndsWith(".json.gz", StringComparison.Ordinal))
        .Select(item => item.GetProperty("name").GetString()!);

    [Theory]
    [MemberData(nameof(Known))]
    public void Predict_FilledByTheRule_GivesPyTorchsLogits(string name)
    {
        StoredApplication stored = StoredApplication.Open(name);

        Model model = Read(stored);
        Assert.Equal(stored.Root.GetProperty("parameters").GetInt32(), model.Weights.Where(weight => weight.Trainable).Sum(weight => weight.Shape.Size));
        float[] logits = model.Predict(stored.Input()).Span.ToArray();

        double scale = stored.Logits.Max(Math.Abs);
        Assert.Equal(stored.Logits.Length, logits.Length);
        Assert.All(stored.Logits.Zip(logits), pair => Assert.Equal(pair.First, pair.Second, stored.Tolerance * scale));
    }

    private static Model Read(StoredApplication stored) => TorchNetwork.Read(
        new RuleArrays(stored), new TorchOptions { InputShape = stored.InputShape, Architecture = stored.Root.GetProperty("function").GetString() });
}
