namespace Weft;

public partial class Model
{
    /// <summary>Copies of all weights, in Keras' order, by name: <c>conv2d/kernel</c>.</summary>
    /// <remarks>
    /// A weight of a model in this one has the name it has there, <c>dense/kernel</c>; where two such models have one each, their names
    /// come first: <c>left/dense/kernel</c>.
    /// Kernels are <c>[height, width, in, out]</c> or <c>[in, out]</c>, as Keras has them.
    /// </remarks>
    public IReadOnlyDictionary<string, Tensor> GetWeights()
    {
        OrderedDictionary<string, Tensor> weights = [];
        foreach ((string name, Weight weight) in WeightNames.Of(Graph))
        {
            weights.Add(name, new Tensor(weight.Shape, weight.Span.ToArray()));
        }

        return weights;
    }

    /// <summary>Gives the weights of these names these values; others stay as they are.</summary>
    /// <remarks>Values are copied. What an optimizer remembers stays: a model that is to be trained anew is compiled again.</remarks>
    /// <param name="weights">Values by the names of <see cref="GetWeights"/>.</param>
    /// <exception cref="ArgumentException">The model has no weight of a name; nothing is changed.</exception>
    /// <exception cref="ShapeException">Values have another shape than their weight; nothing is changed.</exception>
    public void SetWeights(IReadOnlyDictionary<string, Tensor> weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        Dictionary<string, Weight> own = WeightNames.Of(Graph).ToDictionary(pair => pair.Name, pair => pair.Weight);
        if (weights.Keys.FirstOrDefault(name => !own.ContainsKey(name)) is { } stranger)
        {
            throw new ArgumentException(
                $"SetWeights: expected names of weights of model '{Name}', got '{stranger}'. It has "
                    + $"{WeightNames.Listed(own.Keys.OrderByDescending(name => Alike(name, stranger)))}.", nameof(weights));
        }

        WeightNames.Set([.. weights.Select(pair => (pair.Key, own[pair.Key], pair.Value))], $"SetWeights: model '{Name}'");
        ForgetTemperature();
    }

    /// <summary>Gives all weights these values, in the order of <see cref="Weights"/>, which is Keras' <c>get_weights()</c>'s.</summary>
    /// <param name="weights">A tensor for each weight; values are copied.</param>
    /// <exception cref="ShapeException">There are more or fewer than weights, or one has another shape; nothing is changed.</exception>
    public void SetWeights(IReadOnlyList<Tensor> weights)
    {
        WeightNames.SetAll(WeightNames.Of(Graph), weights, $"SetWeights: model '{Name}'");
        ForgetTemperature();
    }

    // It was fitted to the weights as they were.
    private void ForgetTemperature()
    {
        if (Metadata.Temperature is not null)
        {
            Metadata = Metadata with { Temperature = null };
        }
    }

    // Names that end or begin as the one that was meant come first.
    private static int Alike(string name, string other) => name.Zip(other).TakeWhile(pair => pair.First == pair.Second).Count()
        + name.Reverse().Zip(other.Reverse()).TakeWhile(pair => pair.First == pair.Second).Count();
}
