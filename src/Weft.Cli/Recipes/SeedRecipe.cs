using Weft.Cli.Training;
using Weft.Layers;

namespace Weft.Cli.Recipes;

/// <summary>The Keras script that Weft began with: five epochs at batch 64 with Adam, a fifth of the pictures for validation. About 90 % on Fashion-MNIST.</summary>
internal static class SeedRecipe
{
    public static Recipe Recipe { get; } = new("seed", new TrainSettings());

    /// <summary>Three convolutions, two poolings, two dense layers.</summary>
    public static IEnumerable<Layer> Network(int classes) =>
    [
        new Conv2D(32, kernelSize: 3, Activation.Relu),
        new MaxPooling2D(2),
        new Conv2D(64, kernelSize: 3, Activation.Relu),
        new MaxPooling2D(2),
        new Conv2D(64, kernelSize: 3, Activation.Relu),
        new Flatten(),
        new Dense(64, Activation.Relu),
        new Dense(classes, Activation.Softmax),
    ];
}
