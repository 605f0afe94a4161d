using Weft.Data;
using Weft.Layers;

namespace Weft.Tests.Layers;

/// <summary>A rate of 1, which Keras takes: training sees zeros, predictions see everything.</summary>
public sealed class DropoutOfEverythingTests
{
    [Fact]
    public void Dropout_OfEverything_TrainsOnZerosAndPredictsOnAll() => AssertZeros(new Dropout(1));

    [Fact]
    public void SpatialDropout_OfEverything_TrainsOnZerosAndPredictsOnAll() => AssertZeros(new SpatialDropout2D(1));

    private static void AssertZeros(Layer dropout)
    {
        Sequential model = new([2, 2, 3], seed: 5) { dropout, new Flatten(), new Dense(2, Activation.Softmax) };
        model.Compile(new SGD(0.5), new SparseCategoricalCrossentropy());
        float[] kernel = model.Weights.First().Span.ToArray();
        TensorDataset data = new(new Tensor([2, 2, 2, 3], [.. Enumerable.Range(0, 24).Select(i => i - 11.5f)]), new int[] { 0, 1 }, "d");

        double loss = model.TrainStep(data);

        // Logits of nothing but the bias, which is 0: both classes alike.
        Assert.Equal(Math.Log(2), loss, 1e-6);
        Assert.Equal(kernel, model.Weights.First().Span);
        Assert.NotEqual(0.5f, model.Predict(data)[0, 0]);
    }
}
