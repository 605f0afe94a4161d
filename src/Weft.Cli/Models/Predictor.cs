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

    private readonly PicturePredictor _predictor = new(model, preparation);

    /// <summary>Predicts all that can be.</summary>
    /// <param name="inputs">What to predict.</param>
    /// <param name="failed">Told of every input that cannot be, in order.</param>
    /// <param name="bar">Told how many are done.</param>
    /// <param name="cancellationToken">Ends it with an <see cref="OperationCanceledException"/>.</param>
    public IEnumerable<PredictedPicture> Run(IReadOnlyList<PredictInput> inputs, Action<DataException> failed, PictureBar? bar, CancellationToken cancellationToken)
    {
        Shape pictures = PicturePredictor.PicturesOf(model);
        // The first prediction lays the model out and compiles its kernels, which takes as long as decoding a photo: both happen at once.
        Task ready = Task.Run(() => _predictor.Predict([new Picture(pictures[1], pictures[0], pictures[2], new byte[pictures.Size])], ct: cancellationToken), cancellationToken);
        int done = 0;
        foreach (PredictInput[] batch in inputs.Chunk(BatchSize))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Prepared[] prepared = new Prepared[batch.Length];
            if (batch.Length == 1)
            {
                prepared[0] = Prepare(batch[0]);
            }
            else
            {
                Parallel.For(0, batch.Length, i => prepared[i] = Prepare(batch[i]));
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

    private Prepared Prepare(PredictInput input)
    {
        try
        {
            if (input.Index is not { } index)
            {
                PreparedPicture photo = _predictor.Load(input.Name);
                return new Prepared(input, photo.Picture, photo.Steps, Truth: null) { Place = photo.Place };
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
        IReadOnlyList<Prediction> predictions = _predictor.Predict([.. pictures.Select(item => item.Picture!)], ct: cancellationToken);
        return pictures.Select((item, i) => new PredictedPicture(item.Input, item.Picture!, item.Steps, predictions[i], item.Truth) { Place = item.Place });
    }

    private sealed record Prepared(PredictInput Input, Picture? Picture, IReadOnlyList<string>? Steps, string? Truth, DataException? Error = null)
    {
        public PhotoPlace? Place { get; init; }
    }
}
