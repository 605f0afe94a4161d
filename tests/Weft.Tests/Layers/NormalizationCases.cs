using Weft.Initializers;
using Weft.Layers;
using Weft.Regularizers;

namespace Weft.Tests.Layers;

/// <summary>Batch normalisations behind and before everything that the engine may fuse them with.</summary>
/// <remarks>Layers right before one have no bias: its gradient is zero, and what rounding leaves of it cannot be compared.</remarks>
internal static class NormalizationCases
{
    public static IReadOnlyList<LayerCase> All { get; } =
    [
        Images("bn of a convolution", 9, 7, 3, 5, Conv(10), Norm()),
        Images("bn of a convolution, then relu", 9, 7, 3, 8, Conv(16), Norm(), new ActivationLayer(Activation.Relu)),
        Images("bn, relu layer, pooling", 11, 12, 3, 13, Conv(17), Norm(), new ReLU(), new MaxPooling2D(2)),
        Images("bn, tanh", 9, 8, 2, 3, Conv(7), Norm(), new ActivationLayer(Activation.Tanh)),
        Images("bn without beta", 8, 7, 2, 3, Conv(9), Norm(center: false)),
        Images("bn without gamma, then relu", 8, 7, 2, 3, Conv(9), Norm(scale: false), new ReLU()),
        Images("bn without either", 8, 7, 2, 3, Conv(33), Norm(center: false, scale: false)),
        Images("bn with another epsilon", 8, 7, 2, 3, Conv(5), new BatchNormalization(0.9, 1e-5)),
        Images("bn of the input", 6, 5, 3, 7, Norm(), Conv(4)),
        Images("bn of one channel", 6, 5, 1, 3, Norm(), new ReLU(), Conv(4)),
        Images("bn twice", 9, 7, 2, 8, Conv(6), Norm(), new ReLU(), Conv(9), Norm(), new ReLU()),
        Images("bn between convolutions", 9, 8, 2, 9, Conv(16), Norm(), new ReLU(), Padded(16), Norm(), new ReLU(), Padded(16), Norm()),
        Images("bn between convolutions, linear", 9, 7, 3, 8, Conv(17), Norm(), Padded(9), Norm(), Conv(20)),
        Images("bn between convolutions, wide", 7, 9, 2, 3, Conv(33), Norm(), new ReLU(), Padded(64), Norm(), new ReLU(), Conv(5)),
        Images("bn between convolutions, a pooling taken in", 12, 11, 2, 5, Conv(6), Norm(), new ReLU(), Padded(16), new MaxPooling2D(2)),
        Images("bn between convolutions, regularised", 9, 8, 2, 3, Conv(5), Norm(), new ReLU(), Padded(8) with { KernelRegularizer = new L2(0.1) }, Norm(), new ReLU()),
        Images("bn between convolutions, one of them strided", 9, 10, 2, 3, Conv(8), Norm(), new ReLU(), new Conv2D(8, 3, strides: 2, useBias: false), Norm(), new ReLU(), Padded(8)),
        Images("bn behind a pooling", 12, 10, 2, 3, Conv(6), new MaxPooling2D(2), Norm(), new ReLU()),
        Images("bn behind relu", 9, 7, 2, 3, Conv(6) with { Activation = Activation.Relu }, Norm()),
        Images("frozen bn, then relu", 9, 7, 2, 3, Conv(6), Norm() with { Trainable = false }, new ReLU()),
        Images("frozen bn of the input", 6, 5, 3, 3, Norm() with { Trainable = false }, Conv(4)),
        Images("bn over 64 samples", 5, 6, 2, 64, Conv(8), Norm(), new ReLU()),
        Images("bn of rows", 9, 7, 3, 5, Conv(6), Norm(axis: 1), new ReLU()),
        Images("bn of columns without beta", 6, 5, 3, 7, Norm(center: false, axis: -2), Conv(4)),
        Images("frozen bn of rows", 9, 7, 3, 5, Conv(6), Norm(axis: 1) with { Trainable = false }),
        new("bn of dense", [7], 13, new SparseCategoricalCrossentropy(), new Dense(19, useBias: false), Norm(), new ReLU(), new Dense(3, Activation.Softmax)),
        new("bn of dense, linear", [7], 8, new SparseCategoricalCrossentropy(), new Dense(10, useBias: false), Norm(), new Dense(3, Activation.Softmax)),
        new("bn of a vector", [7], 8, new SparseCategoricalCrossentropy(), Norm(), new Dense(3, Activation.Softmax)),
    ];

    /// <summary>A normalisation none of whose weights is the identity.</summary>
    public static BatchNormalization Norm(bool center = true, bool scale = true, int axis = -1) => new(center: center, scale: scale, axis: axis)
    {
        BetaInitializer = new GlorotUniform(),
        GammaInitializer = new Constant(1.3f),
        MovingMeanInitializer = new GlorotUniform(),
        MovingVarianceInitializer = new Constant(0.7f),
    };

    private static Conv2D Conv(int filters) => new(filters, 3, useBias: false);

    private static Conv2D Padded(int filters) => new(filters, 3, padding: Padding.Same, useBias: false);

    private static LayerCase Images(string name, int height, int width, int channels, int batch, params Layer[] layers) => new(
        name, [height, width, channels], batch, new SparseCategoricalCrossentropy(), [.. layers, new Flatten(), new Dense(3, Activation.Softmax)]);
}
