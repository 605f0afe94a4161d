using Weft.Data;
using Weft.Imaging;
using Weft.Layers;

namespace Weft.Tests.Imaging;

/// <summary>Photos made of real test pictures have to be taken for what the pictures themselves are taken for.</summary>
public sealed class PhotoAgreementTests(PhotoAgreementTests.Trained trained) : IClassFixture<PhotoAgreementTests.Trained>
{
    private const int Count = 200;

    [Theory]
    [InlineData("LightWall", 0.95)]
    [InlineData("DarkWall", 0.95)]
    [InlineData("TransparentPng", 0.95)]
    [InlineData("TurnedPhone", 0.95)]
    public void Predict_PhotoOfATestPicture_AgreesWithThePicture(string kind, double least)
    {
        double agreement = Agreement(Enum.Parse<SyntheticPhoto.Kind>(kind), PicturePreparation.Garment);

        TestContext.Current.TestOutputHelper?.WriteLine($"{kind}: {agreement:P1} agree");
        Assert.True(agreement >= least, $"{kind}: {agreement:P1} agree, expected {least:P0}.");
    }

    [Fact]
    public void Predict_PhotoThatIsOnlyNegated_RarelyAgrees() =>
        Assert.InRange(Agreement(SyntheticPhoto.Kind.LightWall, PicturePreparation.DarkBackground), 0, 0.6);

    private double Agreement(SyntheticPhoto.Kind kind, PicturePreparation preparation)
    {
        Assert.SkipWhen(trained.Model is null, "Fashion-MNIST is not on this machine; set WEFT_DATASETS to the folder that has fashion-mnist.");
        using TemporaryFolder folder = new();
        ImageDataset originals = trained.Test!.Slice(0, Count);
        byte[] photos = new byte[Count * 784];
        Parallel.For(0, Count, i =>
        {
            string file = folder.File($"{i}.img");
            File.WriteAllBytes(file, SyntheticPhoto.Create(originals.Pixels(i), kind, seed: i));
            new PhotoPreparation(trained.Model!.InputShape, preparation).Load(file).Picture.Pixels.CopyTo(photos.AsSpan(i * 784));
        });

        int[] expected = Classes(trained.Model!.Predict(originals, TestContext.Current.CancellationToken));
        int[] got = Classes(trained.Model.Predict(new ImageDataset(photos, new int[Count], [28, 28, 1], "photos"), TestContext.Current.CancellationToken));

        return expected.Zip(got).Count(pair => pair.First == pair.Second) / (double)Count;
    }

    private static int[] Classes(Tensor outputs) => [.. Enumerable.Range(0, outputs.Shape[0]).Select(row => System.Numerics.Tensors.TensorPrimitives.IndexOfMax(outputs.Row(row)))];

    public sealed class Trained : IAsyncLifetime
    {
        public Sequential? Model { get; private set; }

        public ImageDataset? Test { get; private set; }

        public async ValueTask InitializeAsync()
        {
            if (FashionMnist.Find() is not { } folder)
            {
                return;
            }

            (ImageDataset train, Test) = await FashionMnist.LoadAsync(folder);
            Model = new Sequential([28, 28, 1], seed: 1)
            {
                new Conv2D(16, kernelSize: 3, Activation.Relu),
                new MaxPooling2D(2),
                new Conv2D(32, kernelSize: 3, Activation.Relu),
                new MaxPooling2D(2),
                new Flatten(),
                new Dense(64, Activation.Relu),
                new Dense(10, Activation.Softmax),
            };
            Model.Compile(new Adam(), new SparseCategoricalCrossentropy());
            Model.Fit(train.Slice(0, 10_000), epochs: 2, batchSize: 64);
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
