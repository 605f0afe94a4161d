using Weft.Layers;

namespace Weft.Tests.Layers;

/// <summary>Losses that a classifier is trained on more rarely, each behind the outputs that it is made for.</summary>
internal static class LossCases
{
    public static IReadOnlyList<LayerCase> All { get; } =
    [
        Head("absolute error", new MeanAbsoluteError(), null),
        Head("absolute error of a softmax", new MeanAbsoluteError(), Activation.Softmax),
        // Outputs are kept small: a percentage of a target near 0 is a slope that no step of the contracts survives.
        new("absolute percentage error", [6], 7, new MeanAbsolutePercentageError(), new Dense(9, Activation.Tanh), new Dense(4), new Rescaling(0.01)),
        Head("squared logarithmic error", new MeanSquaredLogarithmicError(), Activation.Sigmoid),
        Head("huber", new Huber(0.4), null),
        Head("huber of sigmoids", new Huber(), Activation.Sigmoid),
        Head("log cosh", new LogCosh(), null),
        Head("poisson", new Poisson(), Activation.Softmax),
        Head("cosine similarity", new CosineSimilarity(), null),
        Head("dice", new Dice(), Activation.Sigmoid),
        Head("dice of a softmax", new Dice(), Activation.Softmax),
        Head("tversky", new Tversky(0.3, 0.7), Activation.Softmax),
        Head("generalised crossentropy", new CategoricalGeneralizedCrossEntropy(0.7), Activation.Softmax),
        Head("generalised crossentropy of sigmoids", new CategoricalGeneralizedCrossEntropy(), Activation.Sigmoid),
    ];

    private static LayerCase Head(string name, Loss loss, Activation? end) =>
        new(name, [6], 7, loss, new Dense(9, Activation.Tanh), new Dense(4, end));
}
