using Weft.Initializers;
using Weft.Layers;

namespace Weft.Tests.Layers;

/// <summary>The configurations that every layer is held to, with awkward sizes on purpose.</summary>
internal static class LayerCases
{
    private static readonly Initializer s_bias = new HeUniform();

    /// <summary>Every activation that acts on single values.</summary>
    public static IReadOnlyList<Activation> Elementwise { get; } =
    [
        Activation.Linear, Activation.Relu, Activation.LeakyRelu(0.3f), Activation.Relu6, Activation.Elu, new(ActivationKind.Elu, 0.7f), Activation.Selu,
        Activation.Gelu, new(ActivationKind.Gelu, 0, true), Activation.Silu, Activation.Sigmoid, Activation.HardSigmoid, Activation.Tanh, Activation.Softplus,
        Activation.Softsign, Activation.Exponential, Activation.ClippedRelu(0.7f), Activation.ClippedRelu(threshold: 0.2f), Activation.ClippedRelu(0.9f, 0.1f, 0.3f),
        Activation.Celu(), Activation.HardTanh, Activation.HardSilu, Activation.Mish, Activation.LogSigmoid, Activation.TanhShrink, Activation.SoftShrink(), Activation.HardShrink(),
        Activation.Squareplus(), Activation.SparsePlus, Activation.SparseSigmoid,
    ];

    /// <summary>Activations with options that Keras' functions take and its layers' files have no place for.</summary>
    public static IReadOnlyList<Activation> Unsaved { get; } =
        [Activation.Threshold(0.2f, -0.4f), Activation.Celu(0.6f), Activation.SoftShrink(0.2f), Activation.HardShrink(0.1f), Activation.Squareplus(0.5f)];

    public static IReadOnlyList<LayerCase> Convolutions { get; } =
    [
        .. ConvRoles(13, 11, 1, Conv(1, 3), 1),
        .. ConvRoles(13, 11, 1, Conv(3, 3), 3),
        .. ConvRoles(12, 13, 3, Conv(7, 3), 8),
        .. ConvRoles(9, 10, 1, Conv(32, 3, Activation.Relu), 8),
        .. ConvRoles(9, 7, 5, Conv(10, 3, padding: Padding.Same), 8),
        .. ConvRoles(10, 9, 7, Conv(17, 3, Activation.Relu), 3),
        .. ConvRoles(8, 9, 17, Conv(33, 3, Activation.Relu), 3),
        .. ConvRoles(7, 7, 33, Conv(64, 3), 1),
        .. ConvRoles(5, 5, 64, Conv(64, 3, Activation.Relu), 3),
        .. ConvRoles(6, 5, 8, Conv(16, 3, Activation.Relu), 13),
        .. ConvRoles(10, 9, 16, Conv(16, 3, padding: Padding.Same), 9),
        .. ConvRoles(7, 10, 16, Conv(48, 3, Activation.Relu, padding: Padding.Same), 5),
        .. ConvRoles(9, 7, 24, Conv(40, 3), 3),
        .. ConvRoles(5, 6, 3, Conv(8, 3, Activation.Relu, padding: Padding.Same), 64),
        .. ConvRoles(9, 11, 3, Conv(10, 1), 8),
        .. ConvRoles(9, 11, 17, Conv(33, 1, Activation.Relu), 3),
        .. ConvRoles(7, 9, 16, Conv(16, 1, Activation.Relu), 8),
        .. ConvRoles(8, 9, 3, Conv(7, 2), 3),
        .. ConvRoles(8, 9, 5, Conv(16, 2, padding: Padding.Same), 3),
        .. ConvRoles(11, 13, 1, Conv(10, 5, Activation.Relu), 3),
        .. ConvRoles(11, 12, 7, Conv(17, 5, padding: Padding.Same), 3),
        .. ConvRoles(9, 13, 3, Conv(7, (1, 7)), 3),
        .. ConvRoles(9, 13, 5, Conv(10, (1, 7), padding: Padding.Same), 3),
        .. ConvRoles(13, 9, 3, Conv(7, (7, 1), padding: Padding.Same), 3),
        .. ConvRoles(9, 8, 3, Conv(7, (3, 2)), 3),
        .. ConvRoles(13, 12, 3, Conv(10, 3, strides: 2), 8),
        .. ConvRoles(13, 12, 5, Conv(17, 3, Activation.Relu, strides: 2, padding: Padding.Same), 3),
        .. ConvRoles(14, 11, 1, Conv(7, 3, strides: 3), 3),
        .. ConvRoles(14, 11, 3, Conv(7, 5, strides: 3, padding: Padding.Same), 3),
        .. ConvRoles(9, 12, 3, Conv(7, 3, strides: (1, 2)), 3),
        .. ConvRoles(9, 12, 3, Conv(7, 1, strides: 2, padding: Padding.Same), 3),
        .. ConvRoles(11, 12, 3, Conv(10, 3) with { DilationRate = 2 }, 3),
        .. ConvRoles(9, 8, 5, Conv(7, 3, Activation.Relu, padding: Padding.Same) with { DilationRate = 2 }, 3),
        .. ConvRoles(11, 10, 3, Conv(7, 3) with { DilationRate = (1, 3) }, 3),
        .. ConvRoles(8, 9, 4, Conv(6, 3) with { Groups = 2 }, 3),
        .. ConvRoles(8, 9, 3, Conv(3, 3, Activation.Relu) with { Groups = 3 }, 8),
        .. ConvRoles(8, 7, 12, Conv(9, 3, padding: Padding.Same) with { Groups = 3 }, 3),
        .. ConvRoles(9, 7, 3, Conv(10, 3, useBias: false), 3),
        .. ConvRoles(9, 7, 3, Conv(16, 3, Activation.Relu, useBias: false), 3),
        .. ConvRoles(3, 3, 5, Conv(7, 3), 3),
        .. ConvRoles(1, 1, 3, Conv(10, 1, Activation.Relu), 13),
        .. ConvRoles(2, 3, 3, Conv(7, 5, padding: Padding.Same), 3),
    ];

