namespace Weft.Formats;

/// <summary>Weights in a file, whichever way it keeps them: in Keras 3's tree, by the names of layers, or in TensorFlow.js'
/// shards.</summary>
/// <remarks>Every size is checked against what the architecture asks for before a value is read.</remarks>
internal abstract class StoredWeights : IDisposable
{
    /// <summary>What ends an error about weights that are others than the architecture asks for.</summary>
    protected const string Apart = "The file's weights and its architecture do not belong together.";

    /// <summary>Whether the state of an optimizer is among them.</summary>
    public virtual bool HasOptimizer => false;

    /// <summary>The weights of all layers of a model.</summary>
    /// <param name="wanted">The layers that have weights, in the model's order.</param>
    /// <exception cref="ModelFileException">There are more, fewer or others.</exception>
    public abstract IReadOnlyDictionary<BuiltLayer, Tensor[]> Read(IReadOnlyList<WantedWeights> wanted);

    /// <summary>Where the optimizer stands; null where the file does not say.</summary>
    /// <param name="optimizer">What the model was compiled with.</param>
    /// <param name="variables">The trainable weights, in order.</param>
    /// <param name="notes">Says why, where there are variables that do not fit.</param>
    public virtual OptimizerState? Optimizer(Optimizer optimizer, Variable[] variables, List<string> notes) => null;

    /// <inheritdoc/>
    public virtual void Dispose()
    {
    }
}
