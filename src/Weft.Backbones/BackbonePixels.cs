using System.Globalization;

namespace Weft.Backbones;

/// <summary>What a network takes pixels for: bytes 0 to 255 become <c>scale p + offset</c>, channel by channel.</summary>
/// <remarks>It says what a file does not: <see cref="BackboneOptions.Pixels"/>.</remarks>
public sealed record BackbonePixels
{
    /// <summary>Pixels that become <c>scale p + offset</c>.</summary>
    /// <param name="scale">What pixels are multiplied with: one number, or one for each of the three channels, in the network's
    /// order.</param>
    /// <param name="offset">What is added then: as many.</param>
    /// <exception cref="ArgumentException">There are not 1 or 3 of each, or a number is not finite.</exception>
    public BackbonePixels(IReadOnlyList<double> scale, IReadOnlyList<double> offset)
    {
        ArgumentNullException.ThrowIfNull(scale);
        ArgumentNullException.ThrowIfNull(offset);
        if (scale.Count is not (1 or 3) || offset.Count is not (1 or 3) || !scale.Concat(offset).All(double.IsFinite))
        {
            throw new ArgumentException($"{nameof(BackbonePixels)}: expected one scale and one offset, or one for each of three "
                + $"channels, got [{string.Join(", ", scale)}] and [{string.Join(", ", offset)}].");
        }

        (Scale, Offset) = (scale, offset);
    }

    /// <summary>Pixels from 0 to 1.</summary>
    public static BackbonePixels ZeroToOne { get; } = new([1 / 255.0], [0]);

    /// <summary>Pixels from -1 to 1.</summary>
    public static BackbonePixels MinusOneToOne { get; } = new([1 / 127.5], [-1]);

    /// <summary>Pixels as they are, 0 to 255.</summary>
    public static BackbonePixels AsTheyAre { get; } = new([1], [0]);

    /// <summary>Pixels of ImageNet as PyTorch's networks take them: <c>(p / 255 - mean) / deviation</c> with (0.485, 0.456, 0.406) and
    /// (0.229, 0.224, 0.225).</summary>
    public static BackbonePixels ImageNet { get; } = Moments([0.485, 0.456, 0.406], [0.229, 0.224, 0.225]);

    /// <summary>Pixels as Caffe's networks take them: 0 to 255, blue first, less ImageNet's mean colour (103.939, 116.779,
    /// 123.68).</summary>
    public static BackbonePixels Caffe { get; } = new([1], [-103.939, -116.779, -123.68]) { BlueFirst = true };

    /// <summary>What pixels are multiplied with.</summary>
    public IReadOnlyList<double> Scale { get; }

    /// <summary>What is added then.</summary>
    public IReadOnlyList<double> Offset { get; }

    /// <summary>Whether the network takes the channels as blue, green, red; false by default.</summary>
    public bool BlueFirst { get; init; }

    /// <summary>Pixels less a mean, divided by a deviation: <c>(p / 255 - mean) / deviation</c>.</summary>
    /// <param name="mean">Means for pixels from 0 to 1: one, or one for each channel.</param>
    /// <param name="deviation">Deviations: one, or one for each channel.</param>
    /// <exception cref="ArgumentException">There are not 1 or 3 of each, or a deviation is not positive.</exception>
    public static BackbonePixels Moments(IReadOnlyList<double> mean, IReadOnlyList<double> deviation)
    {
        ArgumentNullException.ThrowIfNull(mean);
        ArgumentNullException.ThrowIfNull(deviation);
        if (mean.Count is not (1 or 3) || deviation.Count is not (1 or 3) || !deviation.All(value => value > 0))
        {
            throw new ArgumentException($"{nameof(BackbonePixels)}: expected one mean and one positive deviation, or one for each of three "
                + $"channels, got [{string.Join(", ", mean)}] and [{string.Join(", ", deviation)}].");
        }

        int count = Math.Max(mean.Count, deviation.Count);
        (double Mean, double Deviation)[] channels =
            [.. Enumerable.Range(0, count).Select(i => (mean[i % mean.Count], deviation[i % deviation.Count]))];
        return new([.. channels.Select(one => 1 / (255 * one.Deviation))], [.. channels.Select(one => -one.Mean / one.Deviation)]);
    }

    /// <summary>Whether two say the same numbers.</summary>
    public bool Equals(BackbonePixels? other) => other is not null && BlueFirst == other.BlueFirst
        && Scale.SequenceEqual(other.Scale) && Offset.SequenceEqual(other.Offset);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(BlueFirst, Scale[0], Offset[0], Scale.Count);

    /// <summary><c>x 0.0078 + -1</c>, for people and for keys of caches.</summary>
    public override string ToString()
    {
        static string Listed(IEnumerable<double> numbers) =>
            string.Join(", ", numbers.Select(number => number.ToString("R", CultureInfo.InvariantCulture)));
        return $"{(BlueFirst ? "blue first, " : "")}scale {Listed(Scale)}, offset {Listed(Offset)}";
    }
}