    /// <summary>A convolution with a pooling behind it: what the engine may fuse.</summary>
    public static IReadOnlyList<LayerCase> PooledConvolutions { get; } =
    [
        .. PoolRoles(28, 28, 1, Conv(32, 3, Activation.Relu), new MaxPooling2D(2), 3),
        .. PoolRoles(13, 13, 32, Conv(64, 3, Activation.Relu), new MaxPooling2D(2), 1),
        .. PoolRoles(13, 10, 16, Conv(48, 3, padding: Padding.Same), new MaxPooling2D(2), 5),
        .. PoolRoles(11, 12, 3, Conv(16, 3, Activation.Relu), new MaxPooling2D(2), 8),
        .. PoolRoles(12, 11, 3, Conv(17, 3, Activation.Relu), new MaxPooling2D(2), 3),
        .. PoolRoles(9, 9, 1, Conv(10, 3), new MaxPooling2D(2), 13),
        .. PoolRoles(10, 9, 5, Conv(33, 3, Activation.Tanh), new MaxPooling2D(2), 3),
        .. PoolRoles(9, 10, 3, Conv(8, 3, Activation.LeakyRelu(0.2f)), new MaxPooling2D(2), 3),
        .. PoolRoles(13, 14, 3, Conv(7, 3, Activation.Relu), new MaxPooling2D(3), 3),
        .. PoolRoles(13, 14, 3, Conv(16, 3, Activation.Relu), new MaxPooling2D(3, 2), 3),
        .. PoolRoles(12, 12, 3, Conv(10, 3), new MaxPooling2D(2, 3), 3),
        .. PoolRoles(12, 11, 3, Conv(10, 3, Activation.Relu), new MaxPooling2D(2, 1), 3),
        .. PoolRoles(11, 13, 3, Conv(7, 3, Activation.Relu, padding: Padding.Same), new MaxPooling2D(2, padding: Padding.Same), 3),
        .. PoolRoles(10, 13, 5, Conv(10, 3, padding: Padding.Same), new MaxPooling2D(3, 2, Padding.Same), 3),
        .. PoolRoles(9, 9, 3, Conv(7, 2, Activation.Relu), new MaxPooling2D((2, 3)), 3),
        .. PoolRoles(9, 13, 3, Conv(8, 3, Activation.Relu, strides: 2), new MaxPooling2D(2), 3),
        .. PoolRoles(9, 9, 3, Conv(8, 3, Activation.Relu, useBias: false), new MaxPooling2D(2), 3),
        .. PoolRoles(12, 13, 1, Conv(16, 5, Activation.Relu), new MaxPooling2D(2), 3),
        .. PoolRoles(13, 14, 1, Conv(20, 3, Activation.Relu, strides: 2), new MaxPooling2D(2), 3),
        .. PoolRoles(11, 12, 2, Conv(16, (2, 4)), new MaxPooling2D((1, 3)), 9),
        .. PoolRoles(11, 12, 4, Conv(9, (4, 1)) with { DilationRate = 2 }, new MaxPooling2D((2, 1)), 3),
        .. PoolRoles(18, 18, 4, Conv(17, 3, Activation.Relu, padding: Padding.Same), new MaxPooling2D(3), 9),
        .. PoolRoles(11, 12, 3, Conv(16, 3, Activation.Relu), new AveragePooling2D(2), 3),
        .. PoolRoles(11, 12, 3, Conv(10, 3), new AveragePooling2D(3, 2, Padding.Same), 3),
        .. PoolRoles(8, 9, 3, Conv(7, 3, Activation.Relu), new GlobalMaxPooling2D(), 8),
        .. PoolRoles(8, 9, 3, Conv(33, 3, Activation.Relu), new GlobalAveragePooling2D(), 8),
        .. PoolRoles(8, 9, 3, Conv(7, 3), new GlobalAveragePooling2D(keepDims: true), 3),
        .. PoolRoles(8, 9, 3, Conv(7, 3), new GlobalMaxPooling2D(keepDims: true), 3),
    ];

