namespace Weft.Backbones;

/// <summary>What a <see cref="Classifier"/> is trained with; the defaults are good for few photos and for many.</summary>
public sealed record ClassifierOptions
{
    /// <summary>What the backbone's name or file leaves open; null for nothing.</summary>
    public BackboneOptions? Backbone { get; init; }

    /// <summary>How the head is trained; null for the defaults.</summary>
    public TransferOptions? Transfer { get; init; }

    /// <summary>Where decoded pictures of a folder are kept from run to run; null keeps none.</summary>
    public string? CacheFolder { get; init; }
}
