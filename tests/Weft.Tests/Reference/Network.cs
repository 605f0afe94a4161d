using Weft.Regularizers;

namespace Weft.Tests.Reference;

/// <summary>A whole network in double precision: what a model predicts, how wrong it is, and the gradient of that by every weight.</summary>
internal sealed class Network
{
    private readonly List<Stage> _stages = [];
    private readonly Dictionary<Weight, (double[] Values, double[] Gradient)> _weights = [];
    private readonly List<(double[] Weight, double[] Gradient)> _trainable = [];
    private readonly List<(double[] Weight, double[] Gradient, Shape Shape, Regularizer Price)> _priced = [];
    private readonly List<(int Value, Regularizer Price)> _pricedValues = [];
    private readonly List<(double[] OfUse, double[] OfWeight)> _gradients = [];
    private readonly int _output;

    /// <summary>An operation, and the values it reads: value 0 is the input, value i + 1 what stage i gives.</summary>
    private sealed record Stage(Operation Operation, int[] Inputs);

    /// <summary>The network that a model describes, with the model's present weights.</summary>
    public Network(Model model)
    {
        InputShape = [.. model.InputShape];
        OutputShape = [.. model.OutputShape];
        _output = Add(model.Graph, [0])[0];
        foreach (BuiltLayer layer in model.Graph.Leaves)
        {
            foreach (Weight weight in layer.Weights.Where(weight => weight.Trainable))
            {
                (double[] values, double[] gradient) = _weights[weight];
                _trainable.Add((values, gradient));
                if (weight.Regularizer is { } price)
                {
                    _priced.Add((values, gradient, weight.Shape, price));
                }
            }
        }
    }

    public int[] InputShape { get; }

    public int[] OutputShape { get; }

    /// <summary>The trainable weights in order; they may be changed in place.</summary>
    public IReadOnlyList<double[]> Weights => [.. _trainable.Select(pair => pair.Weight)];

    public int SummationLength => _stages.Select(stage => stage.Operation.SummationLength).DefaultIfEmpty(1).Max();

    /// <summary>How many roundings stand one after another on the longest way.</summary>
    public int Depth
    {
        get
        {
            int[] depths = new int[_stages.Count + 1];
            for (int i = 0; i < _stages.Count; i++)
            {
                depths[i + 1] = _stages[i].Inputs.Max(input => depths[input]) + _stages[i].Operation.Depth;
            }

            return depths.Max();
        }
    }

    /// <summary>Whether a sample's result in training depends on the others of its batch.</summary>
    public bool NeedsBatch => _stages.Exists(stage => stage.Operation.NeedsBatch);

    public double[] Predict(double[] x) => Values([x], training: false)[_output][0];

    /// <summary>How far a sample is from any point where a derivative jumps.</summary>
    public double Margin(double[] x) => Margins([x], training: false);

    /// <summary>How far a batch is, in training, from any point where a derivative jumps.</summary>
    public double MarginBatch(double[][] x) => Margins(x, training: true);

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
        foreach ((_, double[] gradient) in _weights.Values)
        {
            Array.Clear(gradient);
        }

