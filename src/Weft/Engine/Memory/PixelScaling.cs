namespace Weft.Engine;

/// <summary>What pixel bytes become on their way into a plan: <c>scale p + offset</c>. Data of floats stays as it is.</summary>
internal readonly record struct PixelScaling(float Scale, float Offset);
