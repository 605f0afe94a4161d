namespace Weft.Imaging;

/// <summary>A class and how probable a model takes it to be.</summary>
/// <param name="Label">Its number.</param>
/// <param name="Class">Its name; the number where the model's file has no names.</param>
/// <param name="Probability">From 0 to 1; those of all classes add up to 1.</param>
public sealed record ClassProbability(int Label, string Class, double Probability);
