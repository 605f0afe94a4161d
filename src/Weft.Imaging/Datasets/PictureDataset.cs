using Weft.Data;

namespace Weft.Imaging;

/// <summary>The parts of a data set of pictures, decoded.</summary>
/// <param name="Train">The pictures to learn from; empty where only the test part was asked for.</param>
/// <param name="Validation">The pictures to validate on; null where the data set does not say.</param>
/// <param name="Test">The pictures to test on.</param>
/// <param name="Unreadable">The files that gave no picture.</param>
public sealed record PictureParts(ImageDataset Train, ImageDataset? Validation, ImageDataset Test, IReadOnlyList<UnreadablePicture> Unreadable)
{
    /// <summary>The group of each picture to learn from, such as the object it shows; null where the list has none.</summary>
    public IReadOnlyList<string>? TrainGroups { get; init; }

    /// <summary>The same of the pictures to test on.</summary>
    public IReadOnlyList<string>? TestGroups { get; init; }

    /// <summary>What is odd about the pictures, a sentence each: such as one that two classes have.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>Decodes the files of a <see cref="PictureList"/> into data sets of one shape.</summary>
/// <remarks>
/// Pictures keep their proportions, see <see cref="PictureFitting"/>. Unreadable files are left out and named. Decoded pictures are kept in a cache
/// folder and read from there the next time, unless a file has changed since.
/// </remarks>
/// <param name="list">The files.</param>
/// <param name="shape">The shape of every picture; see <see cref="PictureProbe"/>.</param>
/// <param name="cacheFolder">Where decoded pictures are kept; null keeps none.</param>
/// <param name="crop">Whether pictures are cropped to the shape's proportions instead of getting a border: <see cref="PicturePreparation.Crop"/> of the model.</param>
public sealed partial class PictureDataset(PictureList list, Shape shape, string? cacheFolder, bool crop = false)
{
    private readonly PictureCache? _cache = cacheFolder is null ? null : new PictureCache(cacheFolder);

    /// <summary>Decodes all parts.</summary>
    /// <param name="progress">Told how many pictures are done; never called where they come from the cache.</param>
    /// <param name="ct">Ends the decoding with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="DataException">A part has no readable picture, or a class none to learn from.</exception>
    public PictureParts Load(IProgress<PictureProgress>? progress = null, CancellationToken ct = default)
    {
        RequireFiles();
        RequireFilesOfEveryClass();
        Tally tally = new(progress, list.Train.Count + list.Validation.Count + list.Test.Count);
        List<UnreadablePicture> unreadable = [];
        PictureTwins twins = new();
        (ImageDataset train, PictureFile[] learned) = Part(list.Train, tally, unreadable, twins, ct);
        RequireEveryClass(train, unreadable);
        ImageDataset? validation = list.Validation.Count == 0 ? null : Part(list.Validation, tally, unreadable, twins, ct).Pictures;
        (ImageDataset test, PictureFile[] tested) = Part(list.Test, tally, unreadable, twins, ct);
        return new PictureParts(train, validation, test, InOrder(unreadable))
        {
            TrainGroups = GroupsOf(learned),
            TestGroups = GroupsOf(tested),
            Notes = twins.Sentences,
        };
    }

    /// <summary>Decodes the test part alone.</summary>
    /// <param name="all">Whether every picture is taken for a test picture.</param>
    /// <param name="progress">Told how many pictures are done; never called where they come from the cache.</param>
    /// <param name="ct">Ends the decoding with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="DataException">There is no readable picture.</exception>
    public (ImageDataset Test, IReadOnlyList<UnreadablePicture> Unreadable) LoadTest(bool all = false, IProgress<PictureProgress>? progress = null, CancellationToken ct = default)
    {
        RequireFiles();
        IReadOnlyList<PictureFile> files = all ? [.. list.All] : list.Test;
        List<UnreadablePicture> unreadable = [];
        ImageDataset test = Part(files, new Tally(progress, files.Count), unreadable, twins: null, ct).Pictures;
        return (test, InOrder(unreadable));
    }