    public static IReadOnlyList<LayerCase> Poolings { get; } =
    [
        PoolFirst(7, 9, 3, new MaxPooling2D(2), 3),
        PoolFirst(7, 9, 1, new MaxPooling2D(3, 1), 3),
        PoolFirst(8, 9, 10, new MaxPooling2D(3, 2, Padding.Same), 8),
        PoolFirst(7, 9, 3, new AveragePooling2D(2), 3),
        PoolFirst(7, 9, 17, new AveragePooling2D(3, 1, Padding.Same), 3),
        PoolFirst(8, 9, 3, new AveragePooling2D((1, 4), (2, 3)), 8),
        PoolFirst(6, 7, 33, new GlobalAveragePooling2D(), 3),
        PoolFirst(6, 7, 7, new GlobalMaxPooling2D(), 3),
    ];

    public static IReadOnlyList<LayerCase> DenseLayers { get; } =
    [
        .. from units in (int[])[1, 3, 7, 10, 17, 33, 64]
           from batch in (int[])[1, 3, 8, 13, 64]
           select new LayerCase($"dense 5 > {units} > 3, batch {batch}", [5], batch, Crossentropy, Dense(units, Activation.Tanh), Dense(3, Activation.Softmax)),
        new("dense 576 > 64 > 10, batch 13", [576], 13, Crossentropy, Dense(64, Activation.Relu), Dense(10, Activation.Softmax)),
        new("dense 40 > 48 > 3, batch 150", [40], 150, Crossentropy, Dense(48, Activation.Relu), Dense(3, Activation.Softmax)),
        new("dense 1 > 1, batch 3", [1], 3, new MeanSquaredError(), Dense(1)),
        new("dense 131 > 10 without bias", [131], 8, Crossentropy, Dense(33, Activation.Relu, useBias: false), Dense(10, Activation.Softmax, useBias: false)),
        new("flatten [5, 7] > dense", [5, 7], 3, Crossentropy, new Flatten(), Dense(9, Activation.Relu), Dense(4, Activation.Softmax)),
    ];

