using Weft.Cli.Models;
using Weft.Data;
using Weft.Imaging;

namespace Weft.Tests.Imaging;

/// <summary>Photos made of real test pictures have to be taken for what the pictures themselves are taken for, by the model that comes with the tool.</summary>
public sealed class PhotoAgreementTests
{
    private const int Count = 200;

    private static readonly Model s_model = ModelLoading.Open(null);

    [Theory]
    [InlineData("LightWall", 0.97)]
    [InlineData("DarkWall", 0.97)]
    [InlineData("TransparentPng", 0.97)]
    [InlineData("TurnedPhone", 0.97)]
    public async Task Predict_PhotoOfATestPicture_AgreesWithThePicture(string kind, double least)
    {
        double agreement = await AgreementAsync(Enum.Parse<SyntheticPhoto.Kind>(kind), PicturePreparation.Garment);

        TestContext.Current.TestOutputHelper?.WriteLine($"{kind}: {agreement:P1} agree");
        Assert.True(agreement >= least, $"{kind}: {agreement:P1} agree, expected {least:P0}.");
    }

    [Fact]
    public async Task Predict_PhotoThatIsOnlyNegated_RarelyAgrees() =>
        Assert.InRange(await AgreementAsync(SyntheticPhoto.Kind.LightWall, PicturePreparation.DarkBackground), 0, 0.6);

    private static async Task<double> AgreementAsync(SyntheticPhoto.Kind kind, PicturePreparation preparation)
    {
        Assert.SkipWhen(FashionMnist.Find() is null, "Fashion-MNIST is not on this machine; set WEFT_DATASETS to the folder that has fashion-mnist.");
        using TemporaryFolder folder = new();
        ImageDataset originals = (await FashionMnist.LoadTestAsync(ct: TestContext.Current.CancellationToken)).Slice(0, Count);
        byte[] photos = new byte[Count * 784];
        Parallel.For(0, Count, i =>
        {
            string file = folder.File($"{i}.img");
            File.WriteAllBytes(file, SyntheticPhoto.Create(originals.Pixels(i), kind, seed: i));
            new PhotoPreparation(s_model.InputShape, preparation).Load(file).Picture.Pixels.CopyTo(photos.AsSpan(i * 784));
        });

        int[] expected = Classes(s_model.Predict(originals, TestContext.Current.CancellationToken));
        int[] got = Classes(s_model.Predict(new ImageDataset(photos, new int[Count], [28, 28, 1], "photos"), TestContext.Current.CancellationToken));

        return expected.Zip(got).Count(pair => pair.First == pair.Second) / (double)Count;
    }

    private static int[] Classes(Tensor outputs) => [.. Enumerable.Range(0, outputs.Shape[0]).Select(row => System.Numerics.Tensors.TensorPrimitives.IndexOfMax(outputs.Row(row)))];
}
