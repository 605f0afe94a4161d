using Weft.Layers;

namespace Weft.Cli.Recipes;

/// <summary>A built-in network to measure. bench/peers/networks.py describes the same ones to PyTorch; keep the two alike.</summary>
/// <param name="Name">What both sides call it.</param>
/// <param name="Input">The shape of one picture.</param>
/// <param name="Batch">Pictures per training step.</param>
/// <param name="Layers">The layers, from pictures to ten class probabilities.</param>
internal sealed record Network(string Name, Shape Input, int Batch, Func<IEnumerable<Layer>> Layers)
{
    /// <summary>The network with first weights of a fixed seed.</summary>
    public Sequential Create(int threads)
    {
        Sequential model = new(Input, seed: 0, Name) { Threads = threads };
        foreach (Layer layer in Layers())
        {
            model.Add(layer);
        }

        return model;
    }

    public static Network Named(string name) => All.FirstOrDefault(network => network.Name == name)
        ?? throw new ArgumentException($"expected a network out of {string.Join(", ", All.Select(network => network.Name))}, got '{name}'.");

    public static IReadOnlyList<Network> All { get; } =
    [
        new("seed", [28, 28, 1], 64, () => SeedRecipe.Layers(classes: 10)),
        new("wide", [32, 32, 3], 128, () =>
        [
            new Conv2D(64, 3, Activation.Relu, padding: Padding.Same),
            new Conv2D(64, 3, Activation.Relu, padding: Padding.Same),
            new MaxPooling2D(2),
            new Conv2D(128, 3, Activation.Relu, padding: Padding.Same),
            new Conv2D(128, 3, Activation.Relu, padding: Padding.Same),
            new MaxPooling2D(2),
            new Flatten(),
            new Dense(256, Activation.Relu),
            new Dense(10, Activation.Softmax),
        ]),
        new("average", [28, 28, 1], 64, () =>
        [
            new Conv2D(32, 3, Activation.Relu, strides: 2, padding: Padding.Same),
            new AveragePooling2D(2, padding: Padding.Same),
            new Conv2D(64, 3, Activation.Relu, strides: 2, padding: Padding.Same),
            new GlobalAveragePooling2D(),
            new Dense(10, Activation.Softmax),
        ]),
        new("mlp", [28, 28, 1], 64, () =>
        [
            new Flatten(),
            new Dense(512, Activation.Relu),
            new Dense(256, Activation.Relu),
            new Dense(10, Activation.Softmax),
        ]),
        new("residual", [28, 28, 1], 64, () => ResNet20()),
    ];

    /// <summary>The network of He et al. 2015, section 4.2, with n = 3: batch-normalised, 0.27 million weights.</summary>
    private static IEnumerable<Layer> ResNet20()
    {
        yield return Convolution(16);
        yield return new BatchNormalization();
        yield return new ReLU();
        foreach ((int filters, int strides) in ((int, int)[])[(16, 1), (16, 1), (16, 1), (32, 2), (32, 1), (32, 1), (64, 2), (64, 1), (64, 1)])
        {
            yield return new Residual(Activation.Relu)
            {
                Convolution(filters, strides), new BatchNormalization(), new ReLU(),
                Convolution(filters), new BatchNormalization(),
            };
        }

        yield return new GlobalAveragePooling2D();
        yield return new Dense(10, Activation.Softmax);
    }

    private static Conv2D Convolution(int filters, int strides = 1) => new(filters, 3, strides: strides, padding: Padding.Same, useBias: false);
}
