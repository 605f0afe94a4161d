using Weft.Data;
using Weft.Layers;

namespace Weft.Tests.Training;

/// <summary>A training step allocates nothing: every buffer was laid out when the model was compiled.</summary>
public sealed class AllocationTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Fit_AfterItsFirstSteps_AllocatesNothing(bool staged)
    {
        const int steps = 60, warm = 20, batch = 16;
        Sequential model = new([13, 13, 8], seed: 1)
        {
            new Conv2D(16, 3, Activation.Relu),
            new MaxPooling2D(2),
            new Conv2D(16, 3, Activation.Gelu, padding: Padding.Same),
            new AveragePooling2D(2),
            new Residual(Activation.Relu) { new Conv2D(16, 3, padding: Padding.Same), new BatchNormalization { Trainable = staged } },
            new Flatten(),
            new Dropout(0.3),
            new Dense(9, Activation.Relu),
            new Dense(3, Activation.Softmax),
        };
        model.Threads = 2;
        model.Compile(new Adam(), new SparseCategoricalCrossentropy(), Metric.Accuracy, Metric.TopK(2));
        byte[] pixels = new byte[steps * batch * model.InputShape.Size];
        new Random(1).NextBytes(pixels);
        ImageDataset data = new(pixels, Enumerable.Range(0, steps * batch).Select(i => i % 3).ToArray(), model.InputShape, "noise");
        AllocationMeter meter = new(steps);

        model.Fit(data, batchSize: batch, callbacks: [meter]);

        Assert.All(meter.AllocatedBy[warm..], bytes => Assert.Equal(0, bytes));
    }

    private sealed class AllocationMeter(int steps) : Callback
    {
        private long _before;

        public long[] AllocatedBy { get; } = new long[steps];

        public override void OnBatchBegin(TrainingRun run) => _before = GC.GetAllocatedBytesForCurrentThread();

        public override void OnBatchEnd(TrainingRun run) => AllocatedBy[run.Step - 1] = GC.GetAllocatedBytesForCurrentThread() - _before;
    }
}
