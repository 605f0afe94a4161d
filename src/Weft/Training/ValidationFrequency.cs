using System.Runtime.CompilerServices;

namespace Weft;

/// <summary>After which epochs a run validates: every so many, <c>validationFreq: 2</c>, or those that are named, <c>validationFreq: [1, 2,
/// 10]</c>.</summary>
/// <remarks>
/// Epochs count from 1, and those before <c>initialEpoch</c> count too, as in Keras. An epoch that does not validate has no <c>val_</c>
/// figures: callbacks that watch one let it pass.
/// </remarks>
[CollectionBuilder(typeof(ValidationFrequency), nameof(At))]
public sealed class ValidationFrequency
{
    private readonly int _every;
    private readonly int[] _epochs;

    private ValidationFrequency(int every, int[] epochs) => (_every, _epochs) = (every, epochs);

    /// <summary>After every epoch.</summary>
    public static ValidationFrequency EveryEpoch { get; } = Every(1);

    /// <summary>After every so many epochs.</summary>
    /// <param name="epochs">How many; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public static ValidationFrequency Every(int epochs) => epochs >= 1
        ? new(epochs, [])
        : throw new ArgumentOutOfRangeException(nameof(epochs), $"Fit: expected validationFreq of at least 1 epoch, got {epochs}. Leave "
            + "validation data away for a run without validation.");

    /// <summary>After these epochs alone.</summary>
    /// <param name="epochs">Their numbers, counted from 1, in any order.</param>
    public static ValidationFrequency At(params ReadOnlySpan<int> epochs) => new(0, [.. epochs]);

    /// <summary>As <see cref="Every"/>.</summary>
    public static implicit operator ValidationFrequency(int epochs) => Every(epochs);

    /// <summary>The named epochs, for collection expressions; empty where every so many count.</summary>
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)_epochs).GetEnumerator();

    /// <summary>The frequency in words: <c>2</c>, or <c>1, 2, 10</c>.</summary>
    public override string ToString() => _every > 0 ? $"{_every}" : string.Join(", ", _epochs);

    /// <summary>Whether an epoch validates.</summary>
    /// <param name="epoch">Its number, counted from 1.</param>
    public bool Includes(int epoch) => _every > 0 ? epoch % _every == 0 : _epochs.Contains(epoch);
}
