namespace Weft.Backbones;

/// <summary>Layers of a backbone that follow each other and see pictures at one resolution.</summary>
/// <param name="Layers">Their names, in the order in which they are computed.</param>
/// <param name="Scale">How often the picture's sides are halved before or in the stage; null where stages are equal parts of a network that keeps its resolution.</param>
public sealed record BackboneStage(IReadOnlyList<string> Layers, int? Scale);
