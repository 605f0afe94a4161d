using Weft.Data;
using Weft.Layers;

namespace Weft.Tests.Training;

/// <summary>A callback that predicts sees the weights as they are at that moment, not those a plan was made for before.</summary>
public sealed class CallbackPredictionTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Predict_InACallback_IsThatOfTheWeightsOfNow(bool averages)
    {
        Sequential model = new([8], seed: 1) { new Dense(5, Activation.Relu), new Dense(3, Activation.Softmax) };
        model.Compile(new SGD(0.5) { UseEma = averages, EmaMomentum = 0.9 }, new SparseCategoricalCrossentropy());
        TensorDataset data = new(new Tensor([12, 8], [.. Enumerable.Range(0, 96).Select(i => i % 7f)]), Enumerable.Range(0, 12).Select(i => i % 3).ToArray(), "rows");
        model.Predict(data);
        Comparison comparison = new(model, data);

        model.Fit(data, epochs: 3, batchSize: 4, callbacks: averages ? [comparison, new SwapEMAWeights()] : [comparison]);

        // Three steps an epoch; at its end the averages are in the weights' place.
        Assert.Equal(averages ? 12 : 9, comparison.Outputs.Distinct().Count());
        Assert.Equal(model.Copy().Predict(data).Values, model.Predict(data).Values);
    }

    private sealed class Comparison(Sequential model, Dataset data) : Callback
    {
        public List<float> Outputs { get; } = [];

        public override void OnBatchEnd(TrainingRun run) => Compare();

        public override void OnEpochEnd(TrainingRun run, EpochResult result) => Compare();

        // A copy has no plan yet.
        private void Compare()
        {
            float[] expected = model.Copy().Predict(data).Values;
            Assert.Equal(expected, model.Predict(data).Values);
            Outputs.Add(expected[0]);
        }
    }
}
