using Weft.Initializers;
using Weft.Layers;
using Weft.Regularizers;

namespace Weft.Tests.Layers;

/// <summary>Layers that move, enlarge or normalise, slopes that are learned, and prices on kernels.</summary>
internal static class OtherCases
{
    public static IReadOnlyList<LayerCase> All { get; } =
    [
        .. Images("zeros around", new ZeroPadding2D()),
        .. Images("zeros, rows and columns", new ZeroPadding2D((2, 1))),
        .. Images("zeros, every side", new ZeroPadding2D(1, 0, 2, 3)),
        .. Images("enlarged", new UpSampling2D()),
        .. Images("enlarged 3x1", new UpSampling2D((3, 1))),
        .. Images("enlarged, bilinear", new UpSampling2D(2, Interpolation.Bilinear)),
        .. Images("enlarged 3x4, bilinear", new UpSampling2D((3, 4), Interpolation.Bilinear)),
        .. Images("reshaped", new Reshape(-1, 2), new Flatten()),
        .. Images("reshaped to an image", new Reshape(4, -1, 1), new Conv2D(3, 2)),
        .. Images("layer norm", Norm(new LayerNormalization())),
        .. Images("layer norm without beta, then relu", Norm(new LayerNormalization(1e-5, center: false)), new ReLU()),
        .. Images("layer norm without gamma", Norm(new LayerNormalization(scale: false))),
        new("layer norm of a vector", [6], 5, new SparseCategoricalCrossentropy(), new Dense(17), Norm(new LayerNormalization()), new Dense(3, Activation.Softmax)),
        .. Images("prelu", new PReLU { AlphaInitializer = new HeUniform() }),
        .. Images("prelu shared", new PReLU([1, 2]) { AlphaInitializer = new Constant(0.3f) }),
        .. Images("prelu shared along columns and channels", new PReLU([2, 3]) { AlphaInitializer = new HeUniform() }),
        .. Images("prelu shared along rows", new PReLU([1]) { AlphaInitializer = new HeUniform() }),
        .. Images("prelu, one slope", new PReLU([1, 2, 3]) { AlphaInitializer = new Constant(0.3f) }),
        new("prelu of a vector", [6], 5, new SparseCategoricalCrossentropy(), new Dense(9), new PReLU { AlphaInitializer = new Constant(0.2f) }, new Dense(3, Activation.Softmax)),
        .. Images("spatial dropout of nothing", new SpatialDropout2D(0)),
        .. Images("stochastic depth of nothing", new StochasticDepth(0)),
        .. Images("dropout of no samples", new Dropout(0) { NoiseShape = [1, 1, 1] }),
        new("scaled channels", [5, 4, 2], 5, new SparseCategoricalCrossentropy(), new LayerScale(0.7, 2), new Flatten(), new Dense(3, Activation.Softmax)),
        new("scaled channels behind a convolution", [6, 5, 2], 9, new SparseCategoricalCrossentropy(), new Conv2D(11, 3), new LayerScale(-0.4, 11), new ReLU(), new Flatten(), new Dense(3, Activation.Softmax)),
        new("scaled features", [6], 5, new SparseCategoricalCrossentropy(), new Dense(9), new LayerScale(1.3, 9), new Dense(3, Activation.Softmax)),
        .. Images("noise of nothing", new GaussianNoise(0)),
        .. Images("one offset for all", new Rescaling([0.7], [0.3])),
        new("rescaled by channel", [5, 4, 3], 3, new SparseCategoricalCrossentropy(), new Rescaling([2, -0.5, 1.1], [0.1, 0.2, -0.3]), new Flatten(), new Dense(3, Activation.Softmax)),
        new("rescaled by channel in the middle", [6, 5, 2], 9, new SparseCategoricalCrossentropy(), new Conv2D(19, 3), new Rescaling([.. Enumerable.Range(0, 19).Select(c => 0.5 + (c / 10.0))]), new Flatten(), new Dense(3, Activation.Softmax)),
        new("offsets by channel before a random layer", [5, 4, 3], 3, new SparseCategoricalCrossentropy(), new Rescaling([2], [0.1, 0.2, -0.3]), new RandomTranslation(0, 0), new Flatten(), new Dense(3, Activation.Softmax)),
        .. Images("normalised by one", new Normalization([0.3f], [0.5f])),
        .. Images("normalised back", new Normalization([0.1f], [0.7f], invert: true)),
        .. Images("normalised by data", new Normalization()),
        new("normalised by channel", [5, 4, 2], 3, new SparseCategoricalCrossentropy(), new Normalization([0.3f, -0.1f], [0.5f, 2]), new Flatten(), new Dense(3, Activation.Softmax)),
        new("conv with l2", [6, 5, 2], 3, new SparseCategoricalCrossentropy(), new Conv2D(17, 3, Activation.Relu) { KernelRegularizer = new L2(0.02) }, new Flatten(), new Dense(3, Activation.Softmax)),
        new("convs with l1 and l1l2", [9, 9, 2], 13, new SparseCategoricalCrossentropy(), new Conv2D(8, 3, Activation.Relu) { KernelRegularizer = new L1(0.003) }, new MaxPooling2D(2), new Conv2D(5, 2) { KernelRegularizer = new L1L2(0.01, 0.02) }, new Flatten(), new Dense(3, Activation.Softmax)),
        new("dense with prices", [6], 64, new SparseCategoricalCrossentropy(), new Dense(9, Activation.Tanh) { KernelRegularizer = new L1() }, new Dense(3, Activation.Softmax) { KernelRegularizer = new L2() }),
        new("depthwise with l2, bn", [6, 5, 3], 5, new SparseCategoricalCrossentropy(), new DepthwiseConv2D(3, useBias: false) { DepthwiseRegularizer = new L2(0.05) }, NormalizationCases.Norm(), new Flatten(), new Dense(3, Activation.Softmax)),
        new("separable with prices", [7, 6, 3], 5, new SparseCategoricalCrossentropy(), new SeparableConv2D(6, 3, Activation.Relu) { DepthwiseRegularizer = new L2(0.05), PointwiseRegularizer = new L1L2(0.01, 0.03) }, new Flatten(), new Dense(3, Activation.Softmax)),
        new("separable with one price, pooled", [8, 8, 2], 3, new SparseCategoricalCrossentropy(), new SeparableConv2D(4, 3, depthMultiplier: 2) { PointwiseRegularizer = new L2(0.03) }, new MaxPooling2D(2), new Flatten(), new Dense(3, Activation.Softmax)),
        new("frozen conv with l2", [6, 5, 2], 3, new SparseCategoricalCrossentropy(), new Conv2D(4, 3) { KernelRegularizer = new L2(), Trainable = false }, new Flatten(), new Dense(3, Activation.Softmax)),
    ];

    private static LayerNormalization Norm(LayerNormalization layer) => layer with { BetaInitializer = new GlorotUniform(), GammaInitializer = new Constant(1.2f) };

    /// <summary>On the input, and behind a convolution.</summary>
    private static IEnumerable<LayerCase> Images(string name, params Layer[] layers)
    {
        yield return new(name, [4, 3, 2], 5, new SparseCategoricalCrossentropy(), [.. layers, new Flatten(), new Dense(3, Activation.Softmax)]);
        yield return new($"in: {name}", [6, 5, 2], 9, new SparseCategoricalCrossentropy(), [new Conv2D(7 + 1, 3), .. layers, new Flatten(), new Dense(3, Activation.Softmax)]);
    }
}
