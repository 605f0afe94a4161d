using Weft.Backbones;
using Weft.Data;
using Weft.Imaging;

namespace Weft.Tests.Backbones;

public sealed class TransferLearningTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Train_FewPictures_IsOneOrdinaryModelThatKnowsThem()
    {
        Backbone backbone = await Open();
        TransferResult result = new TransferLearning(backbone).Train(ColourPhotos.Dataset(12));

        Assert.Equal(10, result.Folds);
        Assert.Equal(36, result.CrossValidation!.Count);
        Assert.True(result.CrossValidation.Accuracy > 0.9, $"{result.CrossValidation.Accuracy}");
        Assert.Contains("36 pictures in 4 views", result.Plan, StringComparison.Ordinal);
        ImageDataset others = ColourPhotos.Dataset(20, seed: 9);
        Assert.True(result.Model.Evaluate(others, TestContext.Current.CancellationToken).Accuracy > 0.9);

        string path = _folder.File("model.keras");
        result.Model.Save(path);
        Model loaded = Model.Load(path);
        Assert.Equal(ColourPhotos.Classes, loaded.Metadata.ClassNames);
        Assert.True(loaded.Metadata.Preparation!.Crop);
        Assert.Equal(result.Model.Predict(others).Span.ToArray(), loaded.Predict(others).Span.ToArray());
        Assert.Empty(loaded.LoadNotes);
        Assert.Equal(["classes/bias", "classes/kernel"], loaded.GetWeights().Keys.Except(backbone.Features.GetWeights().Keys).Order());
        Assert.All(loaded.Layers.Where(layer => layer.Weights.Count > 0), layer => Assert.Equal(layer.Name == "classes", layer.Trainable));
    }

    [Fact]
    public async Task Train_Twice_HasTheSameBits_WithACacheToo()
    {
        ImageDataset pictures = ColourPhotos.Dataset(6), others = ColourPhotos.Dataset(4, seed: 3);
        TransferOptions options = new() { Epochs = 5, Folds = 3 }, cached = options with { CacheFolder = _folder.File("cache") };
        List<float[]> answers = [];
        foreach (TransferOptions one in new[] { options, cached, cached })
        {
            answers.Add(new TransferLearning(await Open(), one).Train(pictures).Model.Predict(others).Span.ToArray());
        }

        Assert.Equal(answers[0], answers[1]);
        Assert.Equal(answers[0], answers[2]);
        Assert.NotEqual(answers[0], new TransferLearning(await Open(), options with { Seed = 2 }).Train(pictures).Model.Predict(others).Span.ToArray());
    }

    [Fact]
    public async Task Train_StoppedWhileFeaturesAreComputed_GoesOnWhereItWas()
    {
        string cache = _folder.File("cache");
        ImageDataset pictures = ColourPhotos.Dataset(40);
        TransferOptions options = new() { Epochs = 2, Folds = 0, Views = 1, CacheFolder = cache };
        using CancellationTokenSource stop = new();
        Backbone backbone = await Open();
        Assert.ThrowsAny<OperationCanceledException>(() =>
            new TransferLearning(backbone, options).Train(pictures, progress: new At(32, stop.Cancel), ct: stop.Token));
        long half = new FileInfo(Directory.GetFiles(cache).Single()).Length;
        Assert.Equal(8 + (32 * (16 + (12 * 4) + 8)), half);

        float[] resumed = new TransferLearning(backbone, options).Train(pictures).Model.Predict(pictures).Span.ToArray();
        Assert.Equal(8 + (120 * (16 + (12 * 4) + 8)), new FileInfo(Directory.GetFiles(cache).Single()).Length);
        float[] undisturbed = new TransferLearning(backbone, options with { CacheFolder = null }).Train(pictures).Model.Predict(pictures).Span.ToArray();
        Assert.Equal(undisturbed, resumed);
    }

    [Fact]
    public async Task Train_WithPicturesToValidateOn_JudgesByThem()
    {
        ImageDataset held = ColourPhotos.Dataset(10, seed: 7);
        TransferResult result = new TransferLearning(await Open()).Train(ColourPhotos.Dataset(10), held);
        Assert.Null(result.CrossValidation);
        Assert.Equal(0, result.Folds);
        Evaluation whole = result.Model.Evaluate(held, TestContext.Current.CancellationToken);
        Assert.Equal(whole.Accuracy, result.Validation!.Accuracy);
        Assert.Equal(whole.Loss, result.Validation.Loss, 1e-5);
        Assert.Contains("val_accuracy", result.History.Epochs[^1].Values.Keys);
    }

    [Fact]
    public async Task Train_LabelsThatMeanNothing_IsNoBetterThanChance()
    {
        // The figure is honest: heads judge what they have not seen, in no view of it.
        ImageDataset pictures = ColourPhotos.Dataset(30);
        int[] labels = pictures.Labels.ToArray();
        new Random(3).Shuffle(labels);
        TransferResult result = new TransferLearning(await Open()).Train(pictures.WithClasses(labels, ColourPhotos.Classes));
        Assert.InRange(result.CrossValidation!.Accuracy, 0.15, 0.52);
        Assert.Equal(1.0 / 3, result.CrossValidation.AccuracyInterval.Low + (result.CrossValidation.AccuracyInterval.Length / 2), 0.17);
    }

    [Fact]
    public async Task Train_WhatCannotBe_IsRefusedByName()
    {
        Backbone backbone = await Open();
        ImageDataset pictures = ColourPhotos.Dataset(4);
        Assert.Contains("none of 'yellow'", Refused(pictures.WithClasses(pictures.Labels.ToArray(), [.. ColourPhotos.Classes, "yellow"])), StringComparison.Ordinal);
        Assert.Contains("got 4. Ask for 4 folds", Refused(pictures, new TransferOptions { Folds = 5 }), StringComparison.Ordinal);
        Assert.Contains("a group for each of 12 pictures, got 2", Refused(pictures, groups: ["a", "b"]), StringComparison.Ordinal);

        string Refused(ImageDataset data, TransferOptions? options = null, IReadOnlyList<string>? groups = null) =>
            Assert.Throws<DataException>(() => new TransferLearning(backbone, options).Train(data, groups: groups)).Message;
    }

    [Fact]
    public async Task Train_OnePictureOfAClass_HasNoFoldsAndLearns()
    {
        TransferResult result = new TransferLearning(await Open()).Train(ColourPhotos.Dataset(1));
        Assert.Null(result.CrossValidation);
        Assert.Equal(40, result.History.Epochs.Count);
    }

    private Task<Backbone> Open() => Backbone.OpenAsync(ColourPhotos.SaveNetwork(_folder.File("network.keras")), ct: TestContext.Current.CancellationToken);

    private sealed class At(int done, Action act) : IProgress<PictureProgress>
    {
        public void Report(PictureProgress value)
        {
            if (value.Done == done)
            {
                act();
            }
        }
    }
}
