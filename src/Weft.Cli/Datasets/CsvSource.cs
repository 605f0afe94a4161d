using Weft.Imaging;

namespace Weft.Cli.Datasets;

/// <summary>A CSV file with a picture's pixels in every row.</summary>
internal sealed class CsvSource(string path) : DataSource
{
    public override LoadedData Load(DataRequest request, DataMessages messages, CancellationToken cancellationToken)
    {
        CsvParts parts = CsvDataset.Load(path);
        foreach (string note in parts.Notes)
        {
            messages.Warn(note);
        }

        if (parts.WasSplit)
        {
            messages.Say($"{path} has no test part: {parts.Test.Count} of {parts.Train.Count + parts.Test.Count} pictures, "
                + "evenly from each class, are set aside to test on, the same ones every time.");
        }

        PicturePreparation preparation = parts.Train.Shape[2] == 1 ? PicturePreparation.DarkBackground : PicturePreparation.FitOnly;
        return new LoadedData(parts.Train.Name, parts.Train, parts.Test, IsSketches: false)
        {
            Validation = parts.Validation,
            Preparation =
            preparation
        }.Fit(request);
    }

    public override TestData LoadTest(DataRequest request, DataMessages messages, CancellationToken cancellationToken)
    {
        LoadedData data = Load(new DataRequest(), messages, cancellationToken);
        return new TestData(data.Name, data.Test, IsSketches: false).Fit(request);
    }
}
