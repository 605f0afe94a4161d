namespace Weft.Tests.Reference;

/// <summary>
/// One step of a network on one sample, in double precision, written as its definition reads.
/// Nothing here calls the library's arithmetic or its shape rules; only the layers' configuration is read.
/// </summary>
/// <param name="input">The extents of the input.</param>
/// <param name="output">The extents of the output.</param>
internal abstract class Operation(int[] input, int[] output)
{
    public int[] Input => input;

    public int[] Output => output;

    public int InputSize => input.Aggregate(1, (size, extent) => size * extent);

    public int OutputSize => output.Aggregate(1, (size, extent) => size * extent);

    /// <summary>The weights in Keras' order.</summary>
    public virtual IReadOnlyList<double[]> Weights => [];

    /// <summary>Where <see cref="Backward"/> adds the weights' gradients.</summary>
    public virtual IReadOnlyList<double[]> Gradients => [];

    /// <summary>How many products the longest sum of this step has, for tolerances.</summary>
    public virtual int SummationLength => 1;

    /// <summary>How many roundings stand one after another, for tolerances.</summary>
    public virtual int Depth => 1;

    /// <summary>Whether a sample's result in training depends on the others of its batch.</summary>
    public virtual bool NeedsBatch => false;

    public abstract double[] Forward(double[] x);

    /// <summary>From <c>dL/dy</c> to <c>dL/dx</c>.</summary>
    public abstract double[] Backward(double[] x, double[] y, double[] dy);

    /// <summary>The operation on a batch of values of each input; most read one.</summary>
    public virtual double[][] ForwardAll(double[][][] inputs, bool training) => training ? ForwardBatch(inputs[0]) : [.. inputs[0].Select(Forward)];

    /// <summary>From the gradients by a training batch's outputs to those by each input.</summary>
    public virtual double[][][] BackwardAll(double[][][] inputs, double[][] y, double[][] dy) => [BackwardBatch(inputs[0], y, dy)];

    /// <summary>The smallest <see cref="Margin"/> over values of each input.</summary>
    public virtual double MarginOf(double[][][] inputs, bool training) => training ? MarginBatch(inputs[0]) : inputs[0].Min(Margin);

    /// <summary>The step on a batch in training; sample by sample unless the step needs the whole batch.</summary>
    public virtual double[][] ForwardBatch(double[][] x) => [.. x.Select(Forward)];

    /// <summary>From the gradients by a training batch's outputs to those by its inputs.</summary>
    public virtual double[][] BackwardBatch(double[][] x, double[][] y, double[][] dy) => [.. x.Select((_, i) => Backward(x[i], y[i], dy[i]))];

    /// <summary>The smallest <see cref="Margin"/> of a batch in training.</summary>
    public virtual double MarginBatch(double[][] x) => x.Min(Margin);

    /// <summary>
    /// How far <paramref name="x"/> is from a point where the derivative jumps: the corner of a relu, two candidates of a maximum that are nearly equal.
    /// Closer than rounding, float and double may rightly take different sides, so tests draw samples with room.
    /// </summary>
    public virtual double Margin(double[] x) => double.PositiveInfinity;
}
