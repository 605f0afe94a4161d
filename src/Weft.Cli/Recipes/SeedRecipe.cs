using Weft.Layers;

namespace Weft.Cli.Recipes;

/// <summary>The network of the Keras script that Weft began with: three convolutions, two poolings, two dense layers.</summary>
internal static class SeedRecipe
{
    public static IEnumerable<Layer> Layers(int classes) =>
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

    public static Sequential Create(Shape input, int classes, int seed)
    {
        Sequential model = new(input, seed);
        foreach (Layer layer in Layers(classes))
        {
            model.Add(layer);
        }

        return model;
    }
}
