using Weft.Layers;

namespace Weft.Tests.Layers;

/// <summary>Residual blocks: every kind of shortcut, every end of a body.</summary>
internal static class ResidualCases
{
    public static IReadOnlyList<LayerCase> All { get; } =
    [
        Images("residual of the input", 7, 6, 3, 3, new Residual { Conv(3) }),
        Images("residual, relu", 7, 6, 2, 5, Conv(5), new Residual(Activation.Relu) { Conv(5), new ReLU(), Conv(5) }),
        Images("residual, bn, relu", 7, 6, 2, 5, Conv(8), Norm(), new ReLU(), new Residual(Activation.Relu) { Conv(8), Norm(), new ReLU(), Conv(8), Norm() }),
        Images("residual, bn, relu layer behind", 7, 6, 2, 3, Conv(5), new Residual { Conv(5), Norm() }, new ReLU()),
        Images("residual, gelu", 7, 6, 2, 3, Conv(5), new Residual(Activation.Gelu) { Conv(5), Norm() }),
        Images("residual, projection", 7, 6, 2, 3, Conv(4), new Residual(Activation.Relu) { Conv(7), Norm() }),
        Images("residual, strided projection", 9, 8, 2, 8, Conv(4), new Residual(Activation.Relu) { Conv(9, 2), Norm(), new ReLU(), Conv(9), Norm() }),
        Images("residual, projection of the input", 9, 8, 2, 3, new Residual { Conv(5, 2) }),
        Images("residual, normalised projection", 9, 8, 2, 3, Conv(4), new Residual(Activation.Relu, [new Conv2D(6, 1, strides: 2, useBias: false), Norm()]) { Conv(6, 2), Norm() }),
        Images("residual, normalised projection, as large", 7, 8, 2, 3, Conv(4), new Residual(Activation.Relu, [new Conv2D(6, 1, useBias: false), Norm()]) { Conv(6), Norm() }),
        Images("residual, pooled shortcut", 8, 8, 2, 3, Conv(4), new Residual(shortcut: [new MaxPooling2D(2)]) { Conv(4, 2) }),
        Images("residual, normalised first", 7, 6, 2, 8, Conv(6), new Residual { Norm(), new ReLU(), Conv(6), Norm(), new ReLU(), Conv(6) }),
        Images("residual of the input, body begins with a norm that learns nothing", 7, 6, 3, 3,
            new Residual(Activation.Relu, [Conv(3), Norm()]) { NormalizationCases.Norm(center: false, scale: false), Conv(3) }),
        Images("residual of the input, shortcut begins with a norm that learns nothing", 7, 6, 3, 3,
            new Residual(Activation.Relu, [NormalizationCases.Norm(center: false, scale: false), Conv(3)]) { Conv(3), Norm() }),
        Images("residual of the input, body begins with a frozen norm", 7, 6, 3, 3,
            new Residual(Activation.Relu, [Conv(3), Norm()]) { Norm() with { Trainable = false }, Conv(3) }),
        Images("residual in a residual", 7, 6, 2, 3, Conv(4), new Residual(Activation.Relu) { Conv(4), Norm(), new Residual(Activation.Relu) { Conv(4), Norm() } }),
        Images("residual, frozen", 7, 6, 2, 3, Conv(4), new Residual(Activation.Relu) { Conv(4), Norm() } with { Trainable = false }),
        Images("residual of dropout", 5, 4, 2, 3, Conv(4), new Residual { new Dropout(0) }),
        Images("residuals in a row", 8, 7, 1, 5, Conv(4), new Residual(Activation.Relu) { Conv(4), Norm() }, new Residual(Activation.Relu) { Conv(6, 2), Norm() }, new Residual { Conv(6) }),
        new("residual of dense", [6], 8, new SparseCategoricalCrossentropy(), new Dense(9), new Residual(Activation.Relu) { new Dense(7, Activation.Tanh) }, new Dense(3, Activation.Softmax)),
    ];

    private static BatchNormalization Norm() => NormalizationCases.Norm();

    private static Conv2D Conv(int filters, int strides = 1) => new(filters, 3, strides: strides, padding: Padding.Same, useBias: false);

    private static LayerCase Images(string name, int height, int width, int channels, int batch, params Layer[] layers) => new(
        name, [height, width, channels], batch, new SparseCategoricalCrossentropy(), [.. layers, new GlobalAveragePooling2D(), new Dense(3, Activation.Softmax)]);
}
