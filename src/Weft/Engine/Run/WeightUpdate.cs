using System.Numerics.Tensors;

using Weft.Constraints;
using Weft.Kernels;

namespace Weft.Engine;

/// <summary>
/// Turns the shards' gradients into new weights: one pass over stretches of the weights, one before it where a norm limits the gradients,
/// and one behind it over the weights that must be seen whole.
/// </summary>
/// <remarks>Stretches are cut by the weights alone and their partial sums are added in order, so who took which cannot change a bit.</remarks>
internal sealed class WeightUpdate
{
    private readonly Optimizer _optimizer;
    private readonly Dictionary<double, UpdateRule> _rules;
    private readonly UpdateRule[] _ruleOf;
    private readonly Team _team;
    private readonly ShardGradients _gradients;
    private readonly IReadOnlyList<Parameter> _parameters;
    private readonly Stretch[] _stretches;
    private readonly float[][] _scratch;
    private readonly double[] _squares;
    private readonly float[] _scales;
    private readonly FoldJob _foldJob;
    private readonly StretchJob _stretchJob;
    private readonly WholeJob _wholeJob;
    private readonly WholeUpdate?[] _whole;
    private readonly float[][] _wholeGradients;
    private readonly Projection?[] _projections;
    private readonly int[] _seenWhole;
    private readonly double[] _decays;
    private readonly int _accumulatorSlot;
    private readonly int _ownSlot;
    private int _shards;
    private bool _updates;
    private bool _overwrites;
    private double _learningRate;
    private float _emaGain;

    /// <param name="parameters">The weights.</param>
    /// <param name="optimizer">How gradients change them.</param>
    /// <param name="gradients">What the shards leave.</param>
    /// <param name="team">Who works.</param>
    public WeightUpdate(IReadOnlyList<Parameter> parameters, Optimizer optimizer, ShardGradients gradients, Team team)
    {
        (_optimizer, _gradients, _team) = (optimizer, gradients, team);
        double[] factors = [.. parameters.Select(parameter => optimizer.RateOf(parameter.Weight.Variable))];
        _rules = factors.Distinct().ToDictionary(factor => factor, _ => optimizer.CreateRule());
        _ruleOf = [.. factors.Select(factor => _rules[factor])];
        _stretches = [.. parameters.SelectMany(Stretch.Cut)];
        int longest = 0;
        foreach (Stretch stretch in _stretches)
        {
            longest = Math.Max(longest, stretch.Length);
        }

        _scratch = [.. Enumerable.Range(0, team.Size).Select(_ => new float[2 * longest])];
        _squares = new double[_stretches.Length];
        _scales = new float[parameters.Count];
        (_foldJob, _stretchJob, _wholeJob) = (new FoldJob(this), new StretchJob(this), new WholeJob(this));
        _accumulatorSlot = optimizer.UseEma ? 1 : 0;
        _ownSlot = _accumulatorSlot + (optimizer.GradientAccumulationSteps is null ? 0 : 1);
        _parameters = parameters;
        _decays = new double[parameters.Count];
        for (int i = 0; i < _decays.Length; i++)
        {
            _decays[i] = optimizer.DecayOf(parameters[i].Weight.Variable) * factors[i];
        }

        _whole = [.. parameters.Select((parameter, i) => _ruleOf[i].Whole(parameter.Weight.Variable))];
        _wholeGradients = [.. parameters.Select((parameter, i) => new float[_whole[i] is null ? 0 : parameter.Size])];
        _projections = [.. parameters.Select(parameter => parameter.Weight.Constraint?.Project(parameter.Weight.Shape))];
        _seenWhole = [.. Enumerable.Range(0, parameters.Count).Where(i => _whole[i] is not null || _projections[i] is not null)];
    }

    /// <summary>Takes in the gradients of a batch.</summary>
    /// <param name="iteration">The batches taken in before.</param>
    /// <param name="learningRate">The learning rate.</param>
    /// <param name="shards">How many shards the batch had.</param>
    public void Run(long iteration, double learningRate, int shards)
    {
        if (iteration == 0)
        {
            CopyWeights();
        }

        int batches = _optimizer.BatchesPerUpdate;
        long update = iteration / batches;
        _shards = shards;
        _updates = (iteration + 1) % batches == 0;
        // Keras' clock: with accumulation the average still moves, and replaces the weights, after every batch.
        _overwrites = _optimizer is { UseEma: true, EmaOverwriteFrequency: { } frequency } && (update + 1) % frequency == 0;
        _emaGain = update == 0 ? 1 : (float)(1 - _optimizer.EmaMomentum);
        _learningRate = learningRate;
        if (_updates)
        {
            foreach ((double factor, UpdateRule rule) in _rules)
            {
                rule.Begin(update + 1, learningRate * factor);
            }

            Array.Fill(_scales, 1);
            if (_optimizer.ClipNorm is not null || _optimizer.GlobalClipNorm is not null)
            {
                _team.Run(_foldJob, _stretches.Length);
                _shards = 1;
                LimitNorms();
            }
        }

        _team.Run(_stretchJob, _stretches.Length);
        _team.Run(_wholeJob, _seenWhole.Length);
    }

