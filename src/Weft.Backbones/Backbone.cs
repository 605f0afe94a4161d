using Weft.Backbones.Opening;
using Weft.Backbones.Packages;
using Weft.Backbones.Published;
using Weft.Data;
using Weft.Layers;

namespace Weft.Backbones;

/// <summary>A network that has learned to see on many pictures, cut at its last features: from pixels to a vector that describes a
/// picture.</summary>
/// <remarks>
/// <code>
/// Backbone backbone = await Backbone.OpenAsync("resnet18");
/// Tensor features = backbone.Features.Predict(pictures);
/// </code>
/// What the network expects of pixels is inside, as layers, so that a model built on <see cref="Features"/> is an ordinary one.
/// </remarks>
public sealed class Backbone
{
    private const string OwnFile = "a file of one's own";

    private Backbone(string name, Model features, string source, string licence)
    {
        (Name, Features, Source, Licence) = (name, features, source, licence);
        Fingerprint = FeatureModel.Fingerprint(features);
    }

    /// <summary>The backbones that are known by name.</summary>
    /// <remarks>And <c>timm/NAME</c>, of which there are too many to list.</remarks>
    public static IReadOnlyList<BackboneInfo> Known { get; } =
        [.. PackagedBackbone.All.Select(packaged => packaged.Info), .. KerasCatalog.All.Select(application => application.Info)];

    /// <summary>The names of <see cref="Known"/> without those of variants, <c>mobilenet_0.25_128</c>.</summary>
    public static IReadOnlyList<string> FamilyNames { get; } =
        [.. Known.Select(info => info.Name).Where(name => !name.Contains('_', StringComparison.Ordinal))];

    /// <summary>The names of those that are on this machine, so that opening them fetches nothing: of <see cref="Known"/>, and of timm's that Weft
    /// fetched. Files are looked for and not read.</summary>
    /// <param name="folder">The folder with a folder for each backbone; null for <c>backbones</c> among the data sets.</param>
    public static IReadOnlyList<string> NamesHere(string? folder = null)
    {
        string root = folder ?? DatasetFolder.PathOf("backbones");
        string timm = Path.Combine(root, "timm");
        IEnumerable<string> fetched = Directory.Exists(timm) ? Directory.EnumerateDirectories(timm).Select(path => $"timm/{Path.GetFileName(path)}") : [];
        return [.. NamedBackbone.All.Select(named => named.Name).Concat(fetched.Order()).Where(name => NamedBackbone.Find(name) is { } named && named.IsHere(root))];
    }

    /// <summary>What it is called: its name, or the file's.</summary>
    public string Name { get; }

    /// <summary>The network, from pictures <c>[height, width, 3]</c> of red, green and blue from 0 to 255 to features <c>[n]</c>.</summary>
    /// <remarks>All of its layers can be named, trained and frozen; batch normalisations use their averages where they are
    /// frozen.</remarks>
    public Model Features { get; }

    /// <summary>The stages of <see cref="Features"/>, from the picture to the features: where the resolution is halved, a new one begins.
    /// What learns first, or alone, when a backbone is fine-tuned are the last of them.</summary>
    public IReadOnlyList<BackboneStage> Stages => field ??= StageCut.Of(Features);

    /// <summary>A hash of layers and weights, and so of the file, of where it was cut and of what it takes pixels for: a key for caches of
    /// features.</summary>
    public string Fingerprint { get; }

    /// <summary>Where the weights come from.</summary>
    public string Source { get; }

    /// <summary>What they may be used under, as far as it is known.</summary>
    public string Licence { get; }

    /// <summary>Opens a backbone, fetching it first where it is known by name and is not here.</summary>
    /// <param name="nameOrFile">One of the names of <see cref="Known"/>; <c>timm/NAME</c> for one that timm publishes, with its tag
    /// (<c>timm/resnet18.a1_in1k</c>); or a file that Weft reads: <c>.keras</c>, <c>.h5</c>, ONNX, arrays of a network of PyTorch, a model
    /// of Teachable Machine, or a folder with a model.</param>
    /// <param name="options">What the name or the file leaves open; null for nothing.</param>
    /// <param name="progress">Told how far a download is.</param>
    /// <param name="ct">Ends it with an <see cref="OperationCanceledException"/>.</param>
    /// <exception cref="ModelFileException">There is no such name or file, it cannot be read, takes no pictures, or does not say what it
    /// takes pixels for.</exception>
    /// <exception cref="DataException">It could not be fetched.</exception>
    public static async Task<Backbone> OpenAsync(
        string nameOrFile,
        BackboneOptions? options = null,
        IProgress<DownloadProgress>? progress = null,
        CancellationToken ct = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(nameOrFile);
        options ??= new BackboneOptions();
        if (NamedBackbone.Find(nameOrFile) is { } named)
        {
            using FileFetcher fetcher = FileFetcher.OfEnvironment();
            return await OpenAsync(named, options, fetcher, progress, ct).ConfigureAwait(false);
        }

        return Path.Exists(nameOrFile)
            ? await Task.Run(() => OfFile(nameOrFile, options), ct).ConfigureAwait(false)
            : throw new ModelFileException($"{nameOrFile}: expected a model's file, or the name of a backbone "
                + $"({string.Join(", ", FamilyNames)}, timm/NAME), found no such file."
                + Suggestions.DidYouMean(nameOrFile, Known.Select(info => info.Name)));
    }

    /// <summary>Opens one that is published.</summary>
    internal static async Task<Backbone> OpenAsync(
        NamedBackbone named, BackboneOptions options, FileFetcher fetcher, IProgress<DownloadProgress>? progress, CancellationToken ct)
    {
        string root = options.Folder ?? DatasetFolder.PathOf("backbones");
        PublishedFeatures opened = await named.OpenAsync(root, options, fetcher, progress, ct).ConfigureAwait(false);
        return new Backbone(named.Name, opened.Features, opened.Source, opened.Licence);
    }

    private static Backbone OfFile(string path, BackboneOptions options)
    {
        (Model model, bool isTorch) = ModelReading.Read(path, options);
        BackbonePixels pixels = PixelKnowledge.Of(model, isTorch, options.Pixels)
            ?? throw new ModelFileException($"{path}: expected a file that says what pixels its model takes, and it does not. Say it: "
                + $"{nameof(BackboneOptions)}.{nameof(BackboneOptions.Pixels)}.");
        IReadOnlyList<Layer> before = PixelSteps.Of(pixels, model.InputShape[2]);
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        return new Backbone(name, FeatureModel.Of(model, name, before, options), OwnFile, "unknown");
    }
}
