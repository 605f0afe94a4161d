using Weft.Cli.Datasets;
using Weft.Cli.Recipes;

namespace Weft.Cli.Training;

/// <summary>What <c>weft train</c> was asked to do.</summary>
internal sealed record TrainSettings
{
    public string? Data { get; init; }

    /// <summary>The size and channels pictures are brought to.</summary>
    public DataRequest Pictures { get; init; } = new();

    public ModelSource Model { get; init; } = new ModelSource.BuiltIn(ModelRecipe.Seed);

    /// <summary>The pretrained network a head is trained on; null where a network is trained as a whole.</summary>
    public BackboneChoice? Backbone { get; init; }

    public Freezing? Freezing { get; init; }

    /// <summary>Whether a saved model gets outputs for classes it does not know.</summary>
    public bool AddsClasses { get; init; }

    public int Epochs { get; init; } = 5;

    /// <summary>The epochs that are done already.</summary>
    public int InitialEpoch { get; init; }

    /// <summary>The steps of an epoch; null for a pass through the data.</summary>
    public int? StepsPerEpoch { get; init; }

    public int BatchSize { get; init; } = 64;

    public double ValidationSplit { get; init; } = 0.2;

    /// <summary>After which epochs the run validates; null for all.</summary>
    public ValidationFrequency? ValidationFreq { get; init; }

    /// <summary>Pictures per batch of a validation; null for those of a step.</summary>
    public int? ValidationBatchSize { get; init; }

    public OptimizerSettings Optimization { get; init; } = new();

    public ObjectiveSettings Objective { get; init; } = new();

    public AugmentationSettings Augmentation { get; init; } = new();

    public WatchSettings Watch { get; init; } = new();

    public int Seed { get; init; } = 1;

    public int Threads { get; init; } = Environment.ProcessorCount;

    public string? Output { get; init; }

    /// <summary>Whether the saved model has the optimizer's state.</summary>
    public bool KeepsOptimizer { get; init; } = true;

    public bool Quiet { get; init; }

    public bool Json { get; init; }

    /// <summary>Refuses options that mean nothing together.</summary>
    /// <exception cref="UsageException">There are such.</exception>
    public void Check()
    {
        if (InitialEpoch >= Epochs)
        {
            throw new UsageException($"--initial-epoch: expected fewer than the run's {Epochs} epochs, got {InitialEpoch}: nothing "
                + "would be trained. --epochs is the number of the last one.");
        }

        if (ValidationFreq is { } frequency && !Enumerable.Range(InitialEpoch + 1, Epochs - InitialEpoch).Any(frequency.Includes))
        {
            throw new UsageException($"--validation-freq: expected one of the epochs {InitialEpoch + 1} to {Epochs} to validate, got "
                + $"{frequency}: none would. --validation-split 0 trains without validation.");
        }

        Optimization.Check(Epochs - InitialEpoch);
        Augmentation.Check();
        Watch.Check(Optimization.Schedule);
        if (AddsClasses && Model is not (ModelSource.Saved or ModelSource.Resumed))
        {
            throw new UsageException("--add-classes: expected a saved model to extend, got none. Name it: --model FILE.");
        }
    }
}
