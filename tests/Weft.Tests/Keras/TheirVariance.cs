using Weft.Layers;

namespace Weft.Tests.Keras;

/// <summary>The moving variance of a batch normalisation as tf.keras would have it: what each batch has is multiplied before it goes
/// in.</summary>
internal sealed class TheirVariance
{
    private readonly Weight _variance;
    private readonly double _momentum;
    private readonly Func<double, double> _factor;
    private readonly double _places;
    private readonly float[] _before;
    private readonly double[] _theirs;

    private TheirVariance(BuiltLayer layer, Func<double, double> factor)
    {
        _variance = layer.Weights[^1];
        _momentum = ((BatchNormalization)layer.Layer).Momentum;
        _factor = factor;
        _places = (double)layer.InputShape.Size / layer.InputShape[^1];
        _before = (float[])_variance.Values.Clone();
        _theirs = Array.ConvertAll(_before, value => (double)value);
    }

    /// <summary>Those of a model, as the program that made it has them.</summary>
    public static IEnumerable<TheirVariance> Of(Model model, string madeBy) => model.Graph.Leaves
        .Where(layer => layer is { Layer: BatchNormalization, Trainable: true })
        .Select(layer => new TheirVariance(layer, layer.InputShape.Rank != 3 ? _ => 1
            : madeBy.StartsWith("Keras 2.3", StringComparison.Ordinal) ? n => n / (n - 1) * (n / (n - 1.001))
            : n => n / (n - 1)));

    /// <summary>After a batch: what it put into Weft's average, taken into theirs.</summary>
    public void TakeIn(int samples)
    {
        double factor = _factor(samples * _places);
        for (int c = 0; c < _theirs.Length; c++)
        {
            double batch = (_variance.Values[c] - (_momentum * _before[c])) / (1 - _momentum);
            _theirs[c] = (_momentum * _theirs[c]) + ((1 - _momentum) * batch * factor);
        }

        _variance.Values.CopyTo(_before, 0);
    }

    /// <summary>Gives the model theirs.</summary>
    public void Set()
    {
        for (int c = 0; c < _theirs.Length; c++)
        {
            _variance.Values[c] = (float)_theirs[c];
        }
    }
}
