using System.Text.Json;
using System.Text.Json.Nodes;

using Weft.Formats;
using Weft.Schedules;

namespace Weft.Tests.Keras;

/// <summary>Learning rates of the real Keras, step by step.</summary>
public sealed class ScheduleNumbersTests
{
    [Fact]
    public void At_EverySchedule_IsKerasRate()
    {
        JsonElement file = KerasFiles.Json("current", "schedules.json");
        long[] steps = [.. file.GetProperty("steps").EnumerateArray().Select(step => step.GetInt64())];
        int compared = 0;
        foreach (JsonElement one in file.GetProperty("cases").EnumerateArray())
        {
            Schedule schedule = Read(one);
            double[] expected = [.. one.GetProperty("values").EnumerateArray().Select(value => value.GetDouble())];
            // Keras computes in single precision, in which a rate that has fallen to nearly 0 keeps the rounding of the rate it began with.
            double room = 1e-6 * expected.Max();
            for (int i = 0; i < steps.Length; i++)
            {
                Assert.True(Math.Abs(schedule.At(steps[i]) - expected[i]) <= room, $"{schedule} at {steps[i]}: expected {expected[i]}, got {schedule.At(steps[i])}.");
                compared++;
            }
        }

        Assert.Equal(13 * 15, compared);
    }

    // As it stands in an optimizer's configuration.
    private static Schedule Read(JsonElement one)
    {
        List<string> notes = [];
        JsonObject optimizer = new() { ["learning_rate"] = JsonNode.Parse(one.GetProperty("serialized").GetRawText()) };
        Schedule schedule = ScheduleCodec.FromJson(new KerasConfig(optimizer, "optimizer", notes), 0);
        Assert.Empty(notes);
        Assert.Equal(schedule, ScheduleCodec.FromJson(new KerasConfig(new JsonObject { ["learning_rate"] = ScheduleCodec.ToJson(schedule) }, "optimizer", notes), 0));
        return schedule;
    }
}
