using System.Text.Json.Nodes;

using Weft.Schedules;

namespace Weft.Formats;

/// <summary>Learning rates in config.json: a number, or the object of a schedule.</summary>
internal static class ScheduleCodec
{
    public static JsonNode Write(Schedule schedule) => schedule switch
    {
        ConstantSchedule constant => JsonValue.Create(constant.LearningRate),
        _ => throw new ModelFileException($"{schedule.GetType().Name}: this schedule cannot be saved as .keras yet. Use a constant learning rate."),
    };

    public static Schedule Read(KerasConfig config, double missing) => config["learning_rate"] switch
    {
        null => missing,
        JsonValue => config.Number("learning_rate"),
        _ => throw config.Expected("learning_rate", "a number, as Weft does not have this schedule"),
    };
}