        List<double[]> dInputs = [];
        double value = Evaluate(loss, samples, targets, dInputs, sampleWeights);
        return new GradientResult(value, [.. _trainable.Select(pair => (double[])pair.Gradient.Clone())], dInputs);
    }

    // The calls of a model, and of models in it; the places of its outputs.
    private int[] Add(ModelGraph graph, int[] inputs)
    {
        Dictionary<Node, int> places = [];
        for (int i = 0; i < inputs.Length; i++)
        {
            places[graph.Inputs[i]] = inputs[i];
        }

        foreach (LayerCall call in graph.Calls.Where(call => call.Inputs.Count > 0))
        {
            int[] from = [.. call.Inputs.Select(input => places[input])];
            int[] to = call.Layer.Inner is { } inner ? Add(inner, from) : [Add(call, from)];
            for (int i = 0; i < to.Length; i++)
            {
                places[call.Outputs[i]] = to[i];
            }
        }

        return [.. graph.Outputs.Select(output => places[output])];
    }

    private int Add(LayerCall call, int[] from)
    {
        // A weight that is used twice has one gradient.
        foreach (Weight weight in call.Layer.Weights.Where(weight => !_weights.ContainsKey(weight)))
        {
            double[] values = [.. weight.Span.ToArray().Select(value => (double)value)];
            _weights[weight] = (values, new double[values.Length]);
        }

        double[][] weights = [.. call.Layer.Weights.Select(weight => _weights[weight].Values)];
        foreach (Operation operation in OperationFactory.Create(call, weights))
        {
            foreach ((double[] own, double[] gradient) in operation.Weights.Zip(operation.Gradients))
            {
                Weight weight = call.Layer.Weights.First(weight => _weights[weight].Values == own);
                _gradients.Add((gradient, _weights[weight].Gradient));
            }

            _stages.Add(new Stage(operation, from));
            from = [_stages.Count];
        }

        if (call.Layer.Layer.ActivityRegularizer is { } price)
        {
            _pricedValues.Add((from[0], price));
        }

        return from[0];
    }

    private double Margins(double[][] x, bool training)
    {
        double[][][] values = Values(x, training);
        return _stages.Select(stage => stage.Operation.MarginOf([.. stage.Inputs.Select(input => values[input])], training)).DefaultIfEmpty(double.PositiveInfinity).Min();
    }

    private double Evaluate(
        Loss loss, IReadOnlyList<double[]> samples, IReadOnlyList<double[]> targets, List<double[]> dInputs, IReadOnlyList<double>? sampleWeights = null, bool training = true)
    {
        // A final softmax under a cross-entropy of probabilities is one function of the logits: -ln softmax(z) needs no logarithm of a rounded probability.
        bool endsInSoftmax = _stages.Count > 0 && _output == _stages.Count && _stages[^1].Operation is SoftmaxOperation { IsOverLast: true }
            && !_pricedValues.Exists(priced => priced.Value == _output)
            && loss is SparseCategoricalCrossentropy { FromLogits: false } or CategoricalCrossentropy { FromLogits: false } or CategoricalFocalCrossentropy { FromLogits: false };
        bool fromLogits = loss is SparseCategoricalCrossentropy { FromLogits: true } or CategoricalCrossentropy { FromLogits: true } or CategoricalFocalCrossentropy { FromLogits: true };
        int end = endsInSoftmax ? _stages[^1].Inputs[0] : _output;
        LossFunction function = LossFunction.Of(loss, endsInSoftmax || fromLogits);

        double[][][] values = Values([.. samples], training);
        double total = 0;
        double[][] d = new double[samples.Count][];
        for (int n = 0; n < samples.Count; n++)
        {
            double weight = (sampleWeights?[n] ?? 1) / samples.Count;
            total += weight * function.Value(values[end][n], targets[n]);
            d[n] = [.. function.Gradient(values[end][n], targets[n]).Select(g => g * weight)];
        }

        total += _priced.Sum(priced => PriceFunction.Value(priced.Price, priced.Weight, priced.Shape));
        total += _pricedValues.Sum(priced => values[priced.Value].Average(sample => PriceFunction.Value(priced.Price, sample, [sample.Length])));
        if (training)
        {
            dInputs.AddRange(Back(values, end, d));
            foreach ((double[] weight, double[] gradient, Shape shape, Regularizer price) in _priced)
            {
                AddSlope(price, weight, shape, 1, gradient);
            }
        }

        return total;
    }

    // From the gradient by one value to that by the input; what several stages read has the sum of their gradients.
    private double[][] Back(double[][][] values, int end, double[][] d)
    {
        foreach ((double[] ofUse, _) in _gradients)
        {
            Array.Clear(ofUse);
        }

        double[][]?[] gradients = new double[_stages.Count + 1][][];
        gradients[end] = d;
        for (int i = _stages.Count - 1; i >= 0; i--)
        {
            AddPrices(i + 1, values[i + 1], ref gradients[i + 1]);
            if (gradients[i + 1] is not { } gradient)
            {
                continue;
            }

            (Operation operation, int[] inputs) = (_stages[i].Operation, _stages[i].Inputs);
            double[][][] back = operation.BackwardAll([.. inputs.Select(input => values[input])], values[i + 1], gradient);
            for (int k = 0; k < inputs.Length; k++)
            {
                gradients[inputs[k]] = gradients[inputs[k]] is { } earlier
                    ? [.. earlier.Zip(back[k], (left, right) => left.Zip(right, (a, b) => a + b).ToArray())]
                    : back[k];
            }
        }

        foreach ((double[] ofUse, double[] ofWeight) in _gradients)
        {
            for (int i = 0; i < ofUse.Length; i++)
            {
                ofWeight[i] += ofUse[i];
            }
        }

        AddPrices(0, values[0], ref gradients[0]);
        return gradients[0] ?? [.. values[0].Select(sample => new double[sample.Length])];
    }

    /// <summary>All values of a batch.</summary>
    private double[][][] Values(double[][] x, bool training)
    {
        double[][][] values = new double[_stages.Count + 1][][];
        values[0] = x;
        for (int i = 0; i < _stages.Count; i++)
        {
            values[i + 1] = _stages[i].Operation.ForwardAll([.. _stages[i].Inputs.Select(input => values[input])], training);
        }

        return values;
    }

    private void AddPrices(int value, double[][] samples, ref double[][]? gradients)
    {
        foreach ((_, Regularizer price) in _pricedValues.Where(priced => priced.Value == value))
        {
            gradients = gradients is null
                ? [.. samples.Select(sample => new double[sample.Length])]
                : [.. gradients.Select(gradient => (double[])gradient.Clone())];
            for (int n = 0; n < samples.Length; n++)
            {
                AddSlope(price, samples[n], [samples[n].Length], 1.0 / samples.Length, gradients[n]);
            }
        }
    }

    private static void AddSlope(Regularizer price, double[] values, Shape shape, double factor, double[] gradient)
    {
        double[] slope = PriceFunction.Slope(price, values, shape);
        for (int i = 0; i < gradient.Length; i++)
        {
            gradient[i] += factor * slope[i];
        }
    }
}

/// <param name="Loss">The mean loss.</param>
/// <param name="Weights">Its gradient by each trainable weight.</param>
/// <param name="Inputs">Its gradient by each sample.</param>
internal sealed record GradientResult(double Loss, IReadOnlyList<double[]> Weights, IReadOnlyList<double[]> Inputs);
