using Weft.Regularizers;

namespace Weft.Tests.Reference;

/// <summary>A whole network in double precision: what a model predicts, how wrong it is, and the gradient of that by every weight.</summary>
internal sealed class Network
{
    private readonly List<Operation> _operations = [];
    private readonly List<(double[] Weight, double[] Gradient)> _trainable = [];
    private readonly List<(double[] Weight, double[] Gradient, Shape Shape, Regularizer Price)> _priced = [];
    private readonly Dictionary<int, Regularizer> _pricedOutputs = [];

    /// <summary>The network that a model describes, with the model's present weights.</summary>
    public Network(IEnumerable<BuiltLayer> layers, Shape inputShape)
    {
        int[] extents = [.. inputShape];
        foreach (BuiltLayer layer in layers)
        {
            double[][] weights = [.. layer.Weights.Select(weight => weight.Span.ToArray().Select(value => (double)value).ToArray())];
            List<(double[] Weight, double[] Gradient)> own = [];
            foreach (Operation operation in OperationFactory.Create(layer, extents, weights))
            {
                _operations.Add(operation);
                own.AddRange(operation.Weights.Zip(operation.Gradients));
                extents = operation.Output;
            }

            if (layer.Layer.ActivityRegularizer is { } price)
            {
                _pricedOutputs[_operations.Count] = price;
            }

            Weight[] trainable = [.. layer.Weights.Where(weight => weight.Trainable)];
            _trainable.AddRange(own.Where(_ => layer.Layer.Trainable));
            _priced.AddRange(trainable.Zip(own).Where(pair => pair.First.Regularizer is not null)
                .Select(pair => (pair.Second.Weight, pair.Second.Gradient, pair.First.Shape, pair.First.Regularizer!)));
        }
    }

    public Network(Sequential model)
        : this(model.Layers, model.InputShape)
    {
    }

    public int[] OutputShape => _operations[^1].Output;

    /// <summary>The trainable weights in order; they may be changed in place.</summary>
    public IReadOnlyList<double[]> Weights => [.. _trainable.Select(pair => pair.Weight)];

    public int SummationLength => _operations.Max(operation => operation.SummationLength);

    public int Depth => _operations.Sum(operation => operation.Depth);

    public double[] Predict(double[] x) => Activations([x], _operations.Count, training: false)[^1][0];

    /// <summary>How far a sample is from any point where a derivative jumps.</summary>
    public double Margin(double[] x) => _operations.Zip(Activations([x], _operations.Count, training: false), (operation, value) => operation.Margin(value[0])).Min();

    /// <summary>How far a batch is, in training, from any point where a derivative jumps.</summary>
    public double MarginBatch(double[][] x) => _operations.Zip(Activations(x, _operations.Count, training: true), (operation, value) => operation.MarginBatch(value)).Min();

    /// <summary>Whether a sample's result in training depends on the others of its batch.</summary>
    public bool NeedsBatch => _operations.Exists(operation => operation.NeedsBatch);

    /// <summary>The mean loss of some samples in training.</summary>
    public double Loss(Loss loss, IReadOnlyList<double[]> samples, IReadOnlyList<double[]> targets) => Evaluate(loss, samples, targets, []);

    /// <summary>The mean loss of some samples in evaluation.</summary>
    public double EvaluationLoss(Loss loss, IReadOnlyList<double[]> samples, IReadOnlyList<double[]> targets) => Evaluate(loss, samples, targets, [], training: false);

    /// <summary>The mean loss, its gradient by every trainable weight, and its gradient by every input.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="samples">Inputs.</param>
    /// <param name="targets">Target vectors.</param>
    /// <param name="sampleWeights">How much each sample counts; 1 where none are given. The divisor stays the number of samples, as in Keras.</param>
    public GradientResult Gradients(Loss loss, IReadOnlyList<double[]> samples, IReadOnlyList<double[]> targets, IReadOnlyList<double>? sampleWeights = null)
    {
        foreach ((_, double[] gradient) in _trainable)
        {
            Array.Clear(gradient);
        }

        List<double[]> dInputs = [];
        double value = Evaluate(loss, samples, targets, dInputs, sampleWeights);
        return new GradientResult(value, [.. _trainable.Select(pair => (double[])pair.Gradient.Clone())], dInputs);
    }

    private double Evaluate(
        Loss loss, IReadOnlyList<double[]> samples, IReadOnlyList<double[]> targets, List<double[]> dInputs, IReadOnlyList<double>? sampleWeights = null, bool training = true)
    {
        // A final softmax under a cross-entropy of probabilities is one function of the logits: -ln softmax(z) needs no logarithm of a rounded probability.
        bool endsInSoftmax = _operations[^1] is SoftmaxOperation { IsOverLast: true } && !_pricedOutputs.ContainsKey(_operations.Count)
            && loss is SparseCategoricalCrossentropy { FromLogits: false } or CategoricalCrossentropy { FromLogits: false } or CategoricalFocalCrossentropy { FromLogits: false };
        bool fromLogits = loss is SparseCategoricalCrossentropy { FromLogits: true } or CategoricalCrossentropy { FromLogits: true } or CategoricalFocalCrossentropy { FromLogits: true };
        int count = _operations.Count - (endsInSoftmax ? 1 : 0);
        LossFunction function = LossFunction.Of(loss, endsInSoftmax || fromLogits);

        double[][][] values = Activations([.. samples], count, training);
        double total = 0;
        double[][] d = new double[samples.Count][];
        for (int n = 0; n < samples.Count; n++)
        {
            double weight = (sampleWeights?[n] ?? 1) / samples.Count;
            total += weight * function.Value(values[^1][n], targets[n]);
            d[n] = [.. function.Gradient(values[^1][n], targets[n]).Select(g => g * weight)];
        }

        foreach ((double[] weight, double[] gradient, Shape shape, Regularizer price) in _priced)
        {
            total += PriceFunction.Value(price, weight, shape);
            AddSlope(price, weight, shape, training ? 1 : 0, gradient);
        }

        for (int i = count; i >= 0; i--)
        {
            if (_pricedOutputs.GetValueOrDefault(i) is { } price)
            {
                total += values[i].Sum(sample => PriceFunction.Value(price, sample, [sample.Length])) / samples.Count;
                for (int n = 0; training && n < samples.Count; n++)
                {
                    AddSlope(price, values[i][n], [values[i][n].Length], 1.0 / samples.Count, d[n]);
                }
            }

            d = training && i > 0 ? _operations[i - 1].BackwardBatch(values[i - 1], values[i], d) : d;
        }

        dInputs.AddRange(d);
        return total;
    }

    private static void AddSlope(Regularizer price, double[] values, Shape shape, double factor, double[] gradient)
    {
        double[] slope = PriceFunction.Slope(price, values, shape);
        for (int i = 0; i < gradient.Length && factor != 0; i++)
        {
            gradient[i] += factor * slope[i];
        }
    }

    /// <summary>The inputs and the outputs of each of the first operations.</summary>
    private double[][][] Activations(double[][] x, int count, bool training)
    {
        double[][][] values = new double[count + 1][][];
        values[0] = x;
        for (int i = 0; i < count; i++)
        {
            values[i + 1] = training ? _operations[i].ForwardBatch(values[i]) : [.. values[i].Select(_operations[i].Forward)];
        }

        return values;
    }
}

/// <param name="Loss">The mean loss.</param>
/// <param name="Weights">Its gradient by each trainable weight.</param>
/// <param name="Inputs">Its gradient by each sample.</param>
internal sealed record GradientResult(double Loss, IReadOnlyList<double[]> Weights, IReadOnlyList<double[]> Inputs);
