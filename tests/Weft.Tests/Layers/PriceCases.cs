using Weft.Initializers;
using Weft.Layers;
using Weft.Regularizers;

namespace Weft.Tests.Layers;

/// <summary>Prices on biases, on what normalisations scale by, on directions, and on what layers give.</summary>
internal static class PriceCases
{
    private static readonly SparseCategoricalCrossentropy s_loss = new();

    public static IReadOnlyList<LayerCase> All { get; } =
    [
        new("biases with prices", [6, 5, 2], 11, s_loss, new Conv2D(4, 3, Activation.Tanh) { BiasRegularizer = new L2(0.1), BiasInitializer = new HeUniform() }, new Flatten(), new Dense(3, Activation.Softmax) { BiasRegularizer = new L1(0.1), BiasInitializer = new HeUniform() }),
        new("separable with all prices", [7, 6, 3], 5, s_loss, new SeparableConv2D(6, 3, Activation.Tanh) { DepthwiseRegularizer = new L2(0.05), PointwiseRegularizer = new L1L2(0.01, 0.03), BiasRegularizer = new L2(0.2), BiasInitializer = new HeUniform() }, new Flatten(), new Dense(3, Activation.Softmax)),
        new("depthwise bias with a price", [7, 6, 3], 5, s_loss, new DepthwiseConv2D(3) { BiasRegularizer = new L1L2(0.1, 0.2), BiasInitializer = new HeUniform() }, new Flatten(), new Dense(3, Activation.Softmax)),
        new("batch norm with prices", [6, 5, 2], 12, s_loss, new Conv2D(4, 3, useBias: false), new BatchNormalization { GammaRegularizer = new L2(0.1), BetaRegularizer = new L1(0.1), BetaInitializer = new HeUniform() }, new Flatten(), new Dense(3, Activation.Softmax)),
        new("layer norm and prelu with prices", [6], 5, s_loss, new Dense(7), new LayerNormalization { GammaRegularizer = new L1(0.1), BetaRegularizer = new L2(0.1), BetaInitializer = new HeUniform() }, new PReLU { AlphaRegularizer = new L2(0.3), AlphaInitializer = new Constant(0.3f) }, new Dense(3, Activation.Softmax)),
        new("rows to be orthogonal", [6], 5, s_loss, new Dense(4, Activation.Tanh) { KernelRegularizer = new OrthogonalRegularizer(0.5) }, new Dense(3, Activation.Softmax)),
        new("columns to be orthogonal", [3], 40, s_loss, new Dense(9, Activation.Tanh) { KernelRegularizer = new OrthogonalRegularizer(0.5, MatrixVectors.Columns) }, new Dense(3, Activation.Softmax) { KernelRegularizer = new OrthogonalRegularizer(0.2, MatrixVectors.Columns) }),
        new("activity", [6, 5, 2], 11, s_loss, new ActivityRegularization(0.01, 0.02), new Conv2D(4, 3), new ActivityRegularization(0.02, 0.01), new Flatten(), new Dense(3, Activation.Softmax)),
        new("activity of a convolution that would take relu and pooling in", [8, 8, 2], 9, s_loss, new Conv2D(4, 3) { ActivityRegularizer = new L2(0.02) }, new ReLU(), new MaxPooling2D(2), new Flatten(), new Dense(3, Activation.Softmax)),
        new("activity of a relu", [8, 8, 2], 9, s_loss, new Conv2D(4, 3, Activation.Relu) { ActivityRegularizer = new L1L2(0.02, 0.03) }, new MaxPooling2D(2), new Flatten(), new Dense(3, Activation.Softmax)),
        new("activity before and behind a batch norm", [6, 5, 2], 12, s_loss, new Conv2D(4, 3) { ActivityRegularizer = new L2(0.02) }, new BatchNormalization { ActivityRegularizer = new L2(0.01) }, new ReLU(), new Conv2D(4, 2), new Flatten(), new Dense(3, Activation.Softmax)),
        new("activity between Winograd convolutions", [10, 10, 16], 5, s_loss, new Conv2D(16, 3, useBias: false) { ActivityRegularizer = new L2(0.001) }, new BatchNormalization { ActivityRegularizer = new L2(0.001) }, new Conv2D(16, 3), new Flatten(), new Dense(3, Activation.Softmax)),
        new("activity of depthwise and separable", [8, 8, 3], 5, s_loss, new DepthwiseConv2D(3) { ActivityRegularizer = new L2(0.01) }, new ReLU(), new SeparableConv2D(4, 3) { ActivityRegularizer = new L2(0.01) }, new ReLU(), new Flatten(), new Dense(3, Activation.Softmax)),
        new("activity of the last layer", [6], 7, s_loss, new Dense(5, Activation.Tanh) { ActivityRegularizer = new L1(0.01) }, new Dense(4, Activation.Softmax) { ActivityRegularizer = new L2(0.3) }),
        new("activity of logits before the last function", [6], 7, s_loss, new Dense(4) { ActivityRegularizer = new L2(0.3) }, new Softmax()),
        new("activity of a frozen layer", [6], 7, s_loss, new Dense(5, Activation.Tanh) { ActivityRegularizer = new L2(0.1), Trainable = false }, new Dense(4, Activation.Softmax)),
        new("activity of a residual block", [6, 6, 4], 5, s_loss, new Conv2D(4, 3, padding: Padding.Same), new Residual(Activation.Relu) { new Conv2D(4, 3, Activation.Tanh, padding: Padding.Same), new Conv2D(4, 3, padding: Padding.Same) } with { ActivityRegularizer = new L2(0.02) }, new Flatten(), new Dense(3, Activation.Softmax)),
    ];
}
