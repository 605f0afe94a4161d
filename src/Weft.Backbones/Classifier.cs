using System.Runtime.ExceptionServices;

using Weft.Imaging;

namespace Weft.Backbones;

/// <summary>Tells what is in pictures: a model with all that belongs around it, from the bytes of a picture file to the names of its
/// classes.</summary>
/// <remarks>
/// <code>
/// using Classifier classifier = Classifier.Train("photos", backbone: "resnet18");
/// Console.WriteLine(classifier.Predict("bird.jpg").Best.Class);
/// classifier.Save("birds.keras");
/// </code>
/// Pictures are decoded, turned upright and prepared as the model's own were. Any number of threads may ask one classifier at once; each
/// gets the same bits. A folder has a folder for each class.
/// </remarks>
public sealed partial class Classifier : IDisposable
{
    // Pictures that are decoded, and then predicted, at a time.
    private const int BatchSize = 64;

    private readonly PicturePredictor _predictor;
    private bool _isDisposed;

    /// <summary>A classifier with a model that is there already, trained in any way.</summary>
    /// <param name="model">The model, of one input, pictures, and one output, classes. It is the classifier's from here on.</param>
    /// <param name="preparation">How pictures are prepared; null for what the model's file says.</param>
    /// <exception cref="ShapeException">The model takes no pictures, or has several inputs or outputs.</exception>
    public Classifier(Model model, PicturePreparation? preparation = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model is not { Inputs.Count: 1, Outputs.Count: 1 })
        {
            throw new ShapeException($"{model.Name}: expected a model of one input and one output, got {model.Inputs.Count} and "
                + $"{model.Outputs.Count}. Model.PredictAll runs it.");
        }

        Model = model;
        _predictor = new PicturePredictor(model, preparation);
    }

    /// <summary>The model itself, for what a classifier does not do.</summary>
    public Model Model { get; }

    /// <summary>The classes, by number; empty where the model's file does not name them.</summary>
    public IReadOnlyList<string> ClassNames => Model.Metadata.ClassNames;

    /// <summary>How the training went; null for a classifier that was loaded.</summary>
    public ClassifierTraining? Training { get; private init; }

    /// <summary>Reads a classifier from a model's file: one that <see cref="Save"/> or <c>weft train</c> wrote, or any that Weft reads.</summary>
    /// <param name="path">The file, or the folder of a model of TensorFlow.js.</param>
    /// <exception cref="ModelFileException">There is no such file, or it is no model.</exception>
    /// <exception cref="ShapeException">The model takes no pictures.</exception>
    public static Classifier Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new Classifier(Onnx.OnnxModel.IsOnnx(path) ? Onnx.OnnxModel.Load(path, new Onnx.OnnxReadOptions()) : Model.Load(path));
    }

    /// <summary>Writes the classifier as a Keras 3 file (<c>.keras</c>), with its class names and how pictures are prepared.</summary>
    /// <param name="path">Where to; an existing file is replaced only once the new one is complete.</param>
    /// <exception cref="ModelFileException">The file cannot be written, or its name does not end in <c>.keras</c>.</exception>
    public void Save(string path)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        Model.Save(path, includeOptimizer: false);
    }

    /// <summary>What a picture file shows.</summary>
    /// <returns>All classes, the most probable first.</returns>
    /// <exception cref="DataException">It cannot be read or is no picture.</exception>
    public Prediction Predict(string path)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return Answer([_predictor.Load(path).Picture])[0];
    }

    /// <summary>What a picture shows that comes as a stream, such as an upload.</summary>
    /// <param name="picture">A picture file's content, read to its end; the stream stays open.</param>
    /// <returns>All classes, the most probable first.</returns>
    /// <exception cref="DataException">It is no picture.</exception>
    public Prediction Predict(Stream picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        using MemoryStream bytes = new();
        picture.CopyTo(bytes);
        return Predict(bytes.ToArray());
    }

    /// <summary>What a picture shows whose file is in memory.</summary>
    /// <param name="picture">The file's content.</param>
    /// <returns>All classes, the most probable first.</returns>
    /// <exception cref="DataException">It is no picture.</exception>
    public Prediction Predict(ReadOnlySpan<byte> picture)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return Answer([_predictor.Decode(picture).Picture])[0];
    }

    /// <inheritdoc cref="Predict(ReadOnlySpan{byte})"/>
    public Prediction Predict(byte[] picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        return Predict(picture.AsSpan());
    }

    /// <summary>What a decoded picture shows.</summary>
    /// <returns>All classes, the most probable first.</returns>
    public Prediction Predict(Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return Answer([_predictor.Prepare(picture).Picture])[0];
    }

    /// <summary>What many picture files show: they are decoded and predicted on all processors, 64 at a time.</summary>
    /// <param name="paths">The files.</param>
    /// <param name="ct">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>For each file all classes, the most probable first.</returns>
    /// <exception cref="DataException">A file cannot be read or is no picture; the message names it.</exception>
    public IReadOnlyList<Prediction> PredictAll(IEnumerable<string> paths, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(paths);
        return PredictAll(paths, (path, _) => _predictor.Load(path), ct);
    }

    /// <summary>What many pictures show whose files are in memory, as for files.</summary>
    /// <param name="pictures">The files' contents.</param>
    /// <param name="ct">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <returns>For each picture all classes, the most probable first.</returns>
    /// <exception cref="DataException">One is no picture; the message says which: <c>picture 0</c> is the first.</exception>
    public IReadOnlyList<Prediction> PredictAll(IEnumerable<byte[]> pictures, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        return PredictAll(pictures, (bytes, place) => _predictor.Decode(bytes, $"picture {place}"), ct);
    }

    /// <summary>Gives the model's memory back. Predictions that are under way come to their ends.</summary>
    public void Dispose()
    {
        _isDisposed = true;
        Model.Release();
    }

    private List<Prediction> PredictAll<T>(IEnumerable<T> all, Func<T, int, PreparedPicture> load, CancellationToken ct)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        List<Prediction> answers = [];
        foreach (T[] batch in all.Chunk(BatchSize))
        {
            ct.ThrowIfCancellationRequested();
            Picture[] pictures = new Picture[batch.Length];
            DataException?[] errors = new DataException?[batch.Length];
            Parallel.For(0, batch.Length, new ParallelOptions { CancellationToken = ct }, i =>
            {
                try
                {
                    pictures[i] = load(batch[i], answers.Count + i).Picture;
                }
                catch (DataException error)
                {
                    errors[i] = error;
                }
            });
            if (Array.Find(errors, error => error is not null) is { } first)
            {
                ExceptionDispatchInfo.Throw(first);
            }

            answers.AddRange(Answer(pictures, ct));
        }

        return answers;
    }

    private IReadOnlyList<Prediction> Answer(IReadOnlyList<Picture> pictures, CancellationToken ct = default) =>
        _predictor.Predict(pictures, Math.Max(Model.OutputShape.Size, 2), ct);
}