    public static IReadOnlyList<LayerCase> Activations { get; } =
    [
        .. Elementwise.Select(f => new LayerCase($"dense with {Describe(f)}", [6], 5, Crossentropy, Dense(19, f), Dense(3, Activation.Softmax))),
        .. Elementwise.Select(f => new LayerCase(
            $"conv with {Describe(f)}", [6, 5, 2], 3, Crossentropy, Conv(5, 2, f), new Flatten(), Dense(3, Activation.Softmax))),
        .. Elementwise.Select(f => new LayerCase(
            $"layer {Describe(f)}", [6], 3, Crossentropy, Dense(7), new ActivationLayer(f), Dense(3, Activation.Softmax))),
        Wrapped("relu layer", new ReLU()),
        Wrapped("relu6 layer", new ReLU(MaxValue: 6)),
        Wrapped("relu layer with a slope", new ReLU(NegativeSlope: 0.1f)),
        Wrapped("relu layer, cut at 0.4", new ReLU(0.4f)),
        Wrapped("relu layer from 0.3 on", new ReLU(Threshold: 0.3f)),
        Wrapped("relu layer with everything", new ReLU(0.8f, 0.1f, 0.25f)),
        Wrapped("leaky relu layer", new LeakyReLU()),
        Wrapped("elu layer", new ELU()),
        Wrapped("elu layer, half as deep", new ELU(0.5f)),
        Wrapped("softmax layer over channels", new Softmax()),
        Unbiased("softmax layer over rows", new Softmax(1)),
        Unbiased("softmax layer over pixels", new Softmax([1, 2])),
        Wrapped("softmax layer over rows and channels", new Softmax([-1, 1])),
        Wrapped("softmax layer over everything", new Softmax([1, 2, 3])),
        Wrapped("softmax activation over channels", new ActivationLayer(Activation.Softmax)),
        Wrapped("logarithmic softmax over channels", new ActivationLayer(Activation.LogSoftmax)),
        new("gated linear unit over channels", [6, 5, 2], 3, Crossentropy, Conv(8, 3), new ActivationLayer(Activation.Glu), new Flatten(), Dense(3, Activation.Softmax)),
        new("dense with a gated linear unit", [6], 3, Crossentropy, Dense(8, Activation.Glu), Dense(3, Activation.Softmax)),
        new("convolutions with gated linear units", [6, 5, 3], 3, Crossentropy, Conv(8, 3, Activation.Glu),
            new DepthwiseConv2D(2, Activation.Glu), new SeparableConv2D(6, 2, Activation.Glu), new Conv2DTranspose(4, 2, Activation.Glu), new Flatten(), Dense(3, Activation.Softmax)),
        Wrapped("sparsemax over channels", new ActivationLayer(Activation.Sparsemax)),
        new("dense with logarithmic softmax", [6], 3, Crossentropy, Dense(5, Activation.LogSoftmax), Dense(3, Activation.Softmax)),
        new("dense with sparsemax", [6], 3, Crossentropy, Dense(9, Activation.Sparsemax), Dense(3, Activation.Softmax)),
        Wrapped("rescaling in the middle", new Rescaling(0.7, -0.2)),
        Wrapped("dropout of nothing", new Dropout(0)),
        First("random maps that change nothing", new RandomTranslation(0, 0), new RandomRotation(0), new RandomZoom(0)),
        First("random values that change nothing", new RandomContrast(0, (-1, 1)), new RandomBrightness(0, (-1, 1)), new RandomErasing(0)),
        First("random crop of everything behind a pooling", new MaxPooling2D(2, 1, Padding.Same), new RandomCrop(6, 5)),
        new("rescaling of the input", [6, 5, 3], 3, Crossentropy, new Rescaling(2, 0.5), Conv(7, 3, Activation.Relu), new Flatten(), Dense(3, Activation.Softmax)),
        new("conv with softmax", [5, 4, 2], 3, Crossentropy, Conv(5, 2, Activation.Softmax), new Flatten(), Dense(3, Activation.Softmax)),
        new("dense with softmax in the middle", [6], 3, Crossentropy, Dense(5, Activation.Softmax), Dense(3, Activation.Softmax)),
    ];

