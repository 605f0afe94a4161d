using Weft.Layers;

namespace Weft.Tests.Profiling;

/// <summary>What <see cref="Model.InspectPlan"/> says of a model.</summary>
public sealed class PlanReportTests
{
    [Fact]
    public void InspectPlan_Prediction_ShowsWhatIsFused()
    {
        PlanReport plan = Create().InspectPlan();

        Assert.Contains(plan.Steps, step => step.Operation == "convolution 3x3 + batch normalisation + ReLU" && step.Layers.SequenceEqual(["conv2d", "batch_normalization", "re_lu"]));
        Assert.Contains(plan.Steps, step => step.Operation == "convolution 3x3 + max pooling 2x2 + ReLU" && step.Algorithm.Length > 0);
        Assert.Equal((1, 0L), (plan.Stages, plan.GradientBytes));
        Assert.All(plan.Steps, step => Assert.False(step.HasGradient));
        Assert.InRange(plan.ValueBytes, 1, plan.UnsharedValueBytes);
    }

    [Fact]
    public void InspectPlan_Training_ShowsStagesAndGradients()
    {
        Model model = Create();
        Assert.Throws<TrainingException>(() => model.InspectPlan(training: true));
        model.Compile(new Adam(), new SparseCategoricalCrossentropy());

        PlanReport plan = model.InspectPlan(training: true);

        Assert.Equal(2, plan.Stages);
        Assert.True(plan.GradientBytes >= sizeof(float) * model.Weights.Where(weight => weight.Trainable).Sum(weight => weight.Shape.Size));
        Assert.Equal("loss and metrics", plan.Steps[^1].Operation);
    }

    private static Sequential Create() => new([12, 12, 1], seed: 1)
    {
        new Conv2D(8, 3),
        new BatchNormalization(),
        new ReLU(),
        new Conv2D(8, 3, Activation.Relu),
        new MaxPooling2D(2),
        new Flatten(),
        new Dense(3, Activation.Softmax),
    };
}
