namespace Weft.Cli.Training;

/// <summary>How many steps a run has: schedules stretch over them.</summary>
/// <param name="Epochs">Its epochs.</param>
/// <param name="PassSteps">The batches of the data.</param>
/// <param name="StepsPerEpoch">The steps of an epoch; the last of a pass through the data may have fewer.</param>
internal sealed record RunLength(int Epochs, int PassSteps, int StepsPerEpoch)
{
    private int EpochsPerPass => (PassSteps + StepsPerEpoch - 1) / StepsPerEpoch;

    public int Steps => (Epochs / EpochsPerPass * PassSteps) + (Epochs % EpochsPerPass * StepsPerEpoch);

    public static RunLength Of(TrainSettings settings, int pictures)
    {
        int pass = (pictures + settings.BatchSize - 1) / settings.BatchSize;
        return new RunLength(settings.Epochs - settings.InitialEpoch, pass, settings.StepsPerEpoch ?? pass);
    }
}
