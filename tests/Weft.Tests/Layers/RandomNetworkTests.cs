using CsCheck;

using Weft.Initializers;
using Weft.Layers;

namespace Weft.Tests.Layers;

/// <summary>Random stacks of layers, within limits, compared with the oracle.</summary>
public sealed class RandomNetworkTests
{
    private static readonly Gen<Activation> s_activation = OneOf(
        Activation.Linear, Activation.Relu, Activation.Tanh, Activation.LeakyRelu(0.1f), Activation.Elu, Activation.Gelu, Activation.Silu, Activation.Sigmoid);

    private static readonly Gen<Padding> s_padding = OneOf(Padding.Valid, Padding.Same);

    private static readonly Gen<Size2D> s_window = Gen.Select(Gen.Int[1, 4], Gen.Int[1, 4], (height, width) => new Size2D(height, width));

    private static readonly Gen<Size2D> s_stride = Gen.Select(Gen.Int[1, 2], Gen.Int[1, 2], (height, width) => new Size2D(height, width));

    private static readonly Gen<Layer> s_conv = Gen.Select(
        Gen.Int[1, 20], s_window, s_activation, s_stride, s_padding, Gen.Bool,
        (filters, kernel, activation, strides, padding, bias) =>
            (Layer)new Conv2D(filters, kernel, activation, strides, padding, bias) { BiasInitializer = new HeUniform() });

    private static readonly Gen<Layer> s_pool = Gen.Select(
        s_window, s_stride, s_padding, Gen.Bool,
        (window, strides, padding, isMaximum) => isMaximum ? (Layer)new MaxPooling2D(window, strides, padding) : new AveragePooling2D(window, strides, padding));

    private static readonly Gen<Layer> s_simple = Gen.Select(
        Gen.Int[0, 3], s_activation, (kind, activation) => kind switch
        {
            0 => new ActivationLayer(activation),
            1 => new Rescaling(0.8, 0.1),
            2 => new Dropout(0),
            _ => (Layer)new ReLU(),
        });

    private static readonly Gen<Layer> s_bridge = OneOf<Layer>(
        new Flatten(), new Flatten(), new GlobalAveragePooling2D(), new GlobalMaxPooling2D());

    private static readonly Gen<LayerCase> s_network = Gen.Select(
        Gen.Select(Gen.Int[3, 14], Gen.Int[3, 14], Gen.Int[1, 4], (height, width, channels) => new Shape(height, width, channels)),
        Gen.Int[1, 9],
        Gen.OneOf(s_conv, s_conv, s_pool, s_simple).Array[0, 5],
        s_bridge,
        Gen.Int[2, 20],
        s_activation,
        (input, batch, layers, bridge, units, activation) => new LayerCase(
            "random",
            input,
            batch,
            new SparseCategoricalCrossentropy(),
            [
                .. Fitting(input, layers),
                bridge,
                new Dense(units, activation) { BiasInitializer = new HeUniform() },
                new Dense(4, Activation.Softmax) { BiasInitializer = new HeUniform() },
            ]));

    public static TheoryData<uint> Seeds => [.. Enumerable.Range(1, 60).Select(seed => (uint)seed)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void RandomNetwork_PredictionAndGradients_MatchOracle(uint seed)
    {
        // With one number alone the generator takes the other from the clock.
        LayerCase network = s_network.Generate(new PCG(seed, 1UL), null, out _);
        string layers = string.Join("\n", network.Layers.AsEnumerable());
        TestContext.Current.TestOutputHelper?.WriteLine($"{network.Input} batch {network.Batch}\n{layers}");
        LayerContract.PredictsAsOracle(network);
        LayerContract.DerivesAsOracle(network);
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    /// <summary>Those layers that still fit where they stand.</summary>
    private static IEnumerable<Layer> Fitting(Shape input, Layer[] layers)
    {
        Sequential model = new(input, seed: 1);
        foreach (Layer layer in layers)
        {
            try
            {
                model.Add(layer);
            }
            catch (ShapeException)
            {
                continue;
            }

            yield return layer;
        }
    }
}
