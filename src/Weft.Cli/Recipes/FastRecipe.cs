using Weft.Cli.Choices;
using Weft.Cli.Training;
using Weft.Layers;

namespace Weft.Cli.Recipes;

/// <summary>The most accuracy for half a minute: the seed's network with batch normalisation, a one-cycle rate, flips and shifts by a pixel. 92.8 % on Fashion-MNIST.</summary>
/// <remarks>Normalisation stands behind ReLU and pooling, where there is a quarter of the values: as good as before them, and quicker, for the convolution then takes ReLU and pooling in.</remarks>
internal static class FastRecipe
{
    public static Recipe Recipe { get; } = new("fast", new TrainSettings
    {
        Model = new ModelSource.BuiltIn(ModelRecipe.Named("fast")),
        Epochs = 14,
        BatchSize = 128,
        ValidationSplit = 0,
        Optimization = new() { Optimizer = OptimizerChoice.AdamW, LearningRate = 0.012, WeightDecay = 0.05, Schedule = ScheduleChoice.OneCycle },
        Objective = new() { LabelSmoothing = 0.1 },
        Augmentation = new() { Changes = [AugmentChoice.Flip, AugmentChoice.ShiftBy(0.04)], TestTimeFlip = true },
    });

    public static IEnumerable<Layer> Network(int classes) =>
    [
        new Conv2D(32, kernelSize: 3, Activation.Relu),
        new MaxPooling2D(2),
        new BatchNormalization(momentum: 0.9),
        new Conv2D(64, kernelSize: 3, Activation.Relu),
        new MaxPooling2D(2),
        new BatchNormalization(momentum: 0.9),
        new Conv2D(128, kernelSize: 3, Activation.Relu),
        new BatchNormalization(momentum: 0.9),
        new Flatten(),
        new Dense(classes, Activation.Softmax),
    ];
}
