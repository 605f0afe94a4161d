using System.Text.Json.Nodes;

using Weft.Schedules;

namespace Weft.Formats;

/// <summary>Learning rates in config.json: a number, or the object of a schedule.</summary>
/// <param name="ClassName">Keras' class name, or Weft's where Keras has no such schedule.</param>
/// <param name="Name">The name Keras gives it.</param>
/// <param name="Write">The schedule's options.</param>
/// <param name="Read">Makes the schedule from its options.</param>
internal sealed record ScheduleCodec(string ClassName, string Name, Action<Schedule, JsonObject> Write, Func<KerasConfig, Schedule> Read)
{
    private static readonly ScheduleCodec[] All =
    [
        Of<ExponentialDecay>(
            "ExponentialDecay",
            (schedule, json) => WriteRate(schedule.InitialLearningRate, schedule.DecaySteps, schedule.DecayRate, schedule.Staircase, json),
            config => new ExponentialDecay(Initial(config), Steps(config), config.Number("decay_rate"), config.Flag("staircase", false))),
        Of<InverseTimeDecay>(
            "InverseTimeDecay",
            (schedule, json) => WriteRate(schedule.InitialLearningRate, schedule.DecaySteps, schedule.DecayRate, schedule.Staircase, json),
            config => new InverseTimeDecay(Initial(config), Steps(config), config.Number("decay_rate"), config.Flag("staircase", false))),
        Of<PiecewiseConstantDecay>("PiecewiseConstant", WritePiecewise, config =>
            new PiecewiseConstantDecay(Numbers(config, "boundaries"), Numbers(config, "values"))),
        Of<PolynomialDecay>(
            "PolynomialDecay",
            WritePolynomial,
            config => new PolynomialDecay(Initial(config), Steps(config), config.Number("end_learning_rate", 0.0001),
                config.Number("power", 1), config.Flag("cycle", false))),
        Of<CosineDecay>(
            "CosineDecay",
            WriteCosine,
            config => new CosineDecay(
                Initial(config), Steps(config), config.Number("alpha", 0),
                    config.Has("warmup_target") ? config.Number("warmup_target") : null, config.Number("warmup_steps", 0))),
        Of<CosineDecayRestarts>(
            "SGDRDecay",
            WriteRestarts,
            config => new CosineDecayRestarts(Initial(config), config.Number("first_decay_steps"), config.Number("t_mul", 2),
                config.Number("m_mul", 1), config.Number("alpha", 0))),
        Of<OneCycle>(
            "OneCycle",
            WriteOneCycle,
            config => new OneCycle(
                config.Number("max_learning_rate"), config.Number("total_steps"), config.Number("warmup_fraction", 0.3),
                    config.Number("div_factor", 25), config.Number("final_div_factor", 1e4))),
    ];

    /// <summary>The schedule as Keras sees it: one that Keras does not have is a constant rate there, the highest, and stands whole in
    /// <see cref="WeftMember"/>.</summary>
    public static Schedule InKeras(Schedule schedule) =>
        schedule is OneCycle cycle ? new ConstantSchedule(cycle.MaxLearningRate) : schedule;

    /// <summary>The number or object of a schedule.</summary>
    public static JsonNode ToJson(Schedule schedule)
    {
        if (schedule is ConstantSchedule constant)
        {
            return JsonValue.Create(constant.LearningRate);
        }

        if (OwnPieces.Is(schedule))
        {
            return OwnPieces.ToJson(schedule);
        }

        ScheduleCodec codec = Array.Find(All, codec => codec.ClassName == schedule.GetType().Name)
            ?? throw new ModelFileException($"{schedule.GetType().Name}: this schedule cannot be saved as .keras. Use a constant learning "
                + $"rate or one of {Supported}.");
        JsonObject config = [];
        codec.Write(schedule, config);
        config["name"] = codec.Name;
        return KerasObject.Create(InKeras(schedule) == schedule ? "keras.optimizers.schedules" : "weft", codec.ClassName, config);
    }

    /// <summary>The learning rate of an optimizer's configuration.</summary>
    /// <exception cref="ModelFileException">Weft does not have this schedule.</exception>
    public static Schedule FromJson(KerasConfig optimizer, double missing)
    {
        switch (optimizer["learning_rate"])
        {
            case null:
                return missing;
            case JsonValue:
                return optimizer.Number("learning_rate");
            case JsonNode node:
                (string? name, JsonObject json) = KerasObject.Identify(node);
                ScheduleCodec codec = Array.Find(All, codec => codec.ClassName == name)
                    ?? throw optimizer.Expected("learning_rate", $"a number or one of {Supported}, the schedules that Weft has");
                return codec.Read(optimizer.Of(json, codec.ClassName));
        }
    }

    private static string Supported => string.Join(", ", All.Select(codec => codec.ClassName));

    private static ScheduleCodec Of<TSchedule>(string name, Action<TSchedule, JsonObject> write, Func<KerasConfig, Schedule> read)
        where TSchedule : Schedule => new(typeof(TSchedule).Name, name, (schedule, json) => write((TSchedule)schedule, json), read);

    private static double Initial(KerasConfig config) => config.Number("initial_learning_rate");

    private static double Steps(KerasConfig config) => config.Number("decay_steps");

    private static double[] Numbers(KerasConfig config, string option) => KerasConfig.AsList(config[option]) is { } list
        ? [.. list.Select(item => KerasConfig.AsNumber(item) ?? throw config.Expected(option, "a list of numbers"))]
        : throw config.Expected(option, "a list of numbers");

    private static void WriteRate(double initial, double steps, double rate, bool staircase, JsonObject json)
    {
        json["initial_learning_rate"] = initial;
        json["decay_steps"] = steps;
        json["decay_rate"] = rate;
        json["staircase"] = staircase;
    }

    private static void WritePiecewise(PiecewiseConstantDecay schedule, JsonObject json)
    {
        json["boundaries"] = new JsonArray([.. schedule.Boundaries.Select(boundary => JsonValue.Create(boundary))]);
        json["values"] = new JsonArray([.. schedule.Values.Select(value => JsonValue.Create(value))]);
    }

    private static void WritePolynomial(PolynomialDecay schedule, JsonObject json)
    {
        json["initial_learning_rate"] = schedule.InitialLearningRate;
        json["decay_steps"] = schedule.DecaySteps;
        json["end_learning_rate"] = schedule.EndLearningRate;
        json["power"] = schedule.Power;
        json["cycle"] = schedule.Cycle;
    }

    private static void WriteCosine(CosineDecay schedule, JsonObject json)
    {
        json["initial_learning_rate"] = schedule.InitialLearningRate;
        json["decay_steps"] = schedule.DecaySteps;
        json["alpha"] = schedule.Alpha;
        json["warmup_target"] = schedule.WarmupTarget;
        json["warmup_steps"] = schedule.WarmupSteps;
    }

    private static void WriteRestarts(CosineDecayRestarts schedule, JsonObject json)
    {
        json["initial_learning_rate"] = schedule.InitialLearningRate;
        json["first_decay_steps"] = schedule.FirstDecaySteps;
        json["t_mul"] = schedule.TMul;
        json["m_mul"] = schedule.MMul;
        json["alpha"] = schedule.Alpha;
    }

    private static void WriteOneCycle(OneCycle schedule, JsonObject json)
    {
        json["max_learning_rate"] = schedule.MaxLearningRate;
        json["total_steps"] = schedule.TotalSteps;
        json["warmup_fraction"] = schedule.WarmupFraction;
        json["div_factor"] = schedule.DivFactor;
        json["final_div_factor"] = schedule.FinalDivFactor;
    }
}
