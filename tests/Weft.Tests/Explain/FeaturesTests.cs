using Weft.Data;
using Weft.Explain;
using Weft.Layers;

namespace Weft.Tests.Explain;

/// <summary>Layers found in models of every form, and what they give.</summary>
public sealed class FeaturesTests
{
    [Fact]
    public void NearestPictures_ACopy_IsFirst()
    {
        Model model = Plain();
        Tensor pictures = Noise([20, 8, 8, 1], seed: 1);
        Tensor asked = new([8, 8, 1], pictures.Row(13).ToArray());

        IReadOnlyList<Neighbour> found = NearestPictures.Of(model, new TensorDataset(pictures, new int[20]), asked, 3);

        Assert.Equal((3, 13), (found.Count, found[0].Index));
        Assert.Equal(1, found[0].Similarity, 1e-6);
        Assert.True(found[1].Similarity < 1 - 1e-4 && found[1].Similarity >= found[2].Similarity);
    }

    [Fact]
    public void Of_IsWhatTheLastLayerWithWeightsIsGiven()
    {
        Model model = Plain();
        Tensor x = Noise([8, 8, 1], seed: 2);

        Tensor features = Features.Of(model, x);

        Assert.Equal("dense", Features.LayerOf(model));
        Weight kernel = model.Weights.Single(weight => weight.Name == "dense_1/kernel"),
            bias = model.Weights.Single(weight => weight.Name == "dense_1/bias");
        double[] logits = [.. Enumerable.Range(0, 3)
            .Select(c => bias.Span[c] + Enumerable.Range(0, 7).Sum(k => (double)features.Span[k] * kernel.Span[(k * 3) + c]))];
        double[] powers = [.. logits.Select(Math.Exp)];
        Assert.Equal(powers[1] / powers.Sum(), model.Predict(x).Span[1], 1e-5);
    }

    [Fact]
    public void Of_ALayerOfMaps_IsTheirMeans()
    {
        Model model = Plain();
        Tensor x = Noise([8, 8, 1], seed: 3);
        Tensor maps = Features.Maps(model, x, "conv2d"), features = Features.Of(model, x, "conv2d");

        Assert.Equal(new Shape(8, 8, 4), maps.Shape);
        for (int k = 0; k < 4; k++)
        {
            Assert.Equal(Enumerable.Range(0, 64).Average(place => (double)maps.Span[(place * 4) + k]), features.Span[k], 1e-5);
        }
    }

    [Fact]
    public void Filters_AreTheKernel()
    {
        Model model = Plain();
        Assert.Equal(model.Layers["conv2d"].GetWeights()[0].Span, Features.Filters(model).Span);
        Assert.Equal(new Shape(3, 3, 4, 5), Features.Filters(model, "conv2d_1").Shape);
        Assert.Contains("got 'dense'", Assert.Throws<ShapeException>(() => Features.Filters(model, "dense")).Message);
    }

