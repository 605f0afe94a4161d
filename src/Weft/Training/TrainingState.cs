namespace Weft;

/// <summary>Where a training run stands, beside its model: all that it needs to go on as if it had never stopped.</summary>
/// <remarks>
/// Random numbers need no place here: every stream is keyed by the seed, its purpose and the epoch or step, so the position says it all.
/// </remarks>
internal sealed record TrainingState
{
    /// <summary>What the run trains on and how.</summary>
    public required RunIdentity Identity { get; init; }

    /// <summary>The epoch it is in, counted from 1, or has just finished.</summary>
    public required int Epoch { get; init; }

    /// <summary>The steps of that epoch that are done.</summary>
    public required int Step { get; init; }

    /// <summary>Whether a callback asked it to end.</summary>
    public required bool Stopped { get; init; }

    /// <summary>The sums over that epoch so far: losses, then the metrics' states.</summary>
    public required IReadOnlyList<double> Totals { get; init; }

    /// <summary>The learning rate of the last step.</summary>
    public required double LearningRate { get; init; }

    /// <summary>How long that epoch has taken so far.</summary>
    public required double Seconds { get; init; }

    /// <summary>The finished epochs.</summary>
    public required IReadOnlyList<EpochResult> Epochs { get; init; }

    /// <summary>What the run warned of.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>What its callbacks remember, those that remember anything, by the name of their kind.</summary>
    public required IReadOnlyDictionary<string, CallbackState> Callbacks { get; init; }
}

/// <summary>What makes two runs of one model the same run. Threads and the number of epochs are not among it.</summary>
/// <param name="Train">The fingerprint of the data trained on.</param>
/// <param name="Validation">The fingerprint of the data validated on; empty without.</param>
/// <param name="BatchSize">Samples per step.</param>
/// <param name="Shuffle">Whether samples come in a new order every epoch.</param>
/// <param name="ClassWeights">How much a sample of each class counts, in words; empty where all count 1.</param>
/// <param name="Mixing">How samples are mixed, in words; empty where they are not.</param>
internal sealed record RunIdentity(string Train, string Validation, int BatchSize, bool Shuffle, string ClassWeights, string Mixing)
{
    /// <summary>The epochs that were done before the run.</summary>
    public int InitialEpoch { get; init; }

    /// <summary>The steps of an epoch; 0 where an epoch is a pass through the data.</summary>
    public int StepsPerEpoch { get; init; }

    /// <summary>After which epochs the run validates, in words.</summary>
    public string ValidationFreq { get; init; } = "1";

    /// <summary>Samples per batch of a validation.</summary>
    public int ValidationBatchSize { get; init; } = BatchSize;

    /// <summary>The batches of a validation; 0 for all.</summary>
    public int ValidationSteps { get; init; }

    /// <summary>What differs from another run, in words; null where nothing does.</summary>
    public string? DifferenceTo(RunIdentity checkpoint) => this == checkpoint ? null : string.Join(", ", Differences(checkpoint));

    private IEnumerable<string> Differences(RunIdentity checkpoint)
    {
        (string What, object Ours, object Theirs)[] parts =
        [
            ("training data", Train, checkpoint.Train),
            ("validation data", Validation, checkpoint.Validation),
            ("batch size", BatchSize, checkpoint.BatchSize),
            ("shuffling", Shuffle, checkpoint.Shuffle),
            ("class weights", ClassWeights, checkpoint.ClassWeights),
            ("mixing", Mixing, checkpoint.Mixing),
            ("initial epoch", InitialEpoch, checkpoint.InitialEpoch),
            ("steps per epoch", StepsPerEpoch, checkpoint.StepsPerEpoch),
            ("validation after epochs", ValidationFreq, checkpoint.ValidationFreq),
            ("validation batch size", ValidationBatchSize, checkpoint.ValidationBatchSize),
            ("validation steps", ValidationSteps, checkpoint.ValidationSteps),
        ];
        return parts.Where(part => !part.Ours.Equals(part.Theirs)).Select(part => $"{part.What} {Show(part.Theirs)} there and {Show(part.Ours)} here");
    }

    private static string Show(object value) => $"{value}" is { Length: > 0 } text ? text : "none";
}
