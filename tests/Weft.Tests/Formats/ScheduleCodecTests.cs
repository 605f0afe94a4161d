using System.Text.Json.Nodes;

using Weft.Formats;
using Weft.Schedules;

namespace Weft.Tests.Formats;

public sealed class ScheduleCodecTests
{
    public static TheoryData<Schedule> Schedules() =>
    [
        new ConstantSchedule(0.25),
        new ExponentialDecay(0.1, 10, 0.5, Staircase: true),
        new InverseTimeDecay(0.2, 5, 0.25, Staircase: true),
        new PiecewiseConstantDecay([3, 5], [1, 0.5, 0.25]),
        new PolynomialDecay(0.1, 10, 0.02, 2, Cycle: true),
        new CosineDecay(0.1, 8, 0.5, 0.5, 4),
        new CosineDecay(0.1, 8),
        new CosineDecayRestarts(0.2, 10, 3, 0.5, 0.1),
        new OneCycle(0.5, 11, 0.25, 10, 100),
    ];

    [Theory]
    [MemberData(nameof(Schedules), DisableDiscoveryEnumeration = true)]
    public void Schedule_WrittenAndRead_IsTheSame(Schedule schedule)
    {
        JsonNode json = JsonNode.Parse(OptimizerCodec.ToJson(new Adam(schedule)).ToJsonString())!;
        List<string> notes = [];
        Assert.Equal(schedule, OptimizerCodec.FromJson(json, notes).LearningRate);
        Assert.Empty(notes);
    }

    [Fact]
    public void CosineDecay_IsWrittenAsKerasWritesIt()
    {
        JsonNode json = OptimizerCodec.ToJson(new SGD(new CosineDecay(0.1, 8, 0.5, 0.4, 4)))["config"]!["learning_rate"]!;
        Assert.Equal(
            """{"module":"keras.optimizers.schedules","class_name":"CosineDecay","config":{"initial_learning_rate":0.1,"decay_steps":8,"alpha":0.5,"warmup_target":0.4,"warmup_steps":4,"name":"CosineDecay"},"registered_name":null}""",
            json.ToJsonString());
    }

    [Fact]
    public void OneCycle_SaysThatItIsWeftsOwn()
    {
        JsonNode json = OptimizerCodec.ToJson(new SGD(new OneCycle(0.5, 11)))["config"]!["learning_rate"]!;
        Assert.Equal(("weft", "weft>OneCycle"), ((string)json["module"]!, (string)json["registered_name"]!));
    }

    // With a schedule Keras files no learning rate: moments begin at number 1.
    [Fact]
    public void OptimizerState_UnderASchedule_IsTakenOver()
    {
        using TemporaryFolder folder = new();
        Sequential model = new([3], seed: 1) { new Weft.Layers.Dense(2, Activation.Softmax) };
        model.Compile(new Nadam(new ExponentialDecay(0.1, 10, 0.5)), new SparseCategoricalCrossentropy());
        model.Fit(Reference.SampleDrawer.Draw(model, model.Loss!, 6, seed: 1), batchSize: 2);
        model.Save(folder["m.keras"]);
        Sequential loaded = Sequential.Load(folder["m.keras"]);
        Assert.Equal(3, loaded.Iterations);
        Assert.Equal(model.Optimizer, loaded.Optimizer);
        Assert.Equal(model.Weights.Select(weight => weight.Slots), loaded.Weights.Select(weight => weight.Slots));
    }
}
