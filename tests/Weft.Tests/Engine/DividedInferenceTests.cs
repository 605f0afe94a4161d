using Weft.Engine;
using Weft.Layers;
using Weft.Tests.Layers;
using Weft.Tests.Reference;

namespace Weft.Tests.Engine;

/// <summary>One sample on several threads: the bits of one thread, whatever is divided into however many parts, and whoever else is at work.</summary>
public sealed class DividedInferenceTests
{
    private static readonly ConvChoice?[] s_choices = [null, .. new[] { 0, 2, 3, 4, 5, 6 }.Select(m => new ConvChoice(m, ConvGradientKind.Dense, ConvGradientKind.Dense, 0))];

    public static TheoryData<string> CaseNames => [.. LayerCases.All.Select(@case => @case.Name)];

    public static TheoryData<string, int> Networks
    {
        get
        {
            TheoryData<string, int> cases = [];
            foreach (string name in (string[])["pooled", "residual", "odd", "depthwise"])
            {
                for (int choice = 0; choice < s_choices.Length; choice++)
                {
                    cases.Add(name, choice);
                }
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(CaseNames))]
    public void Run_AnyLayer_GivesTheBitsOfOneThread(string name) => AssertSame(LayerCases.Named(name).Build());

    [Theory]
    [MemberData(nameof(Networks))]
    public void Run_LargerNetworks_GivesTheBitsOfOneThread(string name, int choice)
    {
        Model model = Network(name);
        model.Convolutions = s_choices[choice];
        Assert.True(AssertSame(model) >= 3);
    }

    [Fact]
    public void Run_ManyTimes_NeverTakesWhatIsNotThereYet()
    {
        Model model = Network("residual");
        Inference alone = new(model.CompilePrediction());
        using DividedInference divided = new(model.CompilePrediction(double.NegativeInfinity), alone);
        float[][] samples = Samples(model, 7);
        float[][] expected = [.. samples.Select(sample => Alone(alone, model, sample))];
        float[] output = new float[model.OutputShape.Size];
        for (int i = 0; i < 4000; i++)
        {
            Array.Clear(output);
            while (!divided.TryDivide(samples[i % 7], output, threads: 2 + (i / 1000)))
            {
                // Another test's model has the helpers.
                Thread.Yield();
            }

            Assert.Equal(expected[i % 7], output);
        }
    }

    [Fact]
    public async Task Predict_ByManyCallersOnSeveralThreads_GivesEachItsOwn()
    {
        Model model = Network("pooled");
        model.Threads = 1;
        float[][] samples = Samples(model, 5);
        float[][] expected = [.. samples.Select(sample => model.Predict(new Tensor(model.InputShape, sample)).Span.ToArray())];
        model.Threads = 3;
        await Task.WhenAll(Enumerable.Range(0, 4).Select(caller => Task.Run(() =>
        {
            for (int i = caller; i < 3000; i++)
            {
                Assert.Equal(expected[i % 5], model.Predict(new Tensor(model.InputShape, samples[i % 5])).Span.ToArray());
            }
        })));
    }

    [Fact]
    public void Run_AfterTheFirst_AllocatesNothing()
    {
        Model model = Network("pooled");
        using DividedInference divided = new(model.CompilePrediction(double.NegativeInfinity), new Inference(model.CompilePrediction()));
        float[] sample = Samples(model, 1)[0], output = new float[model.OutputShape.Size];
        for (int i = 0; i < 20; i++)
        {
            divided.Run(sample, output, threads: 2);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 20; i++)
        {
            divided.Run(sample, output, threads: 2);
            divided.TryDivide(sample, output, threads: 2);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Predict_AfterTraining_UsesTheNewWeights()
    {
        Model model = Network("pooled");
        model.Threads = 2;
        model.Compile(new SGD(0.01), new SparseCategoricalCrossentropy());
        Samples samples = SampleDrawer.Draw(model, model.Loss!, 9, seed: 7);
        for (int round = 0; round < 2; round++)
        {
            Tensor batch = model.Predict(samples.Batch());
            for (int i = 0; i < 45; i++)
            {
                Assert.Equal(batch.Row(i % 9).ToArray(), model.Predict(new Tensor(model.InputShape, samples.Batch().Row(i % 9).ToArray())).Span.ToArray());
            }

            EngineProbe.TrainStep(model, samples);
        }
    }

    [Fact]
    public void TryDivide_PartThatFails_ThrowsWhatItThrew_AndGoesOn()
    {
        Model model = Network("pooled");
        Plan plan = model.CompilePrediction(double.NegativeInfinity);
        Inference alone = new(model.CompilePrediction());
        FailingStep failing = new(plan.Output) { IsDivided = true };
        using DividedInference divided = new(
            new Plan
            {
                Steps = [.. plan.Steps.SkipLast(1), failing, plan.Steps[^1]],
                BatchSteps = [],
                Parameters = plan.Parameters,
                Arena = plan.Arena,
                Outputs = plan.Outputs,
                Group = plan.Group,
                GradientSize = plan.GradientSize,
            },
            alone);
        float[] sample = Samples(model, 1)[0], output = new float[model.OutputShape.Size];
        for (int i = 0; i < 6; i++)
        {
            failing.Fails = i % 2 == 0;
            if (failing.Fails)
            {
                Assert.Equal("part 1", Assert.Throws<InvalidOperationException>(Divide).Message);
            }
            else
            {
                Divide();
                Assert.Equal(Alone(alone, model, sample), output);
            }
        }

        void Divide()
        {
            while (!divided.TryDivide(sample, output, threads: 3))
            {
                Thread.Yield();
            }
        }
    }

    // Returns how many steps are divided.
    private static int AssertSame(Model model)
    {
        Plan plan = model.CompilePrediction(double.NegativeInfinity);
        Inference alone = new(model.CompilePrediction());
        using DividedInference divided = new(plan, alone);
        float[] output = new float[model.OutputShape.Size];
        foreach (float[] sample in Samples(model, 3))
        {
            float[] expected = Alone(alone, model, sample);
            foreach (int threads in (int[])[1, 2, 3, 4, 7])
            {
                Array.Clear(output);
                while (!divided.TryDivide(sample, output, threads))
                {
                    Thread.Yield();
                }

                Assert.Equal(expected, output);
            }
        }

        return plan.Steps.Count(step => step.IsDivided);
    }

    private static float[] Alone(Inference alone, Model model, float[] sample)
    {
        float[] output = new float[model.OutputShape.Size];
        alone.RunOne(sample, output);
        return output;
    }

    private static float[][] Samples(Model model, int count)
    {
        Random random = new(3);
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, model.InputShape.Size).Select(_ => (random.NextSingle() * 2) - 1).ToArray())];
    }

