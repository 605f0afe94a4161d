using Weft.Cli.Choices;
using Weft.Layers;

namespace Weft.Cli.Recipes;

/// <summary>A network the tool can build by name, for pictures of any size that it takes.</summary>
/// <param name="Name">The name.</param>
/// <param name="Build">Makes it: from the shape of a picture, a number of classes, a seed and a name for the model.</param>
/// <param name="LeastSize">A height and width of pictures that are large enough.</param>
internal sealed record ModelRecipe(string Name, Func<Shape, int, int, string, Model> Build, int LeastSize = 28) : Choice(Name)
{
    private ModelRecipe(string name, Func<int, IEnumerable<Layer>> layers)
        : this(name, (input, classes, seed, model) => Row(new Sequential(input, seed, model), layers(classes)))
    {
    }

    /// <summary>The network of the Keras script that Weft began with.</summary>
    public static ModelRecipe Seed { get; } = new("seed", SeedRecipe.Network);

    /// <summary>The networks of the tool's own.</summary>
    public static IReadOnlyList<ModelRecipe> Own { get; } =
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

    /// <summary>Keras' applications, by their names in small letters.</summary>
    public static IReadOnlyList<ModelRecipe> Applications => ApplicationRecipes.All;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ModelRecipe> All => [.. Own, .. Applications];

    public static ModelRecipe Named(string name) => Find(name)!;

    /// <summary>The network of a name; those of applications may have capitals, as in Keras. Null where there is none.</summary>
    public static ModelRecipe? Find(string name) =>
        Own.FirstOrDefault(recipe => recipe.Name == name)
        ?? Applications.FirstOrDefault(recipe => string.Equals(recipe.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The network with its first weights.</summary>
    /// <exception cref="DataException">The pictures are too small for it.</exception>
    public Model Create(Shape input, int classes, int seed, string name = "sequential")
    {
        try
        {
            return Build(input, classes, seed, name);
        }
        catch (ShapeException error)
        {
            throw new DataException(
                $"The network '{Name}' does not fit pictures of {input[0]}x{input[1]}: {error.Message} Enlarge them: --image-size {LeastSize}.",
                error);
        }
    }

    private static Sequential Row(Sequential model, IEnumerable<Layer> layers)
    {
        foreach (Layer layer in layers)
        {
            model.Add(layer);
        }

        return model;
    }
}