    // A backbone inside, a head inside: as Teachable Machine makes them, and weft train --backbone.
    [Fact]
    public void GradCam_OfModelsInside_FindsTheLastMapsAndIsThatOfOneModel()
    {
        Node inside = new Input([10, 10, 3]);
        Model backbone = new(inside,
            inside.Then(new Conv2D(6, 3, Activation.Relu), new Conv2D(5, 3) { Name = "deep" }, new ReLU { Name = "end" }), seed: 1,
            name: "base");
        Sequential head = new([6, 6, 5], seed: 2, name: "head") { new GlobalAveragePooling2D(), new Dropout(0.5),
            new Dense(4, Activation.Softmax) };
        Node input = new Input([10, 10, 3]);
        Model model = new(input, input.Then(new Rescaling(0.5)).Then(backbone).Then(head), seed: 3);
        Node flat = new Input([10, 10, 3]);
        Model one = new(flat,
            head.Layers["dense"].Call(head.Layers["global_average_pooling2d"].Call(backbone.Layers["end"].Call(backbone.Layers["deep"].Call(
            backbone.Layers["conv2d"].Call(flat.Then(new Rescaling(0.5))))))), seed: 4);
        Tensor x = Noise([10, 10, 3], seed: 5);

        Explanation why = new GradCam().Explain(model, x, 2);

        Assert.Equal("base/end", why.Layer);
        Assert.Equal("head/global_average_pooling2d", Features.LayerOf(model));
        Assert.Equal("base/deep", new GradCam("deep").Explain(model, x, 2).Layer);
        float[] expected = new GradCam("end").Explain(one, x, 2).Attribution.Span.ToArray();
        Assert.Contains(expected, value => value != 0);
        Assert.All(expected.Zip(why.Attribution.Span.ToArray()), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        Assert.All(
            new InputGradient().Explain(one, x, 2).Attribution.Span.ToArray()
                .Zip(new InputGradient().Explain(model, x, 2).Attribution.Span.ToArray()),
            pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void Explain_OfWhatHasNoMaps_NamesWhatDoesWithout()
    {
        Model model = new Sequential([8, 8, 1], seed: 1) { new Flatten(), new Dense(3, Activation.Softmax) };
        Tensor x = Noise([8, 8, 1], seed: 6);

        Assert.Contains("integrated gradients or occlusion", Assert.Throws<ShapeException>(() => new GradCam().Explain(model, x)).Message);
        Assert.Equal(new Shape(8, 8), new IntegratedGradients().Explain(model, x).Heat.Shape);
    }

    // Pictures as rows of numbers, without a channel, and as a batch of one.
    [Fact]
    public void Explain_FormsOfOnePicture_AreThePicture()
    {
        Model flat = new Sequential([64], seed: 1) { new Dense(3, Activation.Softmax) };
        Tensor x = Noise([64], seed: 7);
        float[] expected = new Occlusion().Explain(flat, x, 1).Heat.Span.ToArray();

        Assert.Equal(new Shape(8, 8, 1), new InputGradient().Explain(flat, x, 1).Attribution.Shape);
        Assert.Equal(expected, new Occlusion().Explain(flat, x.Reshape([8, 8]), 1).Heat.Span.ToArray());
        Assert.Equal(expected, new Occlusion().Explain(flat, x.Reshape([1, 64]), 1).Heat.Span.ToArray());
        Assert.Throws<ShapeException>(() => new Occlusion().Explain(flat, Noise([8, 9], seed: 7)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Occlusion().Explain(flat, x, 3));
    }

    [Fact]
    public void Explain_ALayerThatIsNone_ListsThoseThereAre()
    {
        string message = Assert.Throws<ArgumentException>(() => new GradCam("conv9").Explain(Plain(), Noise([8, 8, 1], seed: 8))).Message;
        Assert.Contains("got 'conv9'", message);
        Assert.Contains("conv2d_1", message);
        Assert.Contains("Such are input_layer, conv2d",
            Assert.Throws<ShapeException>(() => new GradCam("dense").Explain(Plain(), Noise([8, 8, 1], seed: 8))).Message);
    }

    [Fact]
    public void ValuesOf_AnotherModelsNode_SaysSo() =>
        Assert.Contains("which it does not compute",
            Assert.Throws<ShapeException>(() => Plain().ValuesOf(Noise([1, 8, 8, 1], seed: 9), Plain().Layers["conv2d"].Output)).Message);

    private static Sequential Plain() => new([8, 8, 1], seed: 1)
    {
        new Conv2D(4, 3, Activation.Relu, padding: Padding.Same),
        new MaxPooling2D(2),
        new Conv2D(5, 3, Activation.Relu),
        new Flatten(),
        new Dense(7, Activation.Tanh),
        new Dropout(0.3),
        new Dense(3, Activation.Softmax),
    };

    private static Tensor Noise(Shape shape, int seed)
    {
        Random random = new(seed);
        return new Tensor(shape, [.. Enumerable.Range(0, shape.Size).Select(_ => random.NextSingle())]);
    }
}
