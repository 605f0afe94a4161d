using Weft.Layers;

namespace Weft.Cli.Recipes;

/// <summary>The network of the Keras script that Weft began with: three convolutions, two poolings, two dense layers.</summary>
internal static class SeedRecipe
{
    // Three convolutions of 3 and two poolings of 2 leave 1x1 of it.
    private const int LeastEdge = 18;

    /// <exception cref="DataException">The pictures are too small for it.</exception>
    public static Sequential Create(Shape input, int classes, int seed) => input[0] < LeastEdge || input[1] < LeastEdge
        ? throw new DataException($"The built-in network: expected pictures of at least {LeastEdge}x{LeastEdge}, got {input[0]}x{input[1]}. Enlarge them: --image-size 28.")
        : new(input, seed)
    {
        new Conv2D(32, kernelSize: 3, Activation.Relu),
        new MaxPooling2D(2),
        new Conv2D(64, kernelSize: 3, Activation.Relu),
        new MaxPooling2D(2),
        new Conv2D(64, kernelSize: 3, Activation.Relu),
        new Flatten(),
        new Dense(64, Activation.Relu),
        new Dense(classes, Activation.Softmax),
    };
}
