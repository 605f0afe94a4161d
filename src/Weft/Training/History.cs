namespace Weft;

/// <summary>What a training run went through, epoch by epoch.</summary>
public sealed class History
{
    /// <summary>The name of the rate among an epoch's figures, where a callback sets it.</summary>
    internal const string LearningRate = "learning_rate";

    private readonly List<EpochResult> _epochs = [];
    private readonly List<string> _warnings = [];

    /// <summary>The finished epochs.</summary>
    public IReadOnlyList<EpochResult> Epochs => _epochs;

    /// <summary>What the run warned of, such as a validation tail with another mix of classes.</summary>
    public IReadOnlyList<string> Warnings => _warnings;

    /// <summary>Whether the run was cancelled before its last epoch ended.</summary>
    public bool Interrupted { get; internal set; }

    /// <summary>One figure over the epochs, by Keras' name: <c>loss</c>, <c>accuracy</c>, <c>val_loss</c>, ...; <c>learning_rate</c> where a callback set it.</summary>
    /// <remarks>Of epochs that did not record it, such as <c>val_loss</c> of those that did not validate, nothing is in the list, as in
    /// Keras.</remarks>
    /// <exception cref="KeyNotFoundException">No epoch recorded that figure.</exception>
    public IReadOnlyList<double> this[string name]
    {
        get
        {
            double[] values = [.. _epochs.Where(epoch => epoch.Values.ContainsKey(name)).Select(epoch => epoch[name])];
            return values.Length > 0 || _epochs.Count == 0 ? values : [_epochs[0][name]];
        }
    }

    internal void Restore(IEnumerable<EpochResult> epochs, IEnumerable<string> warnings)
    {
        _epochs.AddRange(epochs);
        _warnings.AddRange(warnings);
    }

    internal void Add(EpochResult epoch) => _epochs.Add(epoch);

    internal void Warn(string message) => _warnings.Add(message);
}

/// <summary>The figures of one epoch.</summary>
/// <param name="Epoch">Its number, counted from 1.</param>
/// <param name="Seconds">How long it took, validation included.</param>
/// <param name="LearningRate">The learning rate of its last step.</param>
/// <param name="Values">The figures by Keras' names, in order: the means over the epoch's samples, then those of the validation data.</param>
public sealed record EpochResult(int Epoch, double Seconds, double LearningRate, IReadOnlyDictionary<string, double> Values)
{
    /// <summary>One figure by name.</summary>
    /// <exception cref="KeyNotFoundException">The epoch has no such figure; the message names those it has.</exception>
    public double this[string name] => Values.TryGetValue(name, out double value)
        ? value
        : throw new KeyNotFoundException($"History: expected one of {string.Join(", ", Values.Keys)}, got '{name}'.");

    /// <summary>The mean training loss.</summary>
    public double Loss => this["loss"];
}
