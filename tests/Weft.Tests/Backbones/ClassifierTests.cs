using Weft.Backbones;
using Weft.Imaging;
using Weft.Layers;
using Weft.Tests.Architecture;

namespace Weft.Tests.Backbones;

public sealed class ClassifierTests : IDisposable
{
    private static readonly ClassifierOptions s_quick = new() { Transfer = new TransferOptions { LearningRate = 0.01, Folds = 3, Views = 1 } };

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Train_OnAFolder_KnowsItsClassesAndSaysHowWell()
    {
        using Classifier classifier = Train();

        Assert.Equal(ColourPhotos.Classes, classifier.ClassNames);
        Assert.Null(classifier.Training!.Test);
        Assert.Same(classifier.Training.Transfer.CrossValidation, classifier.Training.Score);
        Assert.Equal(45, classifier.Training.Score!.Count);
        Assert.True(classifier.Training.Score.Accuracy > 0.9, $"{classifier.Training.Score.Accuracy}");
        string[] photos = Directory.GetFiles(_folder.File("photos"), "*.png", SearchOption.AllDirectories);
        Assert.Equal(45, photos.Length);
        Assert.All(photos, photo =>
        {
            Prediction prediction = classifier.Predict(photo);
            Assert.Equal(Path.GetFileName(Path.GetDirectoryName(photo)), prediction.Best.Class);
            Assert.Equal(3, prediction.Top.Count);
            Assert.Equal(1, prediction.Top.Sum(one => one.Probability), 1e-6);
        });
    }

    [Fact]
    public void Predict_OfAFileAStreamAndBytes_IsTheSame_AsAreManyAndWhatWasSaved()
    {
        using Classifier classifier = Train();
        string[] paths = [.. Directory.GetFiles(_folder.File("photos"), "*.png", SearchOption.AllDirectories).Order(StringComparer.Ordinal)];
        double[][] expected = [.. paths.Select(path => Probabilities(classifier.Predict(path)))];

        using (FileStream stream = File.OpenRead(paths[0]))
        {
            Assert.Equal(expected[0], Probabilities(classifier.Predict(stream)));
            Assert.True(stream.CanRead);
        }

        Assert.Equal(expected[0], Probabilities(classifier.Predict(File.ReadAllBytes(paths[0]))));
        Assert.Equal(expected, classifier.PredictAll([.. paths, .. paths], TestContext.Current.CancellationToken).Take(paths.Length).Select(Probabilities));
        Assert.Equal(expected, classifier.PredictAll(paths.Select(File.ReadAllBytes), TestContext.Current.CancellationToken).Select(Probabilities));

        string saved = _folder.File("colours.keras");
        classifier.Save(saved);
        using Classifier loaded = Classifier.Load(saved);
        Assert.Null(loaded.Training);
        Assert.Equal(ColourPhotos.Classes, loaded.ClassNames);
        Assert.Equal(expected[3], Probabilities(loaded.Predict(paths[3])));
    }

    [Fact]
    public void Predict_OnManyThreadsAtOnce_HasTheSameBits()
    {
        using Classifier classifier = Train();
        byte[][] photos = [.. ColourPhotos.Classes.Select(name => File.ReadAllBytes(Photo(name)))];
        double[][] expected = [.. photos.Select(photo => Probabilities(classifier.Predict(photo)))];
        int wrong = 0;
        Thread[] threads = [.. Enumerable.Range(0, 16).Select(_ => new Thread(Ask))];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        Assert.Equal(0, wrong);

        void Ask()
        {
            for (int i = 0; i < 60; i++)
            {
                if (!expected[i % 3].SequenceEqual(Probabilities(classifier.Predict(photos[i % 3]))))
                {
                    Interlocked.Increment(ref wrong);
                }
            }
        }
    }

    [Fact]
    public async Task TrainAsync_OnStreamsOfAnyShape_IsAsOnTheirFolder()
    {
        ColourPhotos.SaveFolder(_folder.File("photos"), 15);
        string network = ColourPhotos.SaveNetwork(_folder.File("network.keras"));
        PictureDataset pictures = PictureDataset.FromStreams(
            ColourPhotos.Classes.SelectMany(name => Directory.GetFiles(Path.Combine(_folder.File("photos"), name)).Select(path => ((Stream)File.OpenRead(path), name))), size: 8, channels: 1);
        using Classifier classifier = await Classifier.TrainAsync(pictures, network, s_quick, ct: TestContext.Current.CancellationToken);
        Assert.Equal("red", classifier.Predict(Photo("red")).Best.Class);
        Assert.Equal([16, 16, 3], classifier.Model.InputShape);
    }

    [Fact]
    public void Predict_OfWhatIsNoPicture_NamesIt_AndAfterDispose_SaysSo()
    {
        Classifier classifier = Train();
        File.WriteAllText(_folder.File("note.txt"), "no picture at all");
        Assert.Contains("note.txt", Assert.Throws<DataException>(() => classifier.Predict(_folder.File("note.txt"))).Message);
        byte[] good = File.ReadAllBytes(Photo("red"));
        Assert.Contains("picture 1:", Assert.Throws<DataException>(() => classifier.PredictAll([good, [1, 2, 3]], TestContext.Current.CancellationToken)).Message);
        classifier.Dispose();
        classifier.Dispose();
        Assert.Throws<ObjectDisposedException>(() => classifier.Predict(good));
    }

    [Fact]
    public void Classifier_OfAModelOfNumbers_SaysWhatItTakes() =>
        Assert.Contains("expected a model of pictures", Assert.Throws<ShapeException>(() => new Classifier(new Sequential([7]) { new Dense(3) })).Message);

    // The page's program, compiled: every line of it stands here.
    [Fact]
    public void Page_Program_IsTheCompiledOne()
    {
        string page = File.ReadAllText(Path.Combine(SourceTree.Root, "docs", "backbones.md"));
        int start = page.IndexOf("using Classifier classifier", StringComparison.Ordinal), end = page.IndexOf("```", start, StringComparison.Ordinal);
        string[] compiled = File.ReadAllLines(Path.Combine(SourceTree.Root, "tests", "Weft.Tests", "Backbones", "ClassifierProgram.cs"));
        string[] lines = page[start..end].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.NotEmpty(lines);
        Assert.All(lines, line => Assert.Contains(line.Trim(), compiled.Select(one => one.Trim())));
    }

    [Fact]
    public void Page_Program_Runs()
    {
        ColourPhotos.SaveFolder(_folder.File("photos"), 15);
        StringWriter output = new();
        ClassifierProgram.Run(_folder.File("photos"), ColourPhotos.SaveNetwork(_folder.File("network.keras")), Photo("red"), _folder.File("photos.keras"), output);
        Assert.Contains($"right on pictures it has not seen{Environment.NewLine}red ", output.ToString());
        Assert.True(File.Exists(_folder.File("photos.keras")));
    }

    private static double[] Probabilities(Prediction prediction) => [.. prediction.Top.OrderBy(one => one.Label).Select(one => one.Probability)];

    private string Photo(string name) => Directory.GetFiles(Path.Combine(_folder.File("photos"), name)).Order(StringComparer.Ordinal).First();

    private Classifier Train()
    {
        ColourPhotos.SaveFolder(_folder.File("photos"), 15);
        return Classifier.Train(_folder.File("photos"), ColourPhotos.SaveNetwork(_folder.File("network.keras")), s_quick, ct: TestContext.Current.CancellationToken);
    }
}
