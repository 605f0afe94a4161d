using Weft.Backbones;
using Weft.Data;
using Weft.Imaging;
using Weft.Layers;

namespace Weft.Tests.Backbones;

public sealed class FineTuningTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Stages_BeginWhereTheResolutionIsHalved()
    {
        Backbone backbone = await Open();
        Assert.Equal([null, "first", "second", "third"], backbone.Stages.Select(stage => stage.Layers.FirstOrDefault(name => name is "first" or "second" or "third")));
        Assert.Equal([0, 1, 2, 3], backbone.Stages.Select(stage => stage.Scale));
        Assert.Equal(backbone.Features.Layers.Skip(1).Select(layer => layer.Name), backbone.Stages.SelectMany(stage => stage.Layers));

        // What weighs channels is no image, and goes with what it weighs.
        Assert.Contains("squeeze", backbone.Stages[2].Layers);
    }

    [Fact]
    public async Task Stages_OfANetworkThatKeepsItsResolution_AreRunsWithAsMuchToLearn()
    {
        Sequential model = new([8, 8, 3], seed: 1) { new Rescaling(1 / 255.0) };
        for (int i = 0; i < 11; i++)
        {
            model.Add(new Conv2D(4, 3, Activation.Relu, padding: Padding.Same) { Name = $"c{i}" });
        }

        model.Add(new GlobalAveragePooling2D());
        model.Add(new Dense(3, Activation.Softmax));
        model.Save(_folder.File("flat.keras"));
        Backbone backbone = await Backbone.OpenAsync(_folder.File("flat.keras"), ct: TestContext.Current.CancellationToken);

        Assert.Equal(5, backbone.Stages.Count);
        Assert.Equal(["c0", "c1", "c2"], backbone.Stages[0].Layers.Where(name => name[0] == 'c'));
        Assert.All(backbone.Stages, stage => Assert.InRange(stage.Layers.Count(name => name[0] == 'c'), 2, 3));
        Assert.Equal(backbone.Features.Layers.Skip(1).Select(layer => layer.Name), backbone.Stages.SelectMany(stage => stage.Layers));
    }

    [Fact]
    public async Task Train_FineTuned_ChangesTheLastStagesAlone_AndLearnsWhatTheHeadCouldNot()
    {
        Backbone backbone = await Open();
        ImageDataset pictures = Stripes(40), others = Stripes(20, seed: 8);
        TransferOptions options = new() { Folds = 0, Views = 1 };
        double head = Accuracy(new TransferLearning(backbone, options).Train(pictures), others);
        TransferResult tuned = new TransferLearning(backbone, options with { FineTune = Tuning(2) }).Train(pictures);

        Assert.True(Accuracy(tuned, others) > head + 0.1, $"{head} without, {Accuracy(tuned, others)} with");
        Assert.Equal(12, tuned.FineTuning!.Epochs.Count);
        Assert.Contains("the last 2 of 4 stages", tuned.Plan, StringComparison.Ordinal);
        IReadOnlyDictionary<string, Tensor> before = backbone.Features.GetWeights(), after = tuned.Model.GetWeights();
        string[] changed = [.. before.Keys.Where(name => !before[name].Span.SequenceEqual(after[name].Span)).Order(StringComparer.Ordinal)];
        Assert.Equal(["excite/bias", "excite/kernel", "second/bias", "second/kernel", "third/bias", "third/kernel"], changed);
        Assert.All(tuned.Model.Layers.Where(layer => layer.Weights.Count > 0),
            layer => Assert.Equal(layer.Name is "classes" or "excite" or "second" or "third", layer.Trainable));

        // The backbone itself is as it was, and the model that is kept has no random layers.
        Assert.Equal(before.Values.SelectMany(value => value.Span.ToArray()), backbone.Features.GetWeights().Values.SelectMany(value => value.Span.ToArray()));
        Assert.DoesNotContain(tuned.Model.Layers, layer => layer.Layer is RandomLayer);
        Assert.Equal(backbone.Features.InputShape, tuned.Model.InputShape);
    }

    [Fact]
    public async Task Train_FineTuned_GivesEveryStageARateOfItsOwn()
    {
        // One step of AdamW without decay moves each weight by the rate.
        Backbone backbone = await Open();
        FineTuneOptions one = Tuning(3) with { Epochs = 1, BatchSize = 120, WeightDecay = 0, StageFactor = 0.25 };
        TransferResult tuned = new TransferLearning(backbone, new TransferOptions { Folds = 0, Views = 1, FineTune = one }).Train(Stripes(30));
        double third = Moved("third"), second = Moved("second"), first = Moved("first");
        Assert.True(third > 0);
        Assert.Equal(0.25, second / third, 0.01);
        Assert.Equal(0.25, first / second, 0.01);

        double Moved(string layer) => backbone.Features.GetWeights()[$"{layer}/kernel"].Span.ToArray()
            .Zip(tuned.Model.GetWeights()[$"{layer}/kernel"].Span.ToArray(), (before, after) => Math.Abs((double)before - after)).Max();
    }

    [Fact]
    public async Task Train_FineTunedInFolds_JudgesPicturesByModelsThatHaveNotSeenThem()
    {
        ImageDataset pictures = Stripes(40);
        int[] labels = pictures.Labels.ToArray();
        TransferOptions options = new() { Folds = 3, Views = 1, FineTune = Tuning(2) };
        TransferResult tuned = new TransferLearning(await Open(), options).Train(pictures);
        Assert.Equal(3, tuned.Folds);
        Assert.True(tuned.CrossValidation!.Accuracy > 0.75, $"{tuned.CrossValidation.Accuracy}");

        new Random(4).Shuffle(labels);
        TransferResult chance = new TransferLearning(await Open(), options).Train(pictures.WithClasses(labels, pictures.ClassNames));
        Assert.InRange(chance.CrossValidation!.Accuracy, 0.2, 0.75);
    }

    [Fact]
    public async Task Train_FineTunedOnLargerPictures_IsValidatedAsItPredicts()
    {
        ImageDataset held = Stripes(15, seed: 6, size: 40);
        TransferOptions options = new() { FineTune = Tuning(2) with { Epochs = 2, Augmentation = [new RandAugment()] } };
        TransferResult tuned = new TransferLearning(await Open(), options).Train(Stripes(20, size: 40), held);
        Evaluation whole = tuned.Model.Evaluate(held.Fit(tuned.Model.InputShape, crop: true), TestContext.Current.CancellationToken);
        Assert.Equal(whole.Accuracy, tuned.Validation!.Accuracy);
        Assert.Contains("val_accuracy", tuned.FineTuning!.Epochs[^1].Values.Keys);
    }

    [Fact]
    public async Task Train_FineTuned_RunsOnAsManyThreadsAsTheBackbone()
    {
        Backbone backbone = await Open();
        backbone.Features.Threads = 3;
        int threads = 0;
        LambdaCallback seen = new() { Begun = run => threads = run.Model.Threads };
        TransferOptions options = new() { Folds = 0, FineTune = Tuning(1) with { Epochs = 1, Callbacks = [seen] } };
        Assert.Equal(3, new TransferLearning(backbone, options).Train(Stripes(4)).Model.Threads);
        Assert.Equal(3, threads);
    }

    private sealed class LambdaCallback : Callback
    {
        public required Action<TrainingRun> Begun { get; init; }

        public override void OnTrainBegin(TrainingRun run) => Begun(run);
    }

    [Fact]
    public async Task Train_Twice_HasTheSameBits()
    {
        TransferOptions options = new() { Folds = 0, FineTune = Tuning(2) with { Epochs = 1 } };
        float[] first = Answers(await Open()), second = Answers(await Open());
        Assert.Equal(first, second);

        float[] Answers(Backbone backbone) => new TransferLearning(backbone, options).Train(Stripes(10)).Model.Predict(Stripes(5, seed: 3)).Span.ToArray();
    }

    // Mirror images of diagonal stripes are those of the other class.
    private static FineTuneOptions Tuning(int stages) => new() { Stages = stages, Epochs = 12, LearningRate = 0.01, BatchSize = 16, Augmentation = [] };

    private static double Accuracy(TransferResult result, ImageDataset pictures) => result.Model.Evaluate(pictures, TestContext.Current.CancellationToken).Accuracy;

    private static ImageDataset Stripes(int perClass, int seed = 1, int size = 32)
    {
        Random random = new(seed);
        int count = 2 * perClass;
        byte[] pixels = new byte[count * size * size * 3];
        int[] labels = [.. Enumerable.Range(0, count).Select(i => i % 2)];
        for (int i = 0; i < count; i++)
        {
            int phase = random.Next(8), slope = labels[i] == 0 ? 1 : -1;
            for (int at = 0; at < size * size; at++)
            {
                int wave = ((at / size) + (slope * (at % size)) + phase + (8 * size)) % 8;
                for (int channel = 0; channel < 3; channel++)
                {
                    pixels[(((i * size * size) + at) * 3) + channel] = (byte)((wave < 4 ? 60 : 160) + random.Next(60));
                }
            }
        }

        return new ImageDataset(pixels, labels, [size, size, 3], "stripes", ["down", "up"]);
    }

    // Few features of random kernels do not tell the slopes apart; those that have learned do.
    private Task<Backbone> Open()
    {
        Node input = new Input([32, 32, 3]);
        Node x = input.Then(
            new Rescaling(1 / 127.5, -1),
            new Conv2D(6, 3, strides: 2, padding: Padding.Same) { Name = "first" },
            new BatchNormalization { Name = "norm_1" },
            new ReLU(),
            new Conv2D(6, 3, strides: 2, padding: Padding.Same) { Name = "second" },
            new BatchNormalization { Name = "norm_2" },
            new ReLU());
        Node weights = x.Then(new GlobalAveragePooling2D(keepDims: true) { Name = "squeeze" }, new Conv2D(6, 1, Activation.Sigmoid) { Name = "excite" });
        Node output = (x * weights).Then(
            new Conv2D(6, 3, Activation.Relu, strides: 2, padding: Padding.Same) { Name = "third" },
            new GlobalAveragePooling2D(),
            new Dense(4, Activation.Softmax) { Name = "answer" });
        string path = _folder.File("network.keras");
        new Model(input, output, seed: 5).Save(path);
        return Backbone.OpenAsync(path, ct: TestContext.Current.CancellationToken);
    }
}
