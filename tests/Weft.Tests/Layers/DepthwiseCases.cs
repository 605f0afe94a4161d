using Weft.Initializers;
using Weft.Layers;

namespace Weft.Tests.Layers;

/// <summary>Depthwise and separable convolutions: as a first layer, where nobody wants the input's gradient, and behind another one.</summary>
internal static class DepthwiseCases
{
    public static IReadOnlyList<LayerCase> All { get; } =
    [
        .. Roles("depthwise 3", 9, 7, 10, 3, Depth(3)),
        .. Roles("depthwise 3, relu", 9, 8, 17, 5, Depth(3, Activation.Relu)),
        .. Roles("depthwise 3 same", 7, 6, 33, 3, Depth(3, padding: Padding.Same)),
        .. Roles("depthwise 5 same, strided", 11, 10, 8, 3, Depth(5, Activation.Relu, 2, Padding.Same)),
        .. Roles("depthwise of one channel", 8, 9, 1, 3, Depth(3, Activation.Tanh, padding: Padding.Same)),
        .. Roles("depthwise of one channel, times 4", 8, 9, 1, 3, Depth(3, multiplier: 4)),
        .. Roles("depthwise times 2", 8, 7, 3, 3, Depth(3, Activation.Relu, multiplier: 2)),
        .. Roles("depthwise times 3 same, strided", 9, 7, 5, 8, Depth((2, 3), null, (2, 1), Padding.Same, 3)),
        .. Roles("depthwise dilated", 10, 9, 4, 3, Depth(3) with { DilationRate = 2 }),
        .. Roles("depthwise dilated same, times 2", 9, 8, 2, 3, Depth((3, 2), padding: Padding.Same, multiplier: 2) with { DilationRate = (2, 3) }),
        .. Roles("depthwise without bias", 8, 7, 6, 13, Depth(3, useBias: false)),
        .. Roles("separable", 8, 7, 3, 3, Separable(7, 3)),
        .. Roles("separable, relu, same, times 2", 8, 9, 4, 5, Separable(10, 3, Activation.Relu, padding: Padding.Same, multiplier: 2)),
        .. Roles("separable, strided, without bias", 9, 9, 5, 3, Separable(8, 3, strides: 2, useBias: false)),
        .. Roles("separable dilated, gelu", 9, 8, 2, 3, Separable(6, 2, Activation.Gelu) with { DilationRate = 2 }),
        .. Roles("separable, pooled", 10, 9, 3, 3, Separable(6, 3, Activation.Relu), new MaxPooling2D(2)),
        .. Roles("depthwise, bn, relu", 8, 7, 6, 5, Depth(3, useBias: false), NormalizationCases.Norm(), new ReLU()),
        .. Roles("separable, bn, relu", 8, 7, 3, 5, Separable(6, 3, useBias: false), NormalizationCases.Norm(), new ReLU()),
    ];

    private static DepthwiseConv2D Depth(
        Size2D kernel, Activation? activation = null, Size2D? strides = null, Padding padding = Padding.Valid, int multiplier = 1, bool useBias = true) =>
        new(kernel, activation, strides, padding, multiplier, useBias) { BiasInitializer = new HeUniform() };

    private static SeparableConv2D Separable(
        int filters, Size2D kernel, Activation? activation = null, Size2D? strides = null, Padding padding = Padding.Valid, int multiplier = 1, bool useBias = true) =>
        new(filters, kernel, activation, strides, padding, multiplier, useBias) { BiasInitializer = new HeUniform() };

    private static IEnumerable<LayerCase> Roles(string name, int height, int width, int channels, int batch, params Layer[] tested)
    {
        yield return new(name, [height, width, channels], batch, new SparseCategoricalCrossentropy(), [.. tested, new Flatten(), new Dense(3, Activation.Softmax)]);
        Conv2D before = new(channels, 3, Activation.Tanh, padding: Padding.Same) { BiasInitializer = new HeUniform() };
        yield return new($"in: {name}", [height, width, 2], batch, new SparseCategoricalCrossentropy(), [before, .. tested, new Flatten(), new Dense(3, Activation.Softmax)]);
    }
}
