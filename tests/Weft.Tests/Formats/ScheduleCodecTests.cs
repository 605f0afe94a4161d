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

    // Keras has no such schedule: for it the rate is constant, and so it looks for a rate among the optimizer's variables.
    [Fact]
    public void OneCycle_IsAConstantRateForKerasAndItselfForWeft()
    {
        using TemporaryFolder folder = new();
        Sequential model = new([3], seed: 1) { new Weft.Layers.Dense(2, Activation.Softmax) };
        model.Compile(new Adam(new OneCycle(0.5, 11, 0.25, 10, 100)), new SparseCategoricalCrossentropy());
        model.Fit(Reference.SampleDrawer.Draw(model, model.Loss!, 6, seed: 1), batchSize: 2);
        model.Save(folder["m.keras"]);

        Assert.Equal("0.5", KerasArchive.Config(folder["m.keras"])["compile_config"]!["optimizer"]!["config"]!["learning_rate"]!.ToJsonString());
        Python.Run(
            """
            import h5py, io, sys, zipfile
            f = h5py.File(io.BytesIO(zipfile.ZipFile(sys.argv[1]).read('model.weights.h5')))
            assert [f[f'optimizer/vars/{i}'].shape for i in range(len(f['optimizer/vars']))] == [(), (), (3, 2), (3, 2), (2,), (2,)]
            assert f['optimizer/vars/1'][()] == 0.5
            """,
            folder["m.keras"]);
        Model loaded = Model.Load(folder["m.keras"]);
        Assert.Empty(loaded.LoadNotes);
        Assert.Equal(3, loaded.Iterations);
        Assert.Equal(model.Optimizer, loaded.Optimizer);
        Assert.Equal(model.Weights.Select(model.Session!.SlotsOf), loaded.Weights.Select(loaded.Session!.SlotsOf));
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
        Model loaded = Model.Load(folder["m.keras"]);
        Assert.Equal(3, loaded.Iterations);
        Assert.Equal(model.Optimizer, loaded.Optimizer);
        Assert.Equal(model.Weights.Select(model.Session!.SlotsOf), loaded.Weights.Select(loaded.Session!.SlotsOf));
    }
}
