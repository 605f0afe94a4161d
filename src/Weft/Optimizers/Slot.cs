namespace Weft;

/// <summary>A value that an optimizer remembers for every value of a weight.</summary>
/// <param name="Name">Keras' name of it: <c>momentum</c>.</param>
/// <param name="Initial">What it is before the first step.</param>
internal readonly record struct Slot(string Name, double Initial = 0);
