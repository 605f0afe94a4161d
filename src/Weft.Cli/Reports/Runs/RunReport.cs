using System.Text.Json.Serialization;

namespace Weft.Cli.Reports.Runs;

/// <summary>What a report says of a run, in numbers and words: the page shows it, report.json keeps it, <c>weft compare</c> reads it.</summary>
internal sealed record RunReport
{
    /// <summary>The version of this form of the file.</summary>
    public int Format { get; init; } = 1;

    /// <summary>The command that made it: <c>train</c> or <c>evaluate</c>.</summary>
    public required string Kind { get; init; }

    public required DataPart Data { get; init; }

    /// <summary>What the run was asked to do, or what the model's file says of it.</summary>
    public IReadOnlyList<Setting> Recipe { get; init; } = [];

    public required NetworkPart Network { get; init; }

    public IReadOnlyList<EpochPart> History { get; init; } = [];

    /// <summary>How the model does on pictures it has not seen; null where it was not asked.</summary>
    public TestPart? Test { get; init; }

    public required CostPart Cost { get; init; }

    public required RepeatPart Repeat { get; init; }

    /// <summary>What a reader should know, a sentence each.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>The data set.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Shape">Height, width and channels of its pictures.</param>
/// <param name="Train">Pictures to learn from, those held out for validation among them; null where they were not loaded.</param>
/// <param name="HeldOut">Pictures to validate on; 0 for none.</param>
/// <param name="Test">Pictures to test on.</param>
/// <param name="Classes">Its classes.</param>
internal sealed record DataPart(string Name, IReadOnlyList<int> Shape, int? Train, int HeldOut, int Test, IReadOnlyList<ClassPart> Classes);

/// <summary>A class and its pictures.</summary>
internal sealed record ClassPart(string Name, int? Train, int Test);

/// <summary>Something that was set: what, and to what.</summary>
internal sealed record Setting(string Name, string Value);

/// <summary>The network.</summary>
internal sealed record NetworkPart(string Name, int Parameters, int Trainable, IReadOnlyList<LayerReport> Layers)
{
    public static NetworkPart Of(Model model) => new(
        model.Name,
        model.ParameterCount,
        model.Weights.Where(weight => weight.Trainable).Sum(weight => weight.Shape.Size),
        [.. model.Layers.Select(layer => new LayerReport(layer.Name, layer.Layer.KerasName, [.. layer.OutputShape], layer.ParameterCount))]);
}

/// <summary>One epoch: its figures by Keras' names.</summary>
internal sealed record EpochPart(
    int Epoch,
    double Seconds,
    double LearningRate,
    [property: JsonNumberHandling(JsonNumberHandling.AllowNamedFloatingPointLiterals)] IReadOnlyDictionary<string, double> Values);

/// <summary>What it took.</summary>
/// <param name="Seconds">All in all, loading included.</param>
/// <param name="FirstStepSeconds">From the start of the process to the end of the first step; null where it was not measured.</param>
/// <param name="PeakMemoryBytes">The process' largest resident memory.</param>
/// <param name="Threads">How many threads computed.</param>
/// <param name="Processor">The processor's name.</param>
/// <param name="Machine">What else there is to say of the machine.</param>
internal sealed record CostPart(double Seconds, double? FirstStepSeconds, long PeakMemoryBytes, int Threads, string Processor, MachineReport Machine);

/// <summary>What repeats it.</summary>
/// <param name="Command">The whole command line, seed and data included.</param>
/// <param name="Directory">Where it was given: paths count from there.</param>
/// <param name="Seed">Where weights and order got their randomness; null where nothing is random.</param>
/// <param name="Version">Weft's.</param>
/// <param name="Finished">When it came to its end.</param>
internal sealed record RepeatPart(string Command, string Directory, int? Seed, string Version, DateTimeOffset Finished);
