using Weft.Data;
using Weft.Layers;

namespace Weft.Tests.Training;

/// <summary>Training on the real pictures.</summary>
public sealed class FashionMnistTrainingTests
{
    [Fact]
    public async Task Fit_SixThousandPictures_ReachesEightyPercent()
    {
        (ImageDataset train, ImageDataset test) = await LoadAsync();
        Model model = Compiled(seed: 1);
        model.Fit(train.Take(6000), epochs: 5, batchSize: 32);
        Assert.InRange(model.Evaluate(test.Take(2000)).Accuracy, 0.80, 1);
    }

    [Fact]
    public async Task Fit_OneAndFourThreads_GiveTheSameBits()
    {
        (ImageDataset train, _) = await LoadAsync();
        Model one = Compiled(seed: 1);
        Model four = Compiled(seed: 1);
        (one.Threads, four.Threads) = (1, 4);
        one.Fit(train.Take(1000), batchSize: 64);
        four.Fit(train.Take(1000), batchSize: 64);
        foreach ((Weight left, Weight right) in one.Weights.Zip(four.Weights))
        {
            Assert.Equal(left.Span, right.Span);
        }
    }

    [Fact]
    public async Task Fit_WholeSeedRun_ReachesWhatPyTorchReaches()
    {
        Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", "The whole run of five epochs is for CI: set CI=true.");
        (ImageDataset train, ImageDataset test) = await LoadAsync();
        Model model = Compiled(seed: 1);

        History history = model.Fit(train, epochs: 5, batchSize: 64, validationSplit: 0.2);

        // PyTorch with this recipe: 0.8939 on average over eight seeds, standard deviation 0.0069.
        Assert.InRange(model.Evaluate(test).Accuracy, 0.87, 0.93);
        Assert.Equal(history["loss"].OrderDescending(), history["loss"]);
        Assert.Equal(5 * 750, model.Iterations);
    }

    private static async Task<(ImageDataset Train, ImageDataset Test)> LoadAsync()
    {
        Assert.SkipWhen(FashionMnist.Find() is null, "Fashion-MNIST is not here: set WEFT_DATASETS to the folder that holds 'fashion-mnist' with its four files.");
        return await FashionMnist.LoadAsync(ct: TestContext.Current.CancellationToken);
    }

    private static Model Compiled(int seed)
    {
        Sequential model = new([28, 28, 1], seed)
        {
            new Conv2D(32, 3, Activation.Relu),
            new MaxPooling2D(2),
            new Conv2D(64, 3, Activation.Relu),
            new MaxPooling2D(2),
            new Conv2D(64, 3, Activation.Relu),
            new Flatten(),
            new Dense(64, Activation.Relu),
            new Dense(10, Activation.Softmax),
        };
        model.Compile(new Adam(), new SparseCategoricalCrossentropy(), Metric.Accuracy);
        return model;
    }
}
