using System.Text;

using Weft.Regularizers;

namespace Weft.Layers;

/// <summary>A description of one layer: its configuration, its shape rule and the weights it needs. It holds no values and computes nothing.</summary>
public abstract record Layer
{
    // A layer without steps of the engine's would be nothing: those that there are have theirs.
    private protected Layer()
    {
    }

    /// <summary>The layer's name; null takes Keras' automatic name (<c>conv2d</c>, <c>conv2d_1</c>, ...).</summary>
    public string? Name { get; init; }

    /// <summary>Whether training changes the layer's weights.</summary>
    public bool Trainable { get; init; } = true;

    /// <summary>
    /// A price on what the layer gives, added to the loss in training and in evaluation: the mean over the samples of a batch. Null for none.
    /// </summary>
    public Regularizer? ActivityRegularizer
    {
        get;
        init => field = value is null or ElementRegularizer
            ? value
            : throw new ArgumentException(
                $"{Who}: expected L1, L2 or L1L2 as ActivityRegularizer, got {value.GetType().Name}, which is for matrices.",
                nameof(ActivityRegularizer));
    }

    /// <summary>The class name Keras files this layer under.</summary>
    public virtual string KerasName => GetType().Name;

    /// <summary>Whether Keras files it as an operation between layers, <c>keras.ops</c>, and not as a layer.</summary>
    internal virtual bool IsOperation => false;

    /// <summary>The automatic name without its counter: the class name in snake case, as Keras spells it.</summary>
    internal virtual string SnakeName => ToSnakeCase(KerasName);

    /// <summary>The shape of one output sample for one input sample.</summary>
    /// <exception cref="ShapeException">The layer cannot take this input.</exception>
    public abstract Shape OutputShape(Shape input);

    /// <summary>The shape of one output sample for one sample of each input; most layers take one.</summary>
    /// <exception cref="ShapeException">The layer cannot take these inputs.</exception>
    public virtual Shape OutputShape(ReadOnlySpan<Shape> inputs) => inputs.Length == 1
        ? OutputShape(inputs[0])
        : throw new ShapeException($"{Who}: expected one input, got {inputs.Length}. Merge them first, with Add or Concatenate.");

    /// <summary>The function the layer ends in; linear for none.</summary>
    internal virtual Activation LastActivation => Activation.Linear;

    /// <summary>The weights the layer has for this input, in Keras' order.</summary>
    public virtual IReadOnlyList<WeightSpec> Weights(Shape input) => [];

    private protected string Who => Name is null ? KerasName : $"{KerasName} '{Name}'";

    private protected void RequireImage(Shape input, string remedy = "Add Reshape before it, or give the model an input of [height, width, channels].")
    {
        if (input.Rank != 3)
        {
            throw new ShapeException($"{Who}: expected input [batch, height, width, channels], got {input.ToBatchString()}. {remedy}");
        }
    }

    /// <summary>An axis as Keras counts it, the batch being 0 and -1 the last, among those of a sample.</summary>
    /// <exception cref="ShapeException">It is the batch, or none of the input's.</exception>
    private protected int SampleAxis(int axis, Shape input)
    {
        int own = axis < 0 ? axis + input.Rank : axis - 1;
        return own >= 0 && own < input.Rank ? own : throw new ShapeException(
            $"{Who}: expected an axis from 1 to {input.Rank} or from -{input.Rank} to -1 for {input.ToBatchString()}, got {axis}. Axis 0 is the batch.");
    }

    /// <summary>Keras takes no window that both strides and is dilated.</summary>
    private protected void RequireStridesOrDilation(Size2D strides, Size2D dilation)
    {
        if (strides != 1 && dilation != 1)
        {
            throw new ShapeException($"{Who}: expected strides or a dilation rate of 1, got strides {strides} and a dilation rate of {dilation}. Keras has no convolution with both; use one of them.");
        }
    }

    private protected Shape WindowShape(Shape input, Size2D window, Size2D strides, Padding padding, int channels)
    {
        int height = WindowExtent(input[0], window.Height, strides.Height, padding);
        int width = WindowExtent(input[1], window.Width, strides.Width, padding);
        return height > 0 && width > 0
            ? [height, width, channels]
            : throw new ShapeException(
                $"{Who}: expected an input of at least {window}, got {input.ToBatchString()}. Use padding: Padding.Same, a smaller window, or fewer pooling layers before it.");
    }

    private static int WindowExtent(int input, int window, int stride, Padding padding) =>
        padding == Padding.Same ? (input + stride - 1) / stride : (input - window + stride) / stride;

    // Keras' to_snake_case: a capital starts a word when a lower-case letter or digit stands before it, or when it ends a run of capitals.
    internal static string ToSnakeCase(string name)
    {
        StringBuilder snake = new();
        for (int i = 0; i < name.Length; i++)
        {
            bool startsWord = i > 0 && char.IsUpper(name[i])
                && (char.IsLower(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])));
            if (startsWord)
            {
                snake.Append('_');
            }

            snake.Append(char.ToLowerInvariant(name[i]));
        }

        return snake.ToString();
    }
}
