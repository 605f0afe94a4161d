using Weft.Data;
using Weft.Engine;

namespace Weft.Training;

/// <summary>Measures a compiled model on data: the loss, the metrics, and what is taken for what.</summary>
/// <param name="graph">The model.</param>
/// <param name="seed">The model's seed.</param>
/// <param name="session">What it was compiled with.</param>
/// <param name="convolutions">Convolution algorithms to use; for tests.</param>
internal sealed class Evaluator(ModelGraph graph, int seed, TrainingSession session, ConvChoice? convolutions) : IDisposable
{
    private readonly Lock _compiling = new();
    private Inference? _inference;

    /// <summary>Measures the model's own answers.</summary>
    public Evaluation Measure(Batch batch, int threads, CancellationToken cancellationToken)
    {
        Inference plan = Enter();
        try
        {
            return Measure(plan, batch, threads, penalty: 0, cancellationToken);
        }
        finally
        {
            plan.Leave();
        }
    }

    /// <summary>The sums over a batch: its losses, then the metrics' states.</summary>
    public double[] Sums(Batch batch, int threads)
    {
        Inference plan = Enter();
        try
        {
            double[] sums = new double[1 + new MetricStates(session.Metrics, graph.Outputs[0].Shape.Size).Length];
            plan.Run(batch, new Inference.Results([], [], sums), threads);
            return sums;
        }
        finally
        {
            plan.Leave();
        }
    }

    /// <summary>Gives the plan's memory back when the last one who measures has left.</summary>
    public void Dispose() => Interlocked.Exchange(ref _inference, null)?.Dispose();

    /// <summary>Measures answers that were computed otherwise: by a plan of no layers, and so of no regularisers.</summary>
    /// <param name="outputs">The answers as samples, with the targets.</param>
    /// <param name="threads">How many threads.</param>
    /// <param name="cancellationToken">Ends the evaluation.</param>
    public Evaluation MeasureOutputs(Batch outputs, int threads, CancellationToken cancellationToken)
    {
        using Plan whole = Compile();
        double penalty = whole.Steps.OfType<RegularizerStep>().Sum(step => step.Price());
        using Inference plan = new(PlanCompiler.Compile(ModelGraph.Empty(graph.Outputs[0].Shape), new PlanOptions(seed, Training: false, session.Loss, session.Metrics)));
        return Measure(plan, outputs, threads, penalty, cancellationToken);
    }

    // Packed for the weights as they are. Whoever enters has to leave.
    private Inference Enter()
    {
        lock (_compiling)
        {
            if (_inference is { } ready && ready.TryEnter())
            {
                ready.Pack();
                return ready;
            }

            Inference plan = new(Compile());
            plan.TryEnter();
            return _inference = plan;
        }
    }

    private Plan Compile() => PlanCompiler.Compile(graph, new PlanOptions(seed, Training: false, session.Loss, session.Metrics, convolutions));

    private Evaluation Measure(Inference plan, Batch batch, int threads, double penalty, CancellationToken cancellationToken)
    {
        Dataset data = batch.Data;
        bool hasClasses = !data.Labels.IsEmpty;
        int outputs = graph.Outputs[0].Shape.Size;
        MetricStates states = new(session.Metrics, outputs);
        Inference.Results results = new([], hasClasses ? new int[data.Count] : [], new double[1 + states.Length]);
        plan.Run(batch, results, threads, cancellationToken);
        Dictionary<string, double> metrics = [];
        double[] figures = new double[states.FigureCount];
        states.Results(results.Sums.AsSpan(1), figures);
        for (int i = 0; i < figures.Length; i++)
        {
            metrics[session.MetricNames[i]] = figures[i];
        }

        return new Evaluation((results.Sums[0] / data.Count) + penalty, metrics, data.Count, hasClasses ? Confusion(data, results.Classes, Math.Max(2, outputs)) : null);
    }

    private static ConfusionMatrix Confusion(Dataset data, int[] predicted, int classes)
    {
        ConfusionMatrix confusion = new(data.ClassNames.Count == classes ? data.ClassNames : [.. Enumerable.Range(0, classes).Select(c => $"{c}")]);
        ReadOnlySpan<int> labels = data.Labels;
        for (int i = 0; i < predicted.Length; i++)
        {
            // A loss may ignore a label that is no class, such as -1.
            if ((uint)labels[i] < (uint)classes)
            {
                confusion.Add(labels[i], predicted[i]);
            }
        }

        return confusion;
    }
}
