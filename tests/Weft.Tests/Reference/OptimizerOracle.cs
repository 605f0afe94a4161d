namespace Weft.Tests.Reference;

/// <summary>An optimizer by Keras' definitions, in double precision: what all of them do around an update, and each one's formula.</summary>
internal sealed class OptimizerOracle
{
    private readonly Optimizer _optimizer;
    private readonly UpdateOracle _formula;
    private readonly List<double[]> _sums = [];
    private readonly List<double[]> _averages = [];
    private int _batches;

    private readonly IReadOnlyList<Variable> _variables;

    private OptimizerOracle(Optimizer optimizer, IReadOnlyList<Variable> variables)
    {
        _optimizer = optimizer;
        _variables = variables;
        _formula = UpdateOracle.Of(optimizer);
    }

    /// <summary>An optimizer for a model's weights.</summary>
    public static OptimizerOracle Of(Optimizer optimizer, Model model) =>
        new(optimizer, [.. model.Weights.Where(weight => weight.Trainable).Select(weight => new Variable(weight.Name, weight.Shape))]);

    /// <summary>The moving averages of the weights.</summary>
    public IReadOnlyList<double[]> Averages => _averages;

    /// <summary>One batch, changing the weights in place.</summary>
    public void Step(IReadOnlyList<double[]> weights, IReadOnlyList<double[]> gradients)
    {
        if (_sums.Count == 0)
        {
            _sums.AddRange(weights.Select(weight => new double[weight.Length]));
            _averages.AddRange(weights.Select(weight => new double[weight.Length]));
            _formula.Start(weights);
        }

        int every = _optimizer.GradientAccumulationSteps ?? 1;
        int update = _batches / every;
        double rate = _optimizer.LearningRate.At(_batches);
        _batches++;
        for (int k = 0; k < weights.Count; k++)
        {
            for (int i = 0; i < gradients[k].Length; i++)
            {
                _sums[k][i] += gradients[k][i];
            }
        }

        if (_batches % every == 0)
        {
            Update(update + 1, rate, weights, Clip([.. _sums.Select(sum => sum.Select(value => value / every).ToArray())]));
            _sums.ForEach(Array.Clear);
        }

        Average(update, weights);
    }

    private void Update(int step, double rate, IReadOnlyList<double[]> weights, double[][] gradients)
    {
        _formula.Begin(step, rate);
        for (int k = 0; k < weights.Count; k++)
        {
            for (int i = 0; i < weights[k].Length; i++)
            {
                weights[k][i] -= weights[k][i] * DecayOf(_variables[k]) * rate;
            }

            _formula.NextWhole(weights[k], gradients[k], k, _variables[k]);
        }
    }

    // What the weight is called, not the layer.
    private double DecayOf(Variable variable)
    {
        bool isExcluded = _optimizer.ExcludeFromWeightDecay.Any(variable.Path.Split('/')[^1].Contains);
        double? decay = _optimizer is Muon muon && !UpdateOracle.IsMuons(muon, variable) ? muon.AdamWeightDecay : _optimizer.WeightDecay;
        return isExcluded ? 0 : decay ?? 0;
    }

    private double[][] Clip(double[][] gradients)
    {
        static double Norm(IEnumerable<double> values) => Math.Sqrt(values.Sum(value => value * value));
        if (_optimizer.ClipNorm is { } own)
        {
            return [.. gradients.Select(g => g.Select(value => value * own / Math.Max(Norm(g), own)).ToArray())];
        }

        if (_optimizer.GlobalClipNorm is { } all)
        {
            double scale = all * Math.Min(1 / Norm(gradients.SelectMany(g => g)), 1 / all);
            return [.. gradients.Select(g => g.Select(value => value * scale).ToArray())];
        }

        double limit = _optimizer.ClipValue ?? double.PositiveInfinity;
        return [.. gradients.Select(g => g.Select(value => Math.Clamp(value, -limit, limit)).ToArray())];
    }

    private void Average(int update, IReadOnlyList<double[]> weights)
    {
        double momentum = update == 0 ? 0 : _optimizer.EmaMomentum;
        for (int k = 0; k < weights.Count && _optimizer.UseEma; k++)
        {
            for (int i = 0; i < weights[k].Length; i++)
            {
                _averages[k][i] = momentum * _averages[k][i] + (1 - momentum) * weights[k][i];
            }

            if (_optimizer.EmaOverwriteFrequency is { } frequency && (update + 1) % frequency == 0)
            {
                _averages[k].CopyTo(weights[k], 0);
            }
        }
    }
}
