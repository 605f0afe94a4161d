using Weft.Backbones;
using Weft.Cli.Choices;
using Weft.Cli.Datasets;

namespace Weft.Cli.Training;

/// <summary>What <c>--backbone</c> and its kin ask for.</summary>
/// <param name="NameOrFile">The backbone's name, or a file.</param>
/// <param name="Options">What that leaves open.</param>
/// <param name="Epochs">The epochs of the head; null leaves them to the number of pictures.</param>
/// <param name="Folds">How many folds; null leaves it to the number of pictures.</param>
internal sealed record BackboneChoice(string NameOrFile, BackboneOptions Options, int? Epochs, int? Folds)
{
    /// <summary>What says which pictures belong together; null leaves it to the data.</summary>
    public string? Groups { get; init; }

    /// <summary>How the backbone's last stages learn; null where they do not.</summary>
    public FineTuneOptions? FineTune { get; init; }

    /// <summary>What a name or a file leaves open.</summary>
    /// <param name="size">The size pictures are taken in; null for the backbone's.</param>
    /// <param name="pixels">What a file takes pixels for, where it does not say; null for nothing.</param>
    /// <exception cref="UsageException">The pictures would not be square.</exception>
    public static BackboneOptions OptionsOf(Size2D? size, PixelChoice? pixels) => size is { } asked && asked.Height != asked.Width
        ? throw new UsageException($"--image-size: expected one number for the square pictures of a backbone, got {asked}.")
        : new BackboneOptions
        {
            ImageSize = size?.Height,
            Pixels = pixels is null ? null : new BackbonePixels(pixels.Scale, pixels.Offset),
        };

    public Task<Backbone> OpenAsync(DataMessages messages, CancellationToken cancellationToken) =>
        Backbone.OpenAsync(NameOrFile, Options, messages.Download, cancellationToken);

    /// <param name="seed">Where randomness comes from.</param>
    /// <param name="cacheFolder">Where features are kept.</param>
    /// <param name="callbacks">Called at the turning points of a fine-tuning.</param>
    public TransferOptions Transfer(int seed, string? cacheFolder, IReadOnlyList<Callback> callbacks) => new()
    {
        FineTune = FineTune is null ? null : FineTune with { Callbacks = callbacks },
        Epochs = Epochs,
        Folds = Folds,
        Seed = seed,
        CacheFolder = cacheFolder,
    };
}