    private static Model Network(string name)
    {
        static Layer Conv(int filters, Padding padding = Padding.Valid, int strides = 1) => new Conv2D(filters, 3, Activation.Relu, strides: strides, padding: padding);
        Sequential model = name switch
        {
            "pooled" => new([28, 28, 1], seed: 3) { Conv(32), new MaxPooling2D(2), Conv(64), new MaxPooling2D(2), Conv(64), new Flatten(), new Dense(96, Activation.Relu) },
            "residual" => new([20, 20, 3], seed: 3)
            {
                Conv(16, Padding.Same),
                new Residual(Activation.Relu) { Conv(16, Padding.Same), new Conv2D(16, 3, padding: Padding.Same), new BatchNormalization() },
                new Residual(shortcut: [new Conv2D(64, 1, strides: 2)]) { Conv(64, Padding.Same, strides: 2), new Conv2D(64, 3, padding: Padding.Same) },
                new BatchNormalization(),
                new GlobalAveragePooling2D(),
            },
            "odd" => new([23, 19, 2], seed: 3) { Conv(41), new MaxPooling2D(3), Conv(72, Padding.Same), new Conv2D(24, 2) { Groups = 2 }, new Flatten(), new Dense(130) },
            _ => new([16, 16, 8], seed: 3)
            {
                new DepthwiseConv2D(3, padding: Padding.Same, activation: Activation.Relu), Conv(48), new SeparableConv2D(33, 3), new LayerNormalization(), new AveragePooling2D(2), new Flatten(),
            },
        };
        model.Add(new Dense(10, Activation.Softmax));
        return model;
    }

    private sealed class FailingStep(Value value) : Step(value, value)
    {
        public bool Fails { get; set; }

        public override double Work => 1;

        public override void Forward(Pass pass)
        {
            if (Fails && pass.Part.Index == 1)
            {
                throw new InvalidOperationException("part 1");
            }
        }

        public override void Backward(Pass pass)
        {
        }
    }
}