    public static IReadOnlyList<LayerCase> Losses { get; } =
    [
        Head("sparse crossentropy of a softmax layer", new SparseCategoricalCrossentropy(), Dense(5), new Softmax()),
        Head("sparse crossentropy of logits", new SparseCategoricalCrossentropy(fromLogits: true), Dense(5)),
        Head("sparse crossentropy, smoothed", new SparseCategoricalCrossentropy(labelSmoothing: 0.1), Dense(5, Activation.Softmax)),
        Head("sparse crossentropy of logits, smoothed", new SparseCategoricalCrossentropy(fromLogits: true, labelSmoothing: 0.3), Dense(5)),
        Head("sparse crossentropy of sigmoids", new SparseCategoricalCrossentropy(), Dense(5, Activation.Sigmoid)),
        Head("categorical crossentropy", new CategoricalCrossentropy(), Dense(5, Activation.Softmax)),
        Head("categorical crossentropy of logits", new CategoricalCrossentropy(fromLogits: true), Dense(5)),
        Head("categorical crossentropy, smoothed", new CategoricalCrossentropy(labelSmoothing: 0.2), Dense(5, Activation.Softmax)),
        Head("categorical crossentropy of logits, smoothed", new CategoricalCrossentropy(fromLogits: true, labelSmoothing: 0.2), Dense(5)),
        Head("binary crossentropy", new BinaryCrossentropy(), Dense(1, Activation.Sigmoid)),
        Head("binary crossentropy of several", new BinaryCrossentropy(), Dense(5, Activation.Sigmoid)),
        Head("binary crossentropy, smoothed", new BinaryCrossentropy(labelSmoothing: 0.2), Dense(3, Activation.Sigmoid)),
        Head("binary crossentropy of logits", new BinaryCrossentropy(fromLogits: true), Dense(3)),
        Head("binary crossentropy of logits, smoothed", new BinaryCrossentropy(fromLogits: true, labelSmoothing: 0.1), Dense(1)),
        Head("focal crossentropy", new CategoricalFocalCrossentropy(), Dense(5, Activation.Softmax)),
        Head("focal crossentropy of logits, smoothed", new CategoricalFocalCrossentropy(0.6, 1.5, fromLogits: true, labelSmoothing: 0.2), Dense(5)),
        Head("focal crossentropy of sigmoids", new CategoricalFocalCrossentropy(0.8, 0.5, labelSmoothing: 0.1), Dense(5, Activation.Sigmoid)),
        Head("focal crossentropy that is none", new CategoricalFocalCrossentropy(1, 0), Dense(5, Activation.Softmax)),
        Head("binary focal crossentropy", new BinaryFocalCrossentropy(), Dense(3, Activation.Sigmoid)),
        Head("binary focal crossentropy, balanced", new BinaryFocalCrossentropy(true, 0.3, 1.5, labelSmoothing: 0.1), Dense(1, Activation.Sigmoid)),
        Head("binary focal crossentropy of logits, balanced", new BinaryFocalCrossentropy(true, 0.3, 1.5, fromLogits: true, labelSmoothing: 0.1), Dense(3)),
        Head("divergence", new KLDivergence(), Dense(5, Activation.Softmax)),
        Head("divergence of sigmoids", new KLDivergence(), Dense(5, Activation.Sigmoid)),
        Head("squared error", new MeanSquaredError(), Dense(5)),
        Head("squared error of sigmoids", new MeanSquaredError(), Dense(4, Activation.Sigmoid)),
        Head("hinge", new Hinge(), Dense(5, Activation.Tanh)),
        Head("squared hinge", new SquaredHinge(), Dense(5)),
        Head("categorical hinge", new CategoricalHinge(), Dense(4)),
        Head("categorical hinge of a softmax", new CategoricalHinge(), Dense(4, Activation.Softmax)),
        Head("squared error of a softmax", new MeanSquaredError(), Dense(4, Activation.Softmax)),
        Head("focal crossentropy, a factor each", new CategoricalFocalCrossentropy([0.1, 0.4, 0.7, 0.2]), Dense(4, Activation.Softmax)),
        .. LossCases.All,
    ];

    public static IReadOnlyList<LayerCase> All { get; } =
        [.. Convolutions, .. PooledConvolutions, .. Poolings, .. DenseLayers, .. Activations, .. Losses, .. NormalizationCases.All, .. ResidualCases.All, .. DepthwiseCases.All, .. OtherCases.All, .. OperationCases.All, .. PriceCases.All];

    /// <summary>Those that finite differences can afford.</summary>
    public static IReadOnlyList<LayerCase> Small { get; } = [.. All.Where(@case => @case.Build().ParameterCount < 1500)];

