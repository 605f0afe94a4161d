using Weft.Initializers;

namespace Weft.Layers;

/// <summary>
/// Shifts and scales by a mean and a variance that are known beforehand: <c>y = (x - mean) / max(sqrt(variance), 1e-7)</c>.
/// </summary>
/// <remarks>
/// The two are given, or measured on data by <see cref="Model.Adapt"/>, and then kept as the weights mean, variance and count, which
/// training leaves alone. There is one of each for every place along <see cref="Axes"/>, by default every channel.
/// </remarks>
public sealed record Normalization : Layer
{
    private readonly Axes _axes = new([-1]);

    /// <summary>A normalisation that is adapted to data later; until then it does nothing.</summary>
    /// <param name="invert">Whether it goes back: <c>y = x max(sqrt(variance), 1e-7) + mean</c>.</param>
    public Normalization(bool invert = false) => Invert = invert;

    /// <summary>A normalisation by given values.</summary>
    /// <param name="mean">One mean for each place along the axes in row-major order, for each along the last of them, or for all.</param>
    /// <param name="variance">As many variances.</param>
    /// <param name="invert">Whether it goes back.</param>
    /// <exception cref="ArgumentException">There are not as many means as variances, or a variance is negative.</exception>
    public Normalization(IReadOnlyList<float> mean, IReadOnlyList<float> variance, bool invert = false)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(variance);
        if (mean.Count == 0 || mean.Count != variance.Count || variance.Any(value => !(value >= 0)))
        {
            throw new ArgumentException(
                $"{nameof(Normalization)}: expected as many means as variances of at least 0, "
                + $"got [{string.Join(", ", mean)}] and [{string.Join(", ", variance)}].");
        }

        (Mean, Variance, Invert) = (new ValueList<float>(mean), new ValueList<float>(variance), invert);
    }

    /// <summary>The given means; null where they come from data.</summary>
    public IReadOnlyList<float>? Mean { get; }

    /// <summary>The given variances; null where they come from data.</summary>
    public IReadOnlyList<float>? Variance { get; }

    /// <summary>Whether it goes back.</summary>
    public bool Invert { get; }

    /// <summary>The axes whose places have a mean and a variance each, the batch counted as 0; none for one of all values.</summary>
    public IReadOnlyList<int> Axes
    {
        get => _axes.List;
        init => _axes = new(value);
    }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input)
    {
        Shape places = Places(input);
        return Mean is null || Mean.Count == 1 || Mean.Count == places.Size || (places.Rank > 0 && Mean.Count == places[^1])
            ? input
            : throw new ShapeException(
                $"{Who}: expected {places.Size} means for {input.ToBatchString()}, got {Mean.Count}. "
                + "Give one for each place along the axes, or one for all.");
    }

    /// <inheritdoc/>
    public override IReadOnlyList<WeightSpec> Weights(Shape input) => Mean is not null ? [] :
    [
        new WeightSpec("mean", Places(input), new Zeros(), Trainable: false),
        new WeightSpec("variance", Places(input), new Ones(), Trainable: false),
        new WeightSpec("count", [], new Zeros(), Trainable: false),
    ];

    /// <summary>For each value of a sample, from one multiple of the list's length to the next, the number of its mean and variance.</summary>
    internal int[] Numbers(Shape input)
    {
        int[] own = Own(input), numbers = [0];
        for (int axis = own.Append(input.Rank - 1).Min(); axis < input.Rank; axis++)
        {
            int extent = input[axis], times = own.Contains(axis) ? extent : 1;
            int[] finer = new int[numbers.Length * extent];
            for (int i = 0; i < finer.Length; i++)
            {
                finer[i] = (numbers[i / extent] * times) + (times == 1 ? 0 : i % extent);
            }

            numbers = finer;
        }

        return numbers;
    }

    private Shape Places(Shape input) => new([.. Own(input).Select(axis => input[axis])]);

    private int[] Own(Shape input) => Axes.Count == 0 ? [] : _axes.Of(input, Who);
}
