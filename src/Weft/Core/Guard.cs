namespace Weft.Layers;

/// <summary>Checks of arguments that name whose they are, a layer most often, the argument and what it got.</summary>
internal static class Guard
{
    public static int Positive(int value, string layer, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(value))] string name = "") =>
        value > 0 ? value : throw new ArgumentOutOfRangeException(name, $"{layer}: expected {name} of at least 1, got {value}.");

    public static Size2D Positive(Size2D value, string layer, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(value))] string name = "") =>
        value is { Height: > 0, Width: > 0 } ? value : throw new ArgumentOutOfRangeException(name, $"{layer}: expected {name} of at least 1x1, got {value}.");

    public static double Fraction(double value, string layer, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(value))] string name = "") =>
        value is >= 0 and < 1 ? value : throw new ArgumentOutOfRangeException(name, $"{layer}: expected {name} from 0 up to but not including 1, got {value}.");

    public static double AtMostOne(double value, string layer, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(value))] string name = "") =>
        value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(name, $"{layer}: expected {name} from 0 to 1, got {value}.");

    public static double Positive(double value, string layer, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(value))] string name = "") =>
        value > 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, $"{layer}: expected a positive {name}, got {value}.");

    public static double NotNegative(double value, string layer, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(value))] string name = "") =>
        value >= 0 && double.IsFinite(value) ? value : throw new ArgumentOutOfRangeException(name, $"{layer}: expected {name} of at least 0, got {value}.");
}
