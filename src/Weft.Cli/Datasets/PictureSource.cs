using Weft.Cli.Rendering;
using Weft.Data;
using Weft.Imaging;

namespace Weft.Cli.Datasets;

/// <summary>Pictures in files: a folder with a folder per class, or a CSV file of paths and labels.</summary>
/// <param name="path">The folder or the file.</param>
/// <param name="cacheFolder">Where decoded pictures are kept.</param>
internal sealed class PictureSource(string path, string? cacheFolder) : DataSource
{
    public override LoadedData Load(DataRequest request, DataMessages messages, CancellationToken cancellationToken)
    {
        PictureList list = PictureList.Read(path, request.Groups);
        WarnOfPassedOver(list, messages);
        foreach (string note in list.Notes.Except(list.PassedOver))
        {
            messages.Say(note);
        }

        PictureDataset pictures = new(list, ShapeOf(list, request, messages), cacheFolder, request.Crop);
        using PictureBar? bar = messages.Bar("reading");
        PictureParts parts = pictures.Load(bar, cancellationToken);
        bar?.Dispose();
        messages.Name(parts.Unreadable);
        foreach (string note in parts.Notes)
        {
            messages.Warn(note);
        }

        return new LoadedData(list.Name, parts.Train, parts.Test, IsSketches: false)
        {
            Validation = parts.Validation,
            Unreadable = parts.Unreadable,
            WasSplit = list.WasSplit,
            TrainGroups = parts.TrainGroups,
            TestGroups = parts.TestGroups,
            TestFiles = Read(list.Test, parts.Unreadable),
        };
    }

    public override TestData LoadTest(DataRequest request, DataMessages messages, CancellationToken cancellationToken)
    {
        PictureList list = PictureList.Read(path, request.Groups);
        WarnOfPassedOver(list, messages);
        if (list.WasSplit && !request.AllForTest)
        {
            messages.Say($"There is no test part: the {list.Test.Count} of {list.Train.Count + list.Test.Count} pictures that training sets aside are taken; --all takes every picture.");
        }

        (ImageDataset test, IReadOnlyList<UnreadablePicture> unreadable) = Decode(list, request, request.AllForTest, messages, cancellationToken);
        return new TestData(list.Name, test, IsSketches: false) { Unreadable = unreadable, Files = Read(request.AllForTest ? [.. list.All] : list.Test, unreadable) };
    }

    private static IReadOnlyList<PictureFile> Read(IReadOnlyList<PictureFile> files, IReadOnlyList<UnreadablePicture> unreadable)
    {
        HashSet<string> failed = [.. unreadable.Select(picture => picture.File)];
        return [.. files.Where(file => !failed.Contains(file.Path))];
    }

    public override WholeData LoadWhole(DataRequest request, DataMessages messages, CancellationToken cancellationToken)
    {
        PictureList list = PictureList.Read(path);
        WarnOfPassedOver(list, messages);
        (ImageDataset all, IReadOnlyList<UnreadablePicture> unreadable) = Decode(list, request, all: true, messages, cancellationToken);
        HashSet<string> failed = [.. unreadable.Select(picture => picture.File)];
        (PictureFile File, PicturePart Part)[] read =
        [
            .. list.Train.Select(file => (file, PicturePart.Train))
                .Concat(list.Validation.Select(file => (file, PicturePart.Validation)))
                .Concat(list.Test.Select(file => (file, list.WasSplit ? PicturePart.Train : PicturePart.Test)))
                .Where(pair => !failed.Contains(pair.file.Path)),
        ];
        return new WholeData(list.Name, all, [.. read.Select(one => one.Part)], [.. read.Select(one => one.File)], unreadable);
    }

    private (ImageDataset Pictures, IReadOnlyList<UnreadablePicture> Unreadable) Decode(
        PictureList list, DataRequest request, bool all, DataMessages messages, CancellationToken cancellationToken)
    {
        PictureDataset pictures = new(list, ShapeOf(list, request, messages), cacheFolder, request.Crop);
        using PictureBar? bar = messages.Bar("reading");
        (ImageDataset Pictures, IReadOnlyList<UnreadablePicture> Unreadable) decoded = pictures.LoadTest(all, bar, cancellationToken);
        bar?.Dispose();
        messages.Name(decoded.Unreadable);
        return decoded;
    }

    private static void WarnOfPassedOver(PictureList list, DataMessages messages)
    {
        foreach (string note in list.PassedOver)
        {
            messages.Warn(note);
        }
    }

    private static Shape ShapeOf(PictureList list, DataRequest request, DataMessages messages)
    {
        if (request is { Channels: 1, GreyIsAsked: false })
        {
            request.RequireGrey(PictureProbe.ShapeOf(list)[2], list.Name);
        }

        Shape shape = PictureProbe.ShapeOf(list, request.Size, request.Channels);
        if ((long)Math.Max(list.Train.Count, list.Test.Count) * shape.Size > Array.MaxLength)
        {
            throw new DataException($"{list.Name}: {list.Train.Count} pictures of {shape[0]}x{shape[1]} take more than "
                + $"{Array.MaxLength / 1_000_000} MB. --image-size takes them smaller.");
        }

        if (request.Size is null || request.Channels is null)
        {
            messages.Say($"Pictures are taken as {shape[0]}x{shape[1]} {(shape[2] == 1 ? "grey" : "colour")}; --image-size and --channels say otherwise.");
        }

        return shape;
    }
}
