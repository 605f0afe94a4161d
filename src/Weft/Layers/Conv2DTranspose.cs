using Weft.Constraints;
using Weft.Initializers;
using Weft.Regularizers;

namespace Weft.Layers;

/// <summary>A convolution backwards: every input pixel lays a window of weights, scaled by its values, into the output, and overlapping windows add up.</summary>
/// <remarks>
/// <c>y[iy s + ky d - pad, ix s + kx d - pad, f] += x[iy, ix, c] w[ky, kx, f, c]</c>, then <c>act(y + b)</c>: the way back through a <see cref="Conv2D"/> from <c>filters</c> to the input's channels.
/// Input <c>[height, width, channels]</c>, output <c>[height', width', filters]</c>; kernel <c>[kh, kw, filters, channels]</c>.
/// With r = (k - 1) d + 1 and no output padding given, a valid one has <c>(n - 1) s + max(r, s)</c> rows, a same one <c>n s</c>;
/// with one given, <c>(n - 1) s + r + outputPadding</c> and <c>(n - 1) s + r mod 2 + outputPadding</c>. Defaults are Keras'.
/// </remarks>
public sealed record Conv2DTranspose : ConvolutionLayer
{
    /// <summary>A transposed convolution.</summary>
    /// <param name="filters">Output channels.</param>
    /// <param name="kernelSize">Window height and width.</param>
    /// <param name="activation">Applied to the result; null is linear.</param>
    /// <param name="strides">From one window to the next in the output; 1 by default.</param>
    /// <param name="padding">Border rule; valid by default.</param>
    /// <param name="outputPadding">Further rows and columns at the end, less than the strides; null for the usual size.</param>
    /// <param name="useBias">Whether a bias is added.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count or an extent is not positive, or the output padding is not below the strides.</exception>
    public Conv2DTranspose(
        int filters, Size2D kernelSize, Activation? activation = null, Size2D? strides = null, Padding padding = Padding.Valid, Size2D? outputPadding = null, bool useBias = true)
        : base(kernelSize, activation, strides, padding, useBias)
    {
        Filters = Guard.Positive(filters, nameof(Conv2DTranspose));
        OutputPadding = outputPadding is not { } more || (more.Height >= 0 && more.Width >= 0 && more.Height < Strides.Height && more.Width < Strides.Width)
            ? outputPadding
            : throw new ArgumentOutOfRangeException(nameof(outputPadding), $"{nameof(Conv2DTranspose)}: expected an output padding of at least 0 and below the strides {Strides}, got {more}.");
    }

    /// <summary>Output channels.</summary>
    public int Filters { get; }

    /// <summary>Further rows and columns at the end; null for the usual size.</summary>
    public Size2D? OutputPadding { get; }

    /// <summary>First values of the kernel.</summary>
    public Initializer KernelInitializer { get; init; } = new GlorotUniform();

    /// <summary>A price on the kernel's values; null for none.</summary>
    public Regularizer? KernelRegularizer { get; init; }

    /// <summary>What the kernel's values must be like after an update; null for anything.</summary>
    public Constraint? KernelConstraint { get; init; }

    internal override Shape LinearShape(Shape input)
    {
        RequireImage(input);
        RequireStridesOrDilation(Strides, DilationRate);
        TransposedAxis rows = Rows(input), columns = Columns(input);
        return rows.Output > 0 && columns.Output > 0
            ? [rows.Output, columns.Output, Filters]
            : throw new ShapeException($"{Who}: expected an output of at least 1x1, got {rows.Output}x{columns.Output} for {input.ToBatchString()}. Use a larger kernel or output padding.");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<WeightSpec> Weights(Shape input)
    {
        Shape kernel = [KernelSize.Height, KernelSize.Width, Filters, input[2]];
        return WithBias(
            Filters, new WeightSpec("kernel", kernel, KernelInitializer) { Regularizer = KernelRegularizer, Constraint = KernelConstraint });
    }

    internal TransposedAxis Rows(Shape input) => TransposedAxis.Of(input[0], KernelSize.Height, Strides.Height, DilationRate.Height, Padding, OutputPadding?.Height);

    internal TransposedAxis Columns(Shape input) => TransposedAxis.Of(input[1], KernelSize.Width, Strides.Width, DilationRate.Width, Padding, OutputPadding?.Width);
}

/// <summary>One axis of a transposed convolution.</summary>
/// <param name="Input">Positions of the input.</param>
/// <param name="Taps">Taps of the window.</param>
/// <param name="Stride">From one window to the next.</param>
/// <param name="Dilation">From one tap to the next.</param>
/// <param name="Output">Positions of the output.</param>
/// <param name="Before">Positions of the first window that lie before the output's first.</param>
internal readonly record struct TransposedAxis(int Input, int Taps, int Stride, int Dilation, int Output, int Before)
{
    /// <summary>Positions of all windows together, and of the output where that goes on behind them.</summary>
    public int Padded => Math.Max(((Input - 1) * Stride) + ((Taps - 1) * Dilation) + 1, Before + Output);

    public static TransposedAxis Of(int input, int taps, int stride, int dilation, Padding padding, int? more)
    {
        int reach = ((taps - 1) * dilation) + 1, windows = checked(((input - 1) * stride) + reach);
        int output = (padding, more) switch
        {
            (Padding.Same, null) => checked(input * stride),
            (Padding.Same, { } end) => ((input - 1) * stride) + (reach % 2) + end,
            (_, null) => ((input - 1) * stride) + Math.Max(reach, stride),
            (_, { } end) => windows + end,
        };
        return new TransposedAxis(input, taps, stride, dilation, output, padding == Padding.Same ? Math.Max(windows - output, 0) / 2 : 0);
    }
}