    // Where the test part was set aside, it may have taken the only picture of a class.
    private void RequireFilesOfEveryClass()
    {
        string[] lost = [.. list.Classes.Names.Except(list.Train.Select(file => file.Label))];
        if (lost.Length > 0)
        {
            throw new DataException(
                $"{list.Name}: expected at least two pictures of each class, one to learn from and one to test on, "
                    + $"got one of {string.Join(", ", lost.Take(5).Select(label => $"'{label}'"))}. "
                + "Add pictures of every class, or give the test pictures a part of their own.");
        }
    }

    // A class nobody can see is as good as an empty folder.
    private void RequireEveryClass(ImageDataset train, List<UnreadablePicture> unreadable)
    {
        bool[] seen = new bool[list.Classes.Names.Count];
        foreach (int label in train.Labels)
        {
            seen[label] = true;
        }

        int unseen = Array.IndexOf(seen, false);
        if (unseen >= 0)
        {
            HashSet<string> files = [.. list.Train.Where(file => file.Label == list.Classes.Names[unseen]).Select(file => file.Path)];
            throw new DataException(
                $"{list.Name}: expected readable pictures of class '{list.Classes.Names[unseen]}' to learn from, "
                    + $"got none among {files.Count} files. "
                + $"The first: {unreadable.First(picture => files.Contains(picture.File)).Reason} Repair them, or take the class out.");
        }
    }

    private string[]? GroupsOf(PictureFile[] read) => list.HasGroups ? PictureList.Groups(read) : null;

    private static UnreadablePicture[] InOrder(List<UnreadablePicture> unreadable) => [.. unreadable.OrderBy(picture => picture.File, StringComparer.Ordinal)];

    // A list that leads nowhere is no list of broken pictures.
    private void RequireFiles()
    {
        PictureFile[] files = [.. list.All];
        if (files.Length > 0 && !Array.Exists(files, file => file.Exists))
        {
            throw new DataException($"{list.Name}: expected paths of pictures, got '{files[0].Name}' and {files.Length - 1} others, and "
                + $"none of these files is there: {files[0].Path}. "
                + "Paths count from the list's own folder, or from a folder in it: put it beside the pictures, or correct the paths.");
        }
    }

    private (ImageDataset Pictures, PictureFile[] Files) Part(
        IReadOnlyList<PictureFile> files, Tally tally, List<UnreadablePicture> unreadable, PictureTwins? twins, CancellationToken ct)
    {
        string? key = _cache is null ? null : PictureCache.KeyOf(files, shape, crop);
        DecodedPictures? decoded = key is null ? null : _cache!.TryRead(key, files.Count, shape);
        if (decoded is null)
        {
            decoded = PictureReader.Read(files, shape, crop, tally.Add, ct);
            if (key is not null)
            {
                _cache!.TryWrite(key, decoded);
            }
        }

        HashSet<int> failed = [.. decoded.Failures.Select(failure => failure.Index)];
        unreadable.AddRange(decoded.Failures.Select(failure => new UnreadablePicture(files[failure.Index].Path, failure.Reason)));
        PictureFile[] read = [.. files.Where((_, index) => !failed.Contains(index))];
        int[] labels = [.. read.Select(file => list.Classes[file.Label])];
        twins?.Add(read, decoded.Pixels.Span, shape.Size);
        return labels.Length > 0
            ? (new ImageDataset(decoded.Pixels, labels, shape, list.Name, list.Classes.Names), read)
            : throw new DataException($"{list.Name}: expected readable pictures, got none among {files.Count} files. The first: {decoded.Failures[0].Reason}");
    }

    /// <summary>Counts what is done, from any thread.</summary>
    private sealed class Tally(IProgress<PictureProgress>? progress, int total)
    {
        private int _done;

        public void Add() => progress?.Report(new PictureProgress(Interlocked.Increment(ref _done), total));
    }
}
