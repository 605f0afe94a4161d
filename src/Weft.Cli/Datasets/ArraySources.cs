using Weft.Data;

namespace Weft.Cli.Datasets;

/// <summary>Weft's drawings.</summary>
internal sealed class SketchSource : DataSource
{
    public override LoadedData Load(DataRequest request, DataMessages messages, CancellationToken cancellationToken)
    {
        (ImageDataset train, ImageDataset test) = Sketches.Create();
        return new LoadedData(Sketches.Name, train, test, IsSketches: true) { Preparation = PicturePreparation.Garment }.Fit(request);
    }

    public override TestData LoadTest(DataRequest request, DataMessages messages, CancellationToken cancellationToken) =>
        new TestData(Sketches.Name, Sketches.Create(train: 0).Test, IsSketches: true).Fit(request);
}

/// <summary>A folder of IDX files, of a data set known by name or of another.</summary>
internal sealed class IdxSource(string folder, NamedDataset? named = null) : DataSource
{
    private PicturePreparation Preparation => named?.Name switch
    {
        null => PicturePreparation.DarkBackground,
        FashionMnist.Name => PicturePreparation.Garment,
        _ => PicturePreparation.Character,
    };

    public override LoadedData Load(DataRequest request, DataMessages messages, CancellationToken cancellationToken)
    {
        (ImageDataset train, ImageDataset test) = named?.Load(folder) ?? IdxDataset.Load(folder);
        return new LoadedData(train.Name, train, test, IsSketches: false) { Preparation = Preparation }.Fit(request);
    }

    public override TestData LoadTest(DataRequest request, DataMessages messages, CancellationToken cancellationToken)
    {
        ImageDataset test = named?.LoadTest(folder) ?? IdxDataset.LoadTest(folder);
        return new TestData(test.Name, test, IsSketches: false).Fit(request);
    }
}

/// <summary>A folder of CIFAR's binary files.</summary>
internal sealed class CifarSource(string folder) : DataSource
{
    public override LoadedData Load(DataRequest request, DataMessages messages, CancellationToken cancellationToken)
    {
        (ImageDataset train, ImageDataset test) = CifarDataset.Load(folder);
        return new LoadedData(train.Name, train, test, IsSketches: false).Fit(request);
    }

    public override TestData LoadTest(DataRequest request, DataMessages messages, CancellationToken cancellationToken)
    {
        ImageDataset test = CifarDataset.LoadTest(folder);
        return new TestData(test.Name, test, IsSketches: false).Fit(request);
    }
}

/// <summary>An archive of NumPy arrays.</summary>
internal sealed class NpzSource(string path) : DataSource
{
    public override LoadedData Load(DataRequest request, DataMessages messages, CancellationToken cancellationToken)
    {
        (ImageDataset train, ImageDataset? validation, ImageDataset test, bool wasSplit) = NpzDataset.Load(path);
        if (wasSplit)
        {
            messages.Say($"{path} has no test part: {test.Count} of {train.Count + test.Count} pictures, evenly from each class, are set aside to test on, the same ones every time.");
        }

        PicturePreparation preparation = train.Shape[2] == 1 ? PicturePreparation.DarkBackground : PicturePreparation.FitOnly;
        return new LoadedData(train.Name, train, test, IsSketches: false) { Validation = validation, Preparation = preparation }.Fit(request);
    }

    public override TestData LoadTest(DataRequest request, DataMessages messages, CancellationToken cancellationToken)
    {
        LoadedData data = Load(new DataRequest(), messages, cancellationToken);
        return new TestData(data.Name, data.Test, IsSketches: false).Fit(request);
    }
}
