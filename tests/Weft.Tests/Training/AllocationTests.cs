using Weft.Constraints;
using Weft.Data;
using Weft.Layers;
using Weft.Regularizers;
using Weft.Schedules;

namespace Weft.Tests.Training;

/// <summary>A training step allocates nothing: every buffer was laid out when the model was compiled.</summary>
public sealed class AllocationTests
{
    public static TheoryData<Optimizer> Optimizers() =>
    [
        new Adam(),
        new Muon { UseEma = true },
        new Lamb(),
        new Adafactor(),
        new RMSprop(new CosineDecay(0.001, 50), momentum: 0.5) { GlobalClipNorm = 1, WeightDecay = 0.1, UseEma = true, EmaOverwriteFrequency = 3, GradientAccumulationSteps = 2 },
    ];

    [Theory]
    [MemberData(nameof(Optimizers), DisableDiscoveryEnumeration = true)]
    public void Fit_AfterItsFirstSteps_AllocatesNothing(Optimizer optimizer)
    {
        const int steps = 60, warm = 20, batch = 16;
        Sequential model = new([13, 13, 8], seed: 1)
        {
            new Conv2D(16, 3, Activation.Relu),
            new MaxPooling2D(2),
            new Conv2D(16, 3, Activation.Gelu, padding: Padding.Same),
            new AveragePooling2D(2),
            new Residual(Activation.Relu) { new Conv2D(16, 3, padding: Padding.Same), new BatchNormalization { Trainable = optimizer is not Adam } },
            new Flatten(),
            new Dropout(0.3),
            new Dense(9, Activation.Relu) { KernelRegularizer = new OrthogonalRegularizer(), KernelConstraint = new MaxNorm(), ActivityRegularizer = new L2(1e-4) },
            new Dense(3, Activation.Softmax),
        };
        model.Threads = 2;
        model.Compile(optimizer, new SparseCategoricalCrossentropy(), Metric.Accuracy, Metric.TopK(2));
        byte[] pixels = new byte[steps * batch * model.InputShape.Size];
        new Random(1).NextBytes(pixels);
        ImageDataset data = new(pixels, Enumerable.Range(0, steps * batch).Select(i => i % 3).ToArray(), model.InputShape, "noise");
        AllocationMeter meter = new(steps);

        model.Fit(data, batchSize: batch, callbacks: [meter]);

        meter.AssertNothingAfter(warm);
    }
}
