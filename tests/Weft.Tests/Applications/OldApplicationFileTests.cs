using Weft.Tests.Formats;
using Weft.Tests.Onnx;

namespace Weft.Tests.Applications;

/// <summary>Every application as a whole model in Keras 2's HDF5 form, which the script writes: the same weights and answers.</summary>
public sealed class OldApplicationFileTests
{
    public static TheoryData<string> Applications => ThinApplication.Names;

    [Theory]
    [MemberData(nameof(Applications))]
    public void Load_KerasTwoForm_IsTheApplication(string name)
    {
        using Weft.Tests.TemporaryFolder folder = new();
        Model model = SpreadWeights.In(ThinApplication.Create(name, seed: 5));
        model.Save(folder.File("original.keras"));
        AgesScript.Write(folder.File("original.keras"), folder.Path, "tf2.h5");

        Model read = Model.Load(folder.File("tf2.h5"));

        Tensor x = new(model.InputShape.Prepend(1));
        foreach ((int i, int value) in Enumerable.Range(0, x.Size).Select(i => (i, i * 7919 % 255)))
        {
            x.Span[i] = value / 127.5f;
        }

        Assert.Equal(model.Weights.Count(), read.Weights.Count());
        Assert.All(model.Weights.Zip(read.Weights), pair => Assert.True(pair.First.Span.SequenceEqual(pair.Second.Span), pair.First.Name));
        Assert.Equal(model.Predict(x).Span, read.Predict(x).Span);
    }
}
