namespace Weft.Engine;

/// <summary>Predicts with a model's present weights, from any number of threads at once; plans are compiled when they are first wanted.</summary>
/// <param name="graph">The model.</param>
/// <param name="seed">The model's seed.</param>
/// <param name="convolutions">Convolution algorithms to use; for tests.</param>
internal sealed class Predictor(ModelGraph graph, int seed, ConvChoice? convolutions) : IDisposable
{
    private const int FewPredictions = 16;

    private readonly Lock _compiling = new();
    private Inference? _inference;
    private DividedInference? _divided;
    private int _singlePredictions;
    private bool _dropped;

    /// <summary>How often the weights had changed when the predictor was made.</summary>
    public long Changes { get; init; }

    /// <summary>Predicts a batch.</summary>
    public void Run(Batch batch, Inference.Results results, int threads, CancellationToken cancellationToken = default)
    {
        Inference plan = Enter();
        try
        {
            plan.Run(batch, results, threads, cancellationToken);
        }
        finally
        {
            plan.Leave();
        }
    }

    /// <summary>Predicts one sample, its pixels scaled. Nothing is allocated once a few have been predicted.</summary>
    public void RunOne(ReadOnlySpan<float> sample, Span<float> output, int threads)
    {
        if (threads > 1 && Environment.ProcessorCount > 1 && Divided() is { } divided && divided.TryEnter())
        {
            try
            {
                divided.Run(sample, output, threads);
            }
            finally
            {
                divided.Leave();
            }

            return;
        }

        Inference plan = Enter();
        try
        {
            plan.RunOne(sample, output);
        }
        finally
        {
            plan.Leave();
        }
    }

    /// <summary>Compiles the model for predictions; with <paramref name="divideFrom"/> for one sample on several threads.</summary>
    public Plan Compile(double? divideFrom = null) =>
        PlanCompiler.Compile(graph, new PlanOptions(seed, Training: false, Loss: null, Metrics: [], convolutions) { DivideFrom = divideFrom });

    /// <summary>Gives the plans' memory back when the last one who predicts has left.</summary>
    public void Dispose()
    {
        lock (_compiling)
        {
            _dropped = true;
            Drop();
        }
    }

    private void Drop()
    {
        Interlocked.Exchange(ref _inference, null)?.Dispose();
        Interlocked.Exchange(ref _divided, null)?.Dispose();
    }

    // A second copy of the weights, packed for one sample on several threads: for those who predict more than a few, and not worth its making before.
    private DividedInference? Divided()
    {
        if (Volatile.Read(ref _singlePredictions) < FewPredictions && Interlocked.Increment(ref _singlePredictions) == FewPredictions)
        {
            Plan plan = Compile(divideFrom: DividedInference.HandOver);
            if (plan.IsDivided)
            {
                Interlocked.Exchange(ref _divided, new DividedInference(plan, Enter()))?.Dispose();
                if (Volatile.Read(ref _dropped))
                {
                    Drop();
                }
            }
            else
            {
                plan.Dispose();
            }
        }

        return Volatile.Read(ref _divided);
    }

    // Whoever enters has to leave.
    private Inference Enter()
    {
        if (Volatile.Read(ref _inference) is { } ready && ready.TryEnter())
        {
            return ready;
        }

        lock (_compiling)
        {
            Inference plan;
            do
            {
                plan = _inference ??= new Inference(Compile(), forFew: true);
            }
            while (!plan.TryEnter());

            // Who came by before the model dropped this and compiles only now is its plan's only reader.
            if (_dropped)
            {
                Drop();
            }

            return plan;
        }
    }
}
