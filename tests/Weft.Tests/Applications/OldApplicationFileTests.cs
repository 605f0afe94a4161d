using Weft.Applications;
using Weft.Tests.Formats;

namespace Weft.Tests.Applications;

/// <summary>The applications as whole models in Keras 2's HDF5 form, which the script writes: the same weights and answers.</summary>
/// <remarks>
/// One network of every family, the smallest: its siblings have the same kinds of layers, more of them, and up to a gigabyte of weights.
/// </remarks>
public sealed class OldApplicationFileTests
{
    private static readonly (Application Network, int Side)[] s_families =
    [
        (new MobileNet { Alpha = 0.25 }, 32),
        (new MobileNetV2 { Alpha = 0.35 }, 32),
        (new MobileNetV3Small(), 32),
        (new ResNet50(), 32),
        (new ResNet50V2(), 32),
        (new DenseNet121(), 32),
        (new EfficientNetB0(), 32),
        (new EfficientNetV2B0(), 32),
        (new NASNetMobile(), 32),
        (new ConvNeXtTiny(), 32),
        (new VGG16(), 32),
        (new InceptionV3(), 75),
        (new InceptionResNetV2(), 75),
        (new Xception(), 71),
    ];

    public static TheoryData<string> Families => [.. s_families.Select(family => family.Network.Name)];

    [Theory]
    [MemberData(nameof(Families))]
    public void Load_KerasTwoForm_IsTheApplication(string name)
    {
        (Application network, int side) = s_families.First(family => family.Network.Name == name);
        using Weft.Tests.TemporaryFolder folder = new();
        Model model = network.Create([side, side, 3], classes: 3, seed: 5);
        model.Save(folder.File("original.keras"));
        AgesScript.Write(folder.File("original.keras"), folder.Path, "tf2.h5");

        Model read = Model.Load(folder.File("tf2.h5"));

        Tensor x = new([1, side, side, 3], [.. Enumerable.Range(0, side * side * 3).Select(i => i * 7919 % 255 / 127.5f)]);
        Assert.Equal(model.Weights.Count(), read.Weights.Count());
        Assert.All(model.Weights.Zip(read.Weights), pair => Assert.True(pair.First.Span.SequenceEqual(pair.Second.Span), pair.First.Name));
        Assert.Equal(model.Predict(x).Span, read.Predict(x).Span);
    }
}
