namespace Weft.Backbones;

/// <summary>What a backbone's name or file leaves open.</summary>
public sealed record BackboneOptions
{
    /// <summary>The layer whose output is the features; null for the last before the classes are told apart.</summary>
    public string? FeaturesLayer { get; init; }

    /// <summary>What the network takes pixels for, where neither its file nor its make says it; null for nothing.</summary>
    public BackbonePixels? Pixels { get; init; }

    /// <summary>Height and width of the pictures; null for those that the network was made for. Most networks take any.</summary>
    public int? ImageSize { get; init; }

    /// <summary>The folder that fetched files are kept in, one folder for each backbone; null for <c>backbones</c> beside the data sets
    /// (<see cref="Weft.Data.DatasetFolder"/>).</summary>
    public string? Folder { get; init; }
}
