namespace Weft.Cli.Measuring;

/// <summary>What <c>weft bench</c> was asked to measure.</summary>
/// <param name="Threads">On how many threads, one after another.</param>
/// <param name="BatchSizes">How many pictures a training step has, one after another.</param>
/// <param name="Seconds">How long each measurement lasts; a third of it more is warm-up.</param>
internal sealed record BenchSettings(IReadOnlyList<int> Threads, IReadOnlyList<int> BatchSizes, double Seconds)
{
    public double WarmUpSeconds => Seconds / 3;

    public TimeSpan Duration => TimeSpan.FromSeconds(Seconds);
}
