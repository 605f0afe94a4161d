using Weft.Data;

namespace Weft.Imaging;

/// <summary>Asks a model what pictures show: prepares them as the model's data was, and ranks its classes. Any number of threads may ask
/// at once.</summary>
public sealed class PicturePredictor
{
    private readonly Model _model;
    private readonly Shape _pictures;
    private readonly PhotoPreparation _photos;

    /// <param name="model">A model of one input, pictures, and one output, classes.</param>
    /// <param name="preparation">How pictures are prepared; null for <see cref="PreparationOf"/>.</param>
    /// <exception cref="ShapeException">The model takes no pictures.</exception>
    public PicturePredictor(Model model, PicturePreparation? preparation = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        (_model, _pictures) = (model, PicturesOf(model));
        _photos = new PhotoPreparation(_pictures, preparation ?? PreparationOf(model));
    }

    /// <summary>The shape of the pictures that a model takes, <c>[height, width, channels]</c>.</summary>
    /// <exception cref="ShapeException">It takes none.</exception>
    public static Shape PicturesOf(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return PictureFitting.PicturesOf(model.InputShape)
            ?? throw new ShapeException($"{model.Name}: expected a model of pictures, [height, width, 1 or 3], [height, "
                + $"width] or that many numbers of a square, got one that takes {model.InputShape}.");
    }

    /// <summary>How pictures are prepared for a model: as its file says. For models whose file does not, those of earlier versions and of
    /// Keras, it follows from what they were trained on, and from whether they take grey or colour.</summary>
    public static PicturePreparation PreparationOf(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Metadata.Preparation ?? model.Metadata.TrainedOn switch
        {
            FashionMnist.Name or Sketches.Name => PicturePreparation.Garment,
            _ when PictureFitting.PicturesOf(model.InputShape) is { } pictures && pictures[2] == 1 => PicturePreparation.DarkBackground,
            _ => PicturePreparation.FitOnly,
        };
    }

    /// <summary>Decodes a file and prepares it.</summary>
    /// <exception cref="DataException">The file cannot be read or is no picture.</exception>
    public PreparedPicture Load(string path) => _photos.Load(path);

    /// <summary>Decodes a picture file's bytes and prepares it.</summary>
    /// <param name="bytes">The whole file.</param>
    /// <param name="name">What errors call it.</param>
    /// <exception cref="DataException">The bytes are no picture.</exception>
    public PreparedPicture Decode(ReadOnlySpan<byte> bytes, string name = "picture") => _photos.Decode(bytes, name);

    /// <summary>Prepares a decoded picture.</summary>
    public PreparedPicture Prepare(Picture picture) => _photos.Prepare(picture);

    /// <summary>A file's picture in colour, upright as it is prepared, to show on it what was found in the prepared one: <see cref="PreparedPicture.Place"/> says where that is.</summary>
    /// <param name="path">The file.</param>
    /// <param name="edge">The longer edge's most pixels; a larger picture is reduced.</param>
    /// <exception cref="DataException">The file cannot be read or is no picture.</exception>
    public Picture Show(string path, int edge = 512) => _photos.Show(path, edge);

    /// <summary>A prepared picture as the model computes with it, scaled, in the shape of its input: for what takes samples, such as <see cref="Weft.Explain.Explainer"/>.</summary>
    /// <param name="picture">The picture, of the model's size and channels.</param>
    /// <exception cref="ShapeException">It has another size or other channels.</exception>
    public Tensor SampleOf(Picture picture)
    {
        ArgumentNullException.ThrowIfNull(picture);
        RequirePrepared(picture);
        Tensor sample = new(_model.InputShape);
        for (int i = 0; i < sample.Size; i++)
        {
            sample.Span[i] = (picture.Pixels[i] * _model.PixelScale) + _model.PixelOffset;
        }

        return sample;
    }

    /// <summary>What the model says to prepared pictures, in one batch.</summary>
    /// <param name="pictures">The pictures, of the model's size and channels.</param>
    /// <param name="count">How many classes to keep of each; 3 by default.</param>
    /// <param name="ct">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ShapeException">A picture has another size or other channels.</exception>
    public IReadOnlyList<Prediction> Predict(IReadOnlyList<Picture> pictures, int count = 3, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(pictures);
        byte[] pixels = new byte[pictures.Count * _pictures.Size];
        for (int i = 0; i < pictures.Count; i++)
        {
            Picture picture = pictures[i];
            RequirePrepared(picture);
            picture.Pixels.CopyTo(pixels.AsSpan(i * _pictures.Size));
        }

        Tensor outputs = _model.Predict(new ImageDataset(pixels, new int[pictures.Count], _pictures, "pictures"), ct);
        return [.. pictures.Select((_, i) => Prediction.From(_model, outputs.Row(i), count))];
    }

    private void RequirePrepared(Picture picture)
    {
        if ((picture.Height, picture.Width, picture.Channels) != (_pictures[0], _pictures[1], _pictures[2]))
        {
            throw new ShapeException($"{_model.Name}: expected prepared pictures {_pictures}, got "
                + $"[{picture.Height}, {picture.Width}, {picture.Channels}]. Prepare them first.");
        }
    }
}
