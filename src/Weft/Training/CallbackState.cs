namespace Weft;

/// <summary>What a callback needs to go on where it was: numbers and arrays by name. A checkpoint keeps them exactly.</summary>
/// <remarks>See <see cref="Callback.SaveState"/> and <see cref="Callback.RestoreState"/>.</remarks>
public sealed class CallbackState
{
    /// <summary>Counters, best values and the like; infinities are kept too.</summary>
    public IDictionary<string, double> Numbers { get; } = new Dictionary<string, double>();

    /// <summary>Larger memories such as the best weights so far.</summary>
    public IDictionary<string, float[]> Arrays { get; } = new Dictionary<string, float[]>();

    internal bool IsEmpty => Numbers.Count == 0 && Arrays.Count == 0;
}