    // Weights may have been set since the model was compiled.
    private void CopyWeights()
    {
        foreach (Parameter parameter in _parameters)
        {
            IReadOnlyList<Slot> slots = _optimizer.Slots(parameter.Weight.Variable);
            for (int i = 0; i < slots.Count; i++)
            {
                if (slots[i].IsCopy)
                {
                    parameter.Values.CopyTo(parameter.Slots[i]);
                }
            }
        }
    }

    private void LimitNorms()
    {
        double limit = _optimizer.ClipNorm ?? _optimizer.GlobalClipNorm!.Value;
        double all = 0;
        for (int first = 0, end; first < _stretches.Length; first = end)
        {
            double own = 0;
            for (end = first; end < _stretches.Length && _stretches[end].Index == _stretches[first].Index; end++)
            {
                own += _squares[end];
            }

            _scales[_stretches[first].Index] = Scale(own, limit);
            all += own;
        }

        if (_optimizer.GlobalClipNorm is not null)
        {
            Array.Fill(_scales, Scale(all, limit));
        }
    }

    private static float Scale(double squares, double limit) => (float)(limit / Math.Max(Math.Sqrt(squares), limit));

    // Leaves the sum of the shards in the first one's buffer, so that the update need not add them up again.
    private void Fold(int worker, int part)
    {
        _gradients.Fold(_stretches[part], _shards);
        Span<float> gradient = Gradient(_stretches[part], 1, _scratch[worker]);
        _squares[part] = TensorPrimitives.SumOfSquares<float>(gradient);
    }

    private void Update(int worker, Stretch stretch)
    {
        Span<float> weights = stretch.Parameter.Values.Slice(stretch.Start, stretch.Length);
        Span<float> gradient = Gradient(stretch, _shards, _scratch[worker]);
        bool isWhole = _whole[stretch.Index] is not null;
        if (_updates)
        {
            Limit(gradient, _scales[stretch.Index]);
            if (_decays[stretch.Index] != 0)
            {
                OptimizerKernels.Run(new DescentFormula((float)(_decays[stretch.Index] * _learningRate)), weights, weights);
            }

            if (isWhole)
            {
                gradient.CopyTo(_wholeGradients[stretch.Index].AsSpan(stretch.Start));
            }
            else
            {
                _ruleOf[stretch.Index].Apply(weights, gradient, new SlotStretch(stretch.Parameter.Slots, _ownSlot, stretch.Start, stretch.Length));
            }
        }

        if (_optimizer.GradientAccumulationSteps is not null)
        {
            Accumulate(gradient, Slot(stretch, _accumulatorSlot));
        }

        if (_optimizer.UseEma && !isWhole)
        {
            Average(weights, Slot(stretch, 0));
        }
    }

    // What stretches cannot do: formulas that need sums over a whole weight, and constraints, which come last.
    private void UpdateWhole(int index)
    {
        Parameter parameter = _parameters[index];
        if (_whole[index] is { } whole)
        {
            if (_updates)
            {
                whole.Apply(parameter.Values, _wholeGradients[index], parameter.Slots.AsSpan(_ownSlot));
            }

            if (_optimizer.UseEma)
            {
                Average(parameter.Values, parameter.Slots[0]);
            }
        }

        _projections[index]?.Apply(parameter.Values);
    }

    // The sum over the shards; with accumulation over all batches since the last update, and their mean where they are complete.
    private Span<float> Gradient(Stretch stretch, int shards, Span<float> scratch)
    {
        Span<float> gradient = _gradients.Sum(stretch, shards, scratch);
        if (_optimizer.GradientAccumulationSteps is { } batches)
        {
            Elementwise.Add(Slot(stretch, _accumulatorSlot), gradient);
            if (_updates)
            {
                TensorPrimitives.Divide(gradient, batches, gradient);
            }
        }

        return gradient;
    }

    private void Limit(Span<float> gradient, float scale)
    {
        if (scale != 1)
        {
            TensorPrimitives.Multiply(gradient, scale, gradient);
        }

        if (_optimizer.ClipValue is { } limit)
        {
            TensorPrimitives.Clamp(gradient, (float)-limit, (float)limit, gradient);
        }
    }

    private void Accumulate(Span<float> gradient, Span<float> accumulator)
    {
        if (_updates)
        {
            accumulator.Clear();
        }
        else
        {
            gradient.CopyTo(accumulator);
        }
    }

    private void Average(Span<float> weights, Span<float> average)
    {
        OptimizerKernels.Run(new ApproachFormula(_emaGain), average, weights);
        if (_overwrites)
        {
            average.CopyTo(weights);
        }
    }

    private static Span<float> Slot(Stretch stretch, int slot) => stretch.Parameter.Slots[slot].AsSpan(stretch.Start, stretch.Length);

    private sealed class FoldJob(WeightUpdate update) : Job
    {
        public override void Execute(int worker, int part) => update.Fold(worker, part);
    }

    private sealed class WholeJob(WeightUpdate update) : Job
    {
        public override void Execute(int worker, int part) => update.UpdateWhole(update._seenWhole[part]);
    }

    private sealed class StretchJob(WeightUpdate update) : Job
    {
        public override void Execute(int worker, int part) => update.Update(worker, update._stretches[part]);
    }
}
