using Weft.Constraints;
using Weft.Data;
using Weft.Initializers;
using Weft.Layers;
using Weft.Tests.Reference;

namespace Weft.Tests.Constraints;

/// <summary>Constraints by their definitions, and that training holds them after every update.</summary>
public sealed class ConstraintTests
{
    public static TheoryData<Constraint, int[]> Cases => new()
    {
        { new NonNeg(), [4, 3] },
        { new MaxNorm(0.8), [4, 3] },
        { new MaxNorm(0.5), [6] },
        { new MaxNorm(0.8, [0, 1, 2]), [3, 2, 4, 5] },
        { new MaxNorm(0, [1]), [4, 3] },
        { new UnitNorm(), [4, 3] },
        { new UnitNorm([-1]), [4, 3] },
        { new UnitNorm([1, 3]), [2, 3, 4, 2] },
        { new MinMaxNorm(), [5, 2] },
        { new MinMaxNorm(1.2, 1.4, 0.5, [0, 1]), [3, 2, 2, 2] },
        { new MinMaxNorm(1.5, 2, 1, [0, 1, 2, 3]), [3, 2, 2, 2] },
    };

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void Project_Values_FollowKerasFormula(Constraint constraint, int[] extents)
    {
        Shape shape = new(extents);
        float[] values = SampleDrawer.Values(new Random(4), shape.Size, -1, 1);
        double[] expected = Expected(constraint, values, extents);
        float[] actual = [.. values];
        Projection projection = constraint.Project(shape);
        projection.Apply(actual);
        Difference.AssertClose(actual, expected, 1e-7, $"{constraint}");

        // It keeps nothing of the last time.
        values.CopyTo(actual, 0);
        projection.Apply(actual);
        Difference.AssertClose(actual, expected, 1e-7, $"{constraint} again");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Fit_ConstrainedWeights_HoldAfterEveryUpdateOnAnyThreads(int threads)
    {
        Sequential model = new([6, 6, 2], seed: 1)
        {
            new Conv2D(3, 3, Activation.Relu) { KernelConstraint = new UnitNorm([0, 1, 2]), BiasConstraint = new NonNeg() },
            new BatchNormalization { GammaConstraint = new MaxNorm(1.5) },
            new Flatten(),
            new Dense(4, Activation.Softmax) { KernelConstraint = new MinMaxNorm(0.4, 0.6) },
        };
        model.Threads = threads;
        model.Compile(new SGD(0.5, momentum: 0.9), new SparseCategoricalCrossentropy());
        Dataset data = SampleDrawer.Draw(model, model.Loss!, 24, seed: 2);
        Watch watch = new(model);
        model.Fit(data, epochs: 2, batchSize: 6, callbacks: [watch]);
        Assert.Equal(8, watch.Batches);
    }

    // Keras' order: the average takes the weights in before they are constrained, and when training ends it takes their place.
    [Fact]
    public void Fit_WithAverage_TakesWeightsInUnconstrained()
    {
        Sequential model = new([3], seed: 1) { new Dense(2, useBias: false) { KernelConstraint = new UnitNorm() } };
        model.Compile(new SGD(0.1) { UseEma = true, EmaMomentum = 0 }, new MeanSquaredError());
        Samples samples = SampleDrawer.Draw(model, model.Loss!, 4, seed: 1);
        EngineProbe.TrainStep(model, samples);
        Weight kernel = model.Weights.First();
        Assert.All(Norms(kernel.Span, 3, 2), norm => Assert.Equal(1, norm, 1e-5));
        Assert.All(Norms(model.Session!.SlotsOf(kernel)[0], 3, 2), norm => Assert.NotEqual(1, norm, 1e-3));
    }

    [Fact]
    public void Add_AxisThatTheWeightLacks_SaysWhose()
    {
        Sequential model = new([3], seed: 1);
        string message = Assert.Throws<ShapeException>(() => model.Add(new Dense(2) { KernelConstraint = new MaxNorm(1, [0, 2]), Name = "narrow" })).Message;
        Assert.Contains("MaxNorm: expected axes from -2 to 1 for narrow/kernel [3, 2], got [0, 2]", message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new MaxNorm(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MinMaxNorm(2, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MinMaxNorm(rate: 2));
        Assert.Equal(new MaxNorm(1, [0, 1]), new MaxNorm(1, [0, 1]));
        Assert.NotEqual(new MaxNorm(1, [0, 1]), new MaxNorm(1, [0]));
    }

    [Fact]
    public void Load_WithoutUpdates_KeepsFirstValues()
    {
        Sequential model = new([3], seed: 1) { new Dense(2) { KernelConstraint = new NonNeg(), KernelInitializer = new Constant(-1) } };
        Assert.All(model.Weights.First().Span.ToArray(), value => Assert.Equal(-1, value));
    }

    private static double[] Expected(Constraint constraint, float[] values, int[] extents)
    {
        if (constraint is not NormConstraint norm)
        {
            return [.. values.Select(value => Math.Max(0, (double)value))];
        }

        int[] along = [.. norm.Axis.Select(axis => axis < 0 ? axis + extents.Length : axis)];
        // Which norm a value belongs to: its place along the other axes.
        string Group(int i)
        {
            List<int> place = [];
            for (int axis = extents.Length - 1; axis >= 0; i /= extents[axis--])
            {
                place.Add(along.Contains(axis) ? -1 : i % extents[axis]);
            }

            return string.Join(' ', place);
        }

        Dictionary<string, double> norms = values.Select((value, i) => (Group(i), value)).GroupBy(pair => pair.Item1)
            .ToDictionary(group => group.Key, group => Math.Sqrt(group.Sum(pair => (double)pair.value * pair.value)));
        double Desired(double n) => norm switch
        {
            MaxNorm max => Math.Min(n, max.MaxValue),
            UnitNorm => 1,
            MinMaxNorm both => (both.Rate * Math.Min(Math.Max(n, both.MinValue), both.MaxValue)) + ((1 - both.Rate) * n),
            _ => throw new ArgumentOutOfRangeException(nameof(constraint)),
        };
        return [.. values.Select((value, i) => value * Desired(norms[Group(i)]) / (norms[Group(i)] + 1e-7))];
    }

    private static IEnumerable<double> Norms(ReadOnlySpan<float> values, int rows, int columns)
    {
        float[] copy = values.ToArray();
        return Enumerable.Range(0, columns).Select(column => Math.Sqrt(Enumerable.Range(0, rows).Sum(row => (double)copy[(row * columns) + column] * copy[(row * columns) + column])));
    }

    private sealed class Watch(Sequential model) : Callback
    {
        public int Batches { get; private set; }

        public override void OnBatchEnd(TrainingRun run)
        {
            Batches++;
            Weight[] weights = [.. model.Weights];
            Assert.All(Norms(weights[0].Span, 18, 3), norm => Assert.Equal(1, norm, 1e-5));
            Assert.All(weights[1].Span.ToArray(), bias => Assert.True(bias >= 0));
            Assert.InRange(Norms(weights[2].Span, 3, 1).Single(), 0, 1.500001);
            Assert.All(Norms(weights[6].Span, 48, 4), norm => Assert.InRange(norm, 0.399999, 0.600001));
        }
    }
}
