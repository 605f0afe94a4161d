using Weft.Layers;

namespace Weft.Engine;

/// <content>What regularisers add to the loss.</content>
internal sealed partial class PlanCompiler
{
    /// <summary>Whether a layer's output costs something in this plan.</summary>
    private bool IsPriced(BuiltLayer built) => built.Layer.ActivityRegularizer is not null && _options.Loss is not null;

    private void AddActivityPrice(BuiltLayer built)
    {
        if (IsPriced(built))
        {
            _steps.Add(new ActivityPriceStep(built.Layer.ActivityRegularizer!, _value));
        }
    }

    /// <summary>Behind the layers, the prices of the weights that are trained.</summary>
    private void AddWeightPrices()
    {
        foreach (BuiltLayer built in _layers.SelectMany(Leaves))
        {
            foreach (Weight weight in built.Weights.Where(weight => weight is { Regularizer: not null, Trainable: true }))
            {
                Parameter? parameter = _parameters.Find(parameter => parameter.Weight == weight);
                _steps.Add(new RegularizerStep(weight.Regularizer!, weight, parameter, _value) { Layers = [built] });
            }
        }
    }

    private static IEnumerable<BuiltLayer> Leaves(BuiltLayer built) =>
        built.Layer is Residual ? built.Body.Concat(built.Shortcut).SelectMany(Leaves) : [built];
}
