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
        .. Images("enlarged, bicubic", new UpSampling2D((2, 3), Interpolation.Bicubic)),
        .. Images("enlarged, lanczos3", new UpSampling2D((3, 2), Interpolation.Lanczos3)),
        .. Images("enlarged, lanczos5", new UpSampling2D(2, Interpolation.Lanczos5)),
        .. Images("resized up, cropped", new Resizing(7, 9, cropToAspectRatio: true)),
        .. Images("resized, filled up", new Resizing(3, 7, padToAspectRatio: true) { FillValue = 0.3f }),
        .. Images("resized down, nearest", new Resizing(3, 2, Interpolation.Nearest)),
        .. Images("resized down, averaged", new Resizing(2, 3, antialias: true)),
        .. Images("resized, bicubic, averaged", new Resizing(2, 5, Interpolation.Bicubic, antialias: true)),
        .. Images("resized, lanczos3, averaged", new Resizing(3, 2, Interpolation.Lanczos3, antialias: true)),
        .. Images("the middle", new CenterCrop(3, 2)),
        .. Images("the middle of something larger", new CenterCrop(9, 5)),
        .. Images("cropped", new Cropping2D(1)),
        .. Images("cropped on every side", new Cropping2D(1, 0, 0, 1)),
        .. Images("rows and columns exchanged", new Permute(2, 1, 3)),
        .. Images("channels first", new Permute(3, 1, 2)),
        .. Images("axes backwards", new Permute(3, 2, 1)),
        .. Images("axes as they were", new Permute(1, 2, 3), new Identity()),
        .. Images("repeated", new Flatten(), new RepeatVector(3), new Permute(2, 1)),
        .. Images("adaptive means", new AdaptiveAveragePooling2D((3, 2))),
        .. Images("adaptive mean of everything", new AdaptiveAveragePooling2D(1)),
        .. Images("adaptive means, more than pixels", new AdaptiveAveragePooling2D((5, 7))),
        .. Images("adaptive maxima", new AdaptiveMaxPooling2D((3, 2))),
        .. Images("dense on an image", new Dense(9, Activation.Relu) { BiasInitializer = new HeUniform() }),
        .. Unbiased("dense on an image, with batch norm", new Dense(5, useBias: false), NormalizationCases.Norm(), new ReLU()),
        .. Images("dense on a sequence, softmax", new Reshape(-1, 2), new Dense(7, Activation.Softmax), new Dense(3, Activation.Tanh, useBias: false)),
        new("dense on images, many features", [5, 4, 3], 37, new SparseCategoricalCrossentropy(), new Dense(130, Activation.Relu), new Dense(70, Activation.Relu), new Flatten(), new Dense(3, Activation.Softmax)),
        new("dense on pairs, very many features", [2, 3], 20, new SparseCategoricalCrossentropy(), new Dense(150, Activation.Relu), new Dense(160, Activation.Relu), new Flatten(), new Dense(3, Activation.Softmax)),
        .. Images("transposed", Transposed(3, 3)),
        .. Images("transposed, strided, relu", Transposed(5, 3, 2, Padding.Same), new ReLU()),
        .. Images("transposed, valid, uneven", Transposed(2, (4, 3), (2, 3)) with { Activation = Activation.Tanh }),
        .. Images("transposed, stride above the kernel", Transposed(4, 2, 3, Padding.Same)),
        .. Images("transposed, stride above the kernel, valid", Transposed(4, 1, 3)),
        .. Images("transposed, more at the end", new Conv2DTranspose(3, 3, Activation.Relu, 2, Padding.Same, 0) { BiasInitializer = new HeUniform() }),
        .. Images("transposed, valid, more at the end", new Conv2DTranspose(3, (3, 2), null, 2, Padding.Valid, (1, 0), useBias: false)),
        .. Images("transposed, dilated", Transposed(3, (2, 3)) with { DilationRate = (1, 2) }),
        .. Images("transposed, dilated, same", Transposed(3, 3, padding: Padding.Same) with { DilationRate = 2 }),
        .. Images("transposed with a price", Transposed(17, (1, 2), (1, 2)) with { KernelRegularizer = new L2(0.02) }),
        new("transposed, many channels", [3, 4, 2], 3, new SparseCategoricalCrossentropy(), new Conv2D(33, 1), Transposed(40, 2, 2), new ReLU(), new GlobalAveragePooling2D(), new Dense(3, Activation.Softmax)),
        .. Images("gaussian dropout of nothing", new GaussianDropout(0)),
        .. Images("alpha dropout of nothing", new AlphaDropout(0)),
        .. Images("reshaped", new Reshape(-1, 2), new Flatten()),
        .. Images("reshaped to an image", new Reshape(4, -1, 1), new Conv2D(3, 2)),
        .. Images("layer norm", Norm(new LayerNormalization())),
        .. Images("layer norm without beta, then relu", Norm(new LayerNormalization(1e-5, center: false)), new ReLU()),
        .. Images("layer norm without gamma", Norm(new LayerNormalization(scale: false))),
        new("layer norm of a vector", [6], 5, new SparseCategoricalCrossentropy(), new Dense(17), Norm(new LayerNormalization()), new Dense(3, Activation.Softmax)),
        .. Images("layer norm over everything", Norm(new LayerNormalization([1, 2, 3], 1e-5))),
        .. Unbiased("layer norm over columns and channels", Norm(new LayerNormalization([-2, -1], center: false))),
        .. Unbiased("layer norm over rows", Norm(new LayerNormalization([1], scale: false))),
        .. Unbiased("layer norm over rows and channels", Norm(new LayerNormalization([1, 3]))),
        .. Images("layer norm with rms scaling", Norm(new LayerNormalization { RmsScaling = true })),
        .. Images("layer norm with rms scaling over two axes", Norm(new LayerNormalization([2, 3], center: false) { RmsScaling = true })),
        .. Images("rms norm", new RMSNormalization()),
        .. Images("rms norm over columns and channels", new RMSNormalization([-2, -1], 1e-3)),
        .. Images("unit norm", new UnitNormalization()),
        .. Images("unit norm over pixels", new UnitNormalization([1, 2])),
        .. Images("unit norm over rows and channels, then relu", new UnitNormalization([3, 1]), new ReLU()),
        .. Images("group norm", Norm(new GroupNormalization(2))),
        .. Unbiased("instance norm, then relu", Norm(new GroupNormalization(-1, epsilon: 1e-5)), new ReLU()),
        .. Images("group norm of one group, plain", Norm(new GroupNormalization(1, center: false, scale: false))),
        .. Images("group norm without gamma, then relu", Norm(new GroupNormalization(2, scale: false)), new ActivationLayer(Activation.Relu)),
        new("group norm of many channels", [5, 4, 2], 3, new SparseCategoricalCrossentropy(), new Conv2D(48, 3), Norm(new GroupNormalization(4)), new ReLU(), new Flatten(), new Dense(3, Activation.Softmax)),
        .. Unbiased("group norm of rows", Norm(new GroupNormalization(2, axis: 1))),
        new("group norm of a vector", [6], 5, new SparseCategoricalCrossentropy(), new Dense(18), Norm(new GroupNormalization(3)), new Dense(3, Activation.Softmax)),
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
        .. Images("normalised by data, one for all", new Normalization { Axes = [] }),
        .. Images("normalised by data along rows and channels", new Normalization { Axes = [-1, 1] }),
        .. Images("normalised along columns", new Normalization([0.3f], [0.5f]) { Axes = [2] }),
        new("normalised along columns and channels", [2, 2, 3], 3, new SparseCategoricalCrossentropy(), new Normalization([1, 2, 3, 4, 5, 6], [1, 2, 1, 3, 1, 4], invert: true) { Axes = [2, 3] }, new Flatten(), new Dense(3, Activation.Softmax)),
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

    private static Conv2DTranspose Transposed(int filters, Size2D kernel, Size2D? strides = null, Padding padding = Padding.Valid) =>
        new(filters, kernel, null, strides, padding) { BiasInitializer = new HeUniform() };

    private static GroupNormalization Norm(GroupNormalization layer) => layer with { BetaInitializer = new GlorotUniform(), GammaInitializer = new Constant(1.2f) };

    /// <summary>As <see cref="Images"/>, for layers that take away the mean over pixels: a bias before them has no gradient, and what rounding leaves of it cannot be compared.</summary>
    private static IEnumerable<LayerCase> Unbiased(string name, params Layer[] layers) => Images(name, layers).Select(image => image with
    {
        Layers = [.. image.Layers.Select(layer => layer is Conv2D ? new Conv2D(8, 3, useBias: false) : layer)],
    });

    /// <summary>On the input, and behind a convolution.</summary>
    private static IEnumerable<LayerCase> Images(string name, params Layer[] layers)
    {
        yield return new(name, [4, 3, 2], 5, new SparseCategoricalCrossentropy(), [.. layers, new Flatten(), new Dense(3, Activation.Softmax)]);
        yield return new($"in: {name}", [6, 5, 2], 9, new SparseCategoricalCrossentropy(), [new Conv2D(7 + 1, 3), .. layers, new Flatten(), new Dense(3, Activation.Softmax)]);
    }
}
