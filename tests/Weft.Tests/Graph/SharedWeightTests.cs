using Weft.Data;
using Weft.Layers;

namespace Weft.Tests.Graph;

/// <summary>Two models that share weights: what one learns or is given, the other answers with.</summary>
public sealed class SharedWeightTests
{
    private static readonly Tensor s_x = new([2, 3], [1, 2, 3, -1, 0.5f, 2]);

    [Fact]
    public void Predict_OfABaseWhoseModelWasTrained_AnswersWithWhatItLearned()
    {
        (Model features, Model model) = Models();
        TensorDataset data = new(s_x, new int[] { 0, 1 });
        float[] before = features.Predict(s_x).Span.ToArray();
        float[] one = features.Predict(new Tensor([3], [1, 2, 3])).Span.ToArray();

        model.Fit(data, epochs: 1);

        Assert.NotEqual(before, features.Predict(s_x).Span.ToArray());
        Assert.NotEqual(one, features.Predict(new Tensor([3], [1, 2, 3])).Span.ToArray());
        Assert.Equal(Plain(features, s_x), features.Predict(s_x).Span.ToArray());
    }

    // A model of the same layers that has never predicted.
    private static float[] Plain(Model model, Tensor x) => model.Copy().Predict(x).Span.ToArray();

    private static (Model Features, Model Model) Models()
    {
        Node input = new Input([3]);
        Node inside = input.Then(new Dense(4, Activation.Tanh));
        Model features = new(input, inside, seed: 1);
        Model model = new(input, inside.Then(new Dense(2, Activation.Softmax)), seed: 2, name: "head");
        model.Compile(new SGD(0.5), new SparseCategoricalCrossentropy());
        return (features, model);
    }
}
