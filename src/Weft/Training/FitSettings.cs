using System.Globalization;

using Weft.Data;

namespace Weft.Training;

/// <summary>How a run goes through its data.</summary>
internal sealed record FitSettings
{
    /// <summary>The number of the last epoch.</summary>
    public required int Epochs { get; init; }

    public required int BatchSize { get; init; }

    public bool Shuffle { get; init; } = true;

    /// <summary>How much a sample of each class counts; null where all count 1.</summary>
    public double[]? ClassWeights { get; init; }

    public Mixing? Mixing { get; init; }

    /// <summary>The epochs that are done already.</summary>
    public int InitialEpoch { get; init; }

    /// <summary>The steps of an epoch; null for a pass through the data.</summary>
    public int? StepsPerEpoch { get; init; }

    public ValidationFrequency ValidationFreq { get; init; } = ValidationFrequency.EveryEpoch;

    /// <summary>Samples per batch of a validation; null for those of a step.</summary>
    public int? ValidationBatchSize { get; init; }

    /// <summary>The batches of a validation; null for all.</summary>
    public int? ValidationSteps { get; init; }

    /// <summary>What makes two runs the same run.</summary>
    public RunIdentity Identity(Dataset train, Dataset? validation) => new(
        Fingerprint.Of(train),
        validation is null ? string.Empty : Fingerprint.Of(validation),
        BatchSize,
        Shuffle,
        ClassWeights is null ? string.Empty : string.Join(' ',
            ClassWeights.Select(weight => weight.ToString("R", CultureInfo.InvariantCulture))),
        string.Create(CultureInfo.InvariantCulture, $"{Mixing}"))
    {
        InitialEpoch = InitialEpoch,
        StepsPerEpoch = StepsPerEpoch ?? 0,
        ValidationFreq = $"{ValidationFreq}",
        ValidationBatchSize = ValidationBatchSize ?? BatchSize,
        ValidationSteps = ValidationSteps ?? 0,
    };

    /// <exception cref="ArgumentOutOfRangeException">A number makes no sense.</exception>
    public FitSettings Checked()
    {
        Require(Epochs, 1, "epochs");
        Require(BatchSize, 1, "batchSize");
        Require(InitialEpoch, 0, "initialEpoch");
        Require(StepsPerEpoch, 1, "stepsPerEpoch");
        Require(ValidationBatchSize, 1, "validationBatchSize");
        Require(ValidationSteps, 1, "validationSteps");
        return this;
    }

    private static void Require(int? value, int least, string name)
    {
        if (value < least)
        {
            throw new ArgumentOutOfRangeException(name, $"Fit: expected {name} of at least {least}, got {value}.");
        }
    }
}
