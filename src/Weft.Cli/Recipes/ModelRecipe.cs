using Weft.Cli.Choices;
using Weft.Layers;

namespace Weft.Cli.Recipes;

/// <summary>A network the tool can build by name, for pictures of any size that it takes.</summary>
/// <param name="Name">The name.</param>
/// <param name="Layers">Its layers for a number of classes.</param>
internal sealed record ModelRecipe(string Name, Func<int, IEnumerable<Layer>> Layers) : Choice(Name)
{
    /// <summary>The network of the Keras script that Weft began with.</summary>
    public static ModelRecipe Seed { get; } = new("seed", SeedRecipe.Network);

    public static IReadOnlyList<ModelRecipe> All { get; } =
    [
        Seed,
        new("fast", FastRecipe.Network),
        new("best", BestRecipe.Network),
        new("wide", classes =>
        [
            new Conv2D(64, kernelSize: 3, Activation.Relu, padding: Padding.Same),
            new Conv2D(64, kernelSize: 3, Activation.Relu, padding: Padding.Same),
            new MaxPooling2D(2),
            new Conv2D(128, kernelSize: 3, Activation.Relu, padding: Padding.Same),
            new Conv2D(128, kernelSize: 3, Activation.Relu, padding: Padding.Same),
            new MaxPooling2D(2),
            new Flatten(),
            new Dense(256, Activation.Relu),
            new Dense(classes, Activation.Softmax),
        ]),
        new("average", classes =>
        [
            new Conv2D(32, kernelSize: 3, Activation.Relu, strides: 2, padding: Padding.Same),
            new AveragePooling2D(2, padding: Padding.Same),
            new Conv2D(64, kernelSize: 3, Activation.Relu, strides: 2, padding: Padding.Same),
            new GlobalAveragePooling2D(),
            new Dense(classes, Activation.Softmax),
        ]),
        new("mlp", classes =>
        [
            new Flatten(),
            new Dense(512, Activation.Relu),
            new Dense(256, Activation.Relu),
            new Dense(classes, Activation.Softmax),
        ]),
        new("residual", ResNet20.Layers),
        new("lenet", classes =>
        [
            new Conv2D(6, kernelSize: 5, Activation.Relu, padding: Padding.Same),
            new MaxPooling2D(2),
            new Conv2D(16, kernelSize: 5, Activation.Relu),
            new MaxPooling2D(2),
            new Flatten(),
            new Dense(120, Activation.Relu),
            new Dense(84, Activation.Relu),
            new Dense(classes, Activation.Softmax),
        ]),
        new("mobile", MobileNet.Layers),
    ];

    public static ModelRecipe Named(string name) => All.Single(recipe => recipe.Name == name);

    /// <summary>The network with its first weights.</summary>
    /// <exception cref="DataException">The pictures are too small for it.</exception>
    public Model Create(Shape input, int classes, int seed, string name = "sequential")
    {
        Sequential model = new(input, seed, name);
        try
        {
            foreach (Layer layer in Layers(classes))
            {
                model.Add(layer);
            }
        }
        catch (ShapeException error)
        {
            throw new DataException($"The network '{Name}' does not fit pictures of {input[0]}x{input[1]}: {error.Message} Enlarge them: --image-size 28.", error);
        }

        return model;
    }
}
