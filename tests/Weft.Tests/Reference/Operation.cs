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

    public abstract double[] Forward(double[] x);

    /// <summary>From <c>dL/dy</c> to <c>dL/dx</c>.</summary>
    public abstract double[] Backward(double[] x, double[] y, double[] dy);

    /// <summary>
    /// How far <paramref name="x"/> is from a point where the derivative jumps: the corner of a relu, two candidates of a maximum that are nearly equal.
    /// Closer than rounding, float and double may rightly take different sides, so tests draw samples with room.
    /// </summary>
    public virtual double Margin(double[] x) => double.PositiveInfinity;
}
