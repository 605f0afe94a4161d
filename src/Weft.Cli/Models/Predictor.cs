using Weft.Cli.Datasets;
using Weft.Cli.Rendering;
using Weft.Data;
using Weft.Imaging;

namespace Weft.Cli.Models;

/// <summary>Predicts pictures in batches: files are decoded and prepared on all processors, test pictures taken as they are.</summary>
/// <param name="model">The model.</param>
/// <param name="preparation">How files are prepared.</param>
/// <param name="test">The test pictures that numbers count in; null where there are no numbers.</param>
internal sealed class Predictor(Model model, PicturePreparation preparation, TestData? test)
{
    private const int BatchSize = 64;

    private readonly Shape _pictures = PicturesOf(model);

    /// <summary>The shape of the pictures that a model takes.</summary>
    /// <exception cref="ShapeException">It takes none.</exception>
    public static Shape PicturesOf(Model model) => PictureFitting.PicturesOf(model.InputShape)
        ?? throw new ShapeException($"{model.Name}: expected a model of pictures, [height, width, 1 or 3], [height, "
            + $"width] or that many numbers of a square, got one that takes {model.InputShape}.");

    /// <summary>Predicts all that can be.</summary>
    /// <param name="inputs">What to predict.</param>
    /// <param name="failed">Told of every input that cannot be, in order.</param>
    /// <param name="bar">Told how many are done.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    public IEnumerable<PredictedPicture> Run(IReadOnlyList<PredictInput> inputs, Action<DataException> failed, PictureBar? bar, CancellationToken cancellationToken)
    {
        PhotoPreparation photos = new(_pictures, preparation);

        // The first prediction lays the model out and compiles its kernels, which takes as long as decoding a photo: both happen at once.
        Task ready = Task.Run(() => Predict(new byte[model.InputShape.Size], cancellationToken), cancellationToken);
        int done = 0;
        foreach (PredictInput[] batch in inputs.Chunk(BatchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Prepared[] prepared = new Prepared[batch.Length];
            if (batch.Length == 1)
            {
                prepared[0] = Prepare(batch[0], photos);
            }
            else
            {
                Parallel.For(0, batch.Length, i => prepared[i] = Prepare(batch[i], photos));
            }

            foreach (Prepared failure in prepared.Where(item => item.Error is not null))
            {
                failed(failure.Error!);
            }

            done += batch.Length;
            bar?.Report(new PictureProgress(done, inputs.Count));
            ready.GetAwaiter().GetResult();
            foreach (PredictedPicture picture in Predict([.. prepared.Where(item => item.Error is null)], cancellationToken))
            {
                yield return picture;
            }
        }
    }

    private Prepared Prepare(PredictInput input, PhotoPreparation photos)
    {
        try
        {
            if (input.Index is not { } index)
            {
                PreparedPicture photo = photos.Load(input.Name);
                return new Prepared(input, photo.Picture, photo.Steps, Truth: null);
            }

            ImageDataset pictures = test!.Pictures;
            return index < pictures.Count
                ? new Prepared(input, SamplePictures.PictureAt(pictures, index), Steps: null, test.ClassName(pictures.Labels[index]))
                : throw new DataException($"{input.Name}: expected the number of a test picture of {test.Name}, 0 to {pictures.Count - 1}.");
        }
        catch (DataException error)
        {
            return new Prepared(input, Picture: null, Steps: null, Truth: null, error);
        }
    }

    private IEnumerable<PredictedPicture> Predict(Prepared[] pictures, CancellationToken cancellationToken)
    {
        if (pictures.Length == 0)
        {
            return [];
        }

        int size = model.InputShape.Size;
        byte[] pixels = new byte[pictures.Length * size];
        for (int i = 0; i < pictures.Length; i++)
        {
            pictures[i].Picture!.Pixels.CopyTo(pixels.AsSpan(i * size));
        }

        Tensor outputs = Predict(pixels, cancellationToken);
        return pictures.Select((item, i) => new PredictedPicture(item.Input, item.Picture!, item.Steps, Prediction.From(model, outputs.Row(i)), item.Truth));
    }

    private Tensor Predict(byte[] pixels, CancellationToken cancellationToken) =>
        model.Predict(new ImageDataset(pixels, new int[pixels.Length / _pictures.Size], _pictures, "pictures"), cancellationToken);

    private sealed record Prepared(PredictInput Input, Picture? Picture, IReadOnlyList<string>? Steps, string? Truth, DataException? Error = null);
}
