using Weft.Data;
using Weft.Layers;

namespace Weft.Tests.Augmentation;

/// <summary>Random layers that stand in a model of their own, as Keras' guides have them, and in graphs.</summary>
public sealed class NestedAugmentationTests
{
    [Fact]
    public void Augment_WithAModelOfRandomLayers_ShowsWhatTrainingSees()
    {
        TensorDataset pictures = Pictures.Copies([9, 9, 1], 6);
        Sequential augmentation = new([9, 9, 1], name: "augmentation") { new RandomTranslation(0.3, 0.3, seed: 3), new Rescaling(2) };
        Node input = new Input([9, 9, 1]);
        Model model = new(input, input.Then(augmentation).Then(new Flatten(), new Dense(2)), seed: 1);

        Assert.Equal(Pictures.Through(pictures, new RandomTranslation(0.3, 0.3, seed: 3)).Span, model.Augment(pictures).Span);
    }

    [Fact]
    public void Compile_WithARandomLayerBehindATrainedOneInAModelInside_IsAnError()
    {
        Sequential inner = new([8, 8, 1], name: "inner") { new Conv2D(2, 3), new RandomFlip() };
        Node input = new Input([8, 8, 1]);
        Model model = new(input, input.Then(inner).Then(new Flatten(), new Dense(2, Activation.Softmax)));
        Sequential augmentation = new([6, 6, 2], name: "augmentation") { new RandomFlip() };
        Model outside = new(input, input.Then(new Conv2D(2, 3)).Then(augmentation).Then(new Flatten(), new Dense(2, Activation.Softmax)));

        foreach (Model wrong in (Model[])[model, outside])
        {
            string message = Assert.Throws<ShapeException>(() => wrong.Compile(new SGD(), new SparseCategoricalCrossentropy())).Message;
            Assert.Contains("RandomFlip 'random_flip'", message, StringComparison.Ordinal);
            Assert.Contains("Conv2D 'conv2d'", message, StringComparison.Ordinal);
        }

        Model right = new(input, input.Then(new Sequential([8, 8, 1]) { new RandomFlip() }).Then(new Flatten(), new Dense(2, Activation.Softmax)));
        right.Compile(new SGD(), new SparseCategoricalCrossentropy());
    }

    [Fact]
    public void Fit_OfAGraphWithAnotherValueRangeThanThePixels_IsAnError()
    {
        ImageDataset data = new(new byte[16 * 4], (int[])[0, 1, 0, 1], [4, 4, 1], "black");
        Node input = new Input(data.Shape);
        Sequential augmentation = new(data.Shape) { new RandomBrightness(0.1, (0, 255)) };
        foreach (Node beginning in (Node[])[input.Then(new RandomBrightness(0.1, (0, 255))), input.Then(augmentation)])
        {
            Model model = new(input, beginning.Then(new Flatten(), new Dense(2, Activation.Softmax)), seed: 1);
            model.Compile(new SGD(), new SparseCategoricalCrossentropy());
            Assert.Contains("valueRange", Assert.Throws<DataException>(() => model.Fit(data)).Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void PixelScale_WithAResizingBeforeARescaling_IsOne()
    {
        Assert.Equal(1, Pictures.Model([4, 4, 1], new Resizing(6, 6), new ZeroPadding2D(1), new Rescaling(1 / 255.0)).PixelScale);
        Assert.Equal(1f / 255, Pictures.Model([4, 4, 1], new Resizing(6, 6), new Conv2D(2, 3), new Rescaling(1 / 255.0)).PixelScale);
    }
}
