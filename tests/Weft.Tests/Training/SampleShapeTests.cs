using Weft.Data;
using Weft.Layers;

namespace Weft.Tests.Training;

/// <summary>
/// Pictures of <c>[28, 28]</c>, <c>[28, 28, 1]</c> and <c>[784]</c> fit any model that takes one of these; grey fits colour, and not the
/// other way.
/// </summary>
public sealed class SampleShapeTests
{
    private static readonly Shape[] s_shapes = [[6, 6], [6, 6, 1], [36]];

    public static TheoryData<int, int> Pairs =>
        [.. from model in Enumerable.Range(0, 3) from data in Enumerable.Range(0, 3) select (model, data)];

    [Theory]
    [MemberData(nameof(Pairs))]
    public void FitEvaluatePredict_AnyOfTheShapes_GivesTheSameBits(int model, int data)
    {
        (float[] expected, double loss) = Run(s_shapes[model], s_shapes[model]);

        (float[] outputs, double other) = Run(s_shapes[model], s_shapes[data]);

        Assert.Equal(expected, outputs);
        Assert.Equal(loss, other);
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void PredictTensor_AnyOfTheShapes_OneOrMany(int model, int data)
    {
        Sequential network = Model(s_shapes[model]);
        Tensor one = new(s_shapes[data], [.. Enumerable.Range(0, 36).Select(i => i / 36f)]);
        float[] expected = network.Predict(one.Reshape(s_shapes[model])).Span.ToArray();

        Assert.Equal((network.OutputShape, true),
            (network.Predict(one).Shape, expected.SequenceEqual(network.Predict(one).Span.ToArray())));
        Tensor many = network.Predict(one.Reshape(s_shapes[data].Prepend(1)));
        Assert.Equal(network.OutputShape.Prepend(1), many.Shape);
        Assert.Equal(expected, many.Row(0).ToArray());
    }

    [Fact]
    public void Evaluate_GreyForAModelOfColour_RepeatsTheChannel()
    {
        ImageDataset grey = Pictures();
        byte[] repeated =
            [.. Enumerable.Range(0, grey.Count).SelectMany(i => grey.Pixels(i).ToArray())
                .SelectMany(pixel => new[] { pixel, pixel, pixel })];
        ImageDataset colour = new(repeated, grey.Labels.ToArray(), [6, 6, 3], "colour");
        Sequential model = Model([6, 6, 3]);

        Assert.Equal(model.Evaluate(colour).Loss, model.Evaluate(grey).Loss);
        Assert.Equal(model.Predict(colour).Span.ToArray(), model.Predict(grey).Span.ToArray());
        model.Metadata = model.Metadata with { TestTimeFlip = true };
        Assert.Equal(model.Predict(colour.Slice(2, 5)).Span.ToArray(), model.Predict(grey.Slice(2, 5)).Span.ToArray());
    }

    [Fact]
    public void Evaluate_ColourForAModelOfGrey_IsRefused()
    {
        ImageDataset colour = new(new byte[6 * 6 * 3 * 2], new int[2], [6, 6, 3], "colour");

        foreach (Shape shape in s_shapes.Take(2))
        {
            Assert.Contains("Make the pictures grey", Assert.Throws<DataException>(() => Model(shape).Evaluate(colour)).Message);
        }
    }

    [Theory]
    [InlineData(4, 9)]
    [InlineData(9, 4)]
    public void Evaluate_AsManyValuesOfAnotherPicture_IsRefused(int height, int width)
    {
        ImageDataset other = new(new byte[36 * 2], new int[2], [height, width, 1], "other");

        Assert.Contains("expected samples of shape", Assert.Throws<DataException>(() => Model([6, 6]).Evaluate(other)).Message);
    }

    [Fact]
    public void Predict_FlatDataWithTestTimeFlip_IsMirrored()
    {
        Sequential model = Model([6, 6, 1]);
        model.Metadata = model.Metadata with { TestTimeFlip = true };
        ImageDataset pictures = Pictures();

        Assert.Equal(model.Predict(pictures).Span.ToArray(), model.Predict(Shaped([36])).Span.ToArray());
    }

    private static (float[] Outputs, double Loss) Run(Shape input, Shape data)
    {
        Sequential model = Model(input);
        model.Fit(Shaped(data), epochs: 2, batchSize: 4);
        return (model.Predict(Shaped(data)).Span.ToArray(), model.Evaluate(Shaped(data)).Loss);
    }

    private static Sequential Model(Shape input)
    {
        Sequential model = new(input, seed: 4);
        if (input.Rank > 1)
        {
            model.Add(new Flatten());
        }

        model.Add(new Dense(5, Activation.Tanh));
        model.Add(new Dense(2, Activation.Softmax));
        model.Compile(new SGD(0.1), new SparseCategoricalCrossentropy(), Metric.Accuracy);
        return model;
    }

    private static Dataset Shaped(Shape shape)
    {
        ImageDataset pictures = Pictures();
        Tensor samples = new(shape.Prepend(pictures.Count));
        for (int i = 0; i < pictures.Count; i++)
        {
            pictures.Read(i, samples.Row(i), 1f / 255);
        }

        return new TensorDataset(samples, pictures.Labels.ToArray(), "shaped");
    }

    private static ImageDataset Pictures()
    {
        byte[] pixels = new byte[36 * 9];
        new Random(3).NextBytes(pixels);
        return new ImageDataset(pixels, Enumerable.Range(0, 9).Select(i => i % 2).ToArray(), [6, 6, 1], "pictures");
    }
}
