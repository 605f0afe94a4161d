namespace Weft.Backbones;

/// <summary>A backbone that is known by name.</summary>
/// <param name="Name">The name: <c>resnet18</c>.</param>
/// <param name="ImageSize">Height and width of the pictures that it was made for.</param>
/// <param name="Features">How many features it gives.</param>
/// <param name="Parameters">How many weights it has, without those that tell ImageNet's classes apart.</param>
/// <param name="Source">Where its weights come from.</param>
/// <param name="Licence">What they may be used under.</param>
public sealed record BackboneInfo(string Name, int ImageSize, int Features, long Parameters, string Source, string Licence)
{
    /// <summary>How many bytes are fetched where it is not here; null where its publisher does not say.</summary>
    public long? DownloadBytes { get; init; }
}