    public static LayerCase Named(string name) => All.Single(@case => @case.Name == name);

    private static SparseCategoricalCrossentropy Crossentropy => new();

    private static Conv2D Conv(
        int filters, Size2D kernel, Activation? activation = null, Size2D? strides = null, Padding padding = Padding.Valid, bool useBias = true) =>
        new(filters, kernel, activation, strides, padding, useBias) { BiasInitializer = s_bias };

    private static Dense Dense(int units, Activation? activation = null, bool useBias = true) => new(units, activation, useBias) { BiasInitializer = s_bias };

    /// <summary>The convolution as a first layer, where nobody wants its input's gradient, and behind another one.</summary>
    private static IEnumerable<LayerCase> ConvRoles(int height, int width, int channels, Conv2D conv, int batch) => Roles(height, width, channels, [conv], batch);

    private static IEnumerable<LayerCase> PoolRoles(int height, int width, int channels, Conv2D conv, Layer pool, int batch) =>
        Roles(height, width, channels, [conv, pool], batch);

    private static IEnumerable<LayerCase> Roles(int height, int width, int channels, Layer[] tested, int batch)
    {
        string name = $"{height}x{width}x{channels} > {string.Join(", ", tested.Select(Describe))}, {batch}";
        yield return new(name, [height, width, channels], batch, Crossentropy, [.. tested, new Flatten(), Dense(3, Activation.Softmax)]);

        Conv2D before = Conv(channels, 3, Activation.Tanh, padding: Padding.Same);
        yield return new($"in: {name}", [height, width, 2], batch, Crossentropy, [before, .. tested, new Flatten(), Dense(3, Activation.Softmax)]);
    }

    private static LayerCase PoolFirst(int height, int width, int channels, Layer pool, int batch) =>
        new($"{height}x{width}x{channels} > {Describe(pool)}", [height, width, channels], batch, Crossentropy, pool, new Flatten(), Dense(3, Activation.Softmax));

    private static LayerCase Wrapped(string name, Layer layer) =>
        new(name, [6, 5, 2], 3, Crossentropy, Conv(7, 3), layer, new Flatten(), Dense(3, Activation.Softmax));

    // A bias that no result depends on has no gradient, and what rounding leaves of it cannot be compared.
    private static LayerCase Unbiased(string name, Layer layer) =>
        new(name, [6, 5, 2], 3, Crossentropy, Conv(7, 3, useBias: false), layer, new Flatten(), Dense(3, Activation.Softmax));

    private static LayerCase First(string name, params Layer[] layers) =>
        new(name, [6, 5, 2], 3, Crossentropy, [.. layers, Conv(7, 3), new Flatten(), Dense(3, Activation.Softmax)]);

    private static LayerCase Head(string name, Loss loss, params Layer[] head) => new(name, [6], 7, loss, [Dense(9, Activation.Tanh), .. head]);

    private static string Describe(Activation f) => $"{f.Kind} {f.Alpha} {f.Approximate}{(f.Cutoff != 0 ? $" from {f.Cutoff}" : "")}{(float.IsFinite(f.MaxValue) ? $" to {f.MaxValue}" : "")}";

    // Short, because a runner cuts long names.
    private static string Describe(Layer layer) => layer switch
    {
        Conv2D c => string.Concat(
            $"conv {c.KernelSize}x{c.Filters}",
            c.Activation.Kind == ActivationKind.Linear ? "" : $" {c.Activation.Kind}",
            c.Padding == Padding.Same ? " same" : "",
            c.Strides == 1 ? "" : $" stride {c.Strides}",
            c.DilationRate == 1 ? "" : $" dilated {c.DilationRate}",
            c.Groups == 1 ? "" : $" groups {c.Groups}",
            c.UseBias ? "" : " no bias"),
        Pooling2D p => $"{(p is MaxPooling2D ? "max" : "mean")} {p.PoolSize}{(p.Strides == p.PoolSize ? "" : $"/{p.Strides}")}{(p.Padding == Padding.Same ? " same" : "")}",
        GlobalPooling2D p => $"global {(p is GlobalMaxPooling2D ? "max" : "mean")}{(p.KeepDims ? " kept" : "")}",
        _ => layer.KerasName,
    };
}
