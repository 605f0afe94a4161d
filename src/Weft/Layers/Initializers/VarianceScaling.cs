using Weft.Layers;

namespace Weft.Initializers;

/// <summary>Which count of a weight's values its variance is divided by.</summary>
public enum FanMode
{
    /// <summary>The values that flow into one output.</summary>
    FanIn,

    /// <summary>The outputs that one value flows into.</summary>
    FanOut,

    /// <summary>The mean of both.</summary>
    FanAvg,
}

/// <summary>How random values are spread.</summary>
public enum RandomDistribution
{
    /// <summary>Normal, drawn again beyond two standard deviations, and widened so that the variance is kept.</summary>
    TruncatedNormal,

    /// <summary>Normal.</summary>
    UntruncatedNormal,

    /// <summary>Evenly between two limits.</summary>
    Uniform,
}

/// <summary>Random values of mean 0 whose variance is <c>scale / n</c>, with n by the fans of the weight.</summary>
/// <remarks>
/// Uniform on <c>[-limit, limit]</c> with <c>limit = sqrt(3 scale / n)</c>, or normal with standard deviation
/// <c>sqrt(scale / n)</c>, where it is cut at two standard deviations widened by 1/0.87962566103423978 to keep the variance, as Keras does.
/// </remarks>
public record VarianceScaling : RandomInitializer
{
    private const double TruncatedDeviation = 0.87962566103423978;

    /// <summary>An initializer with Keras' defaults.</summary>
    /// <param name="scale">What the variance is n times, above 0.</param>
    /// <param name="mode">What n is.</param>
    /// <param name="distribution">How the values are spread.</param>
    /// <exception cref="ArgumentOutOfRangeException">The scale is not positive.</exception>
    public VarianceScaling(
        double scale = 1, FanMode mode = FanMode.FanIn, RandomDistribution distribution = RandomDistribution.TruncatedNormal)
    {
        Scale = Guard.Positive(scale, nameof(VarianceScaling));
        (Mode, Distribution) = (mode, distribution);
    }

    /// <summary>What the variance is n times.</summary>
    public double Scale { get; }

    /// <summary>What n is.</summary>
    public FanMode Mode { get; }

    /// <summary>How the values are spread.</summary>
    public RandomDistribution Distribution { get; }

    private protected sealed override void Draw(Span<float> values, Shape shape, ref Generator random)
    {
        Fans fans = Fans.Of(shape);
        double variance = Scale / Math.Max(1, Mode switch
        {
            FanMode.FanIn => fans.In,
            FanMode.FanOut => fans.Out,
            _ => (fans.In + (double)fans.Out) / 2,
        });
        switch (Distribution)
        {
            case RandomDistribution.Uniform:
                double limit = Math.Sqrt(3 * variance);
                RandomValues.Uniform(values, -limit, limit, ref random);
                break;
            case RandomDistribution.UntruncatedNormal:
                RandomValues.Normal(values, 0, Math.Sqrt(variance), ref random);
                break;
            default:
                RandomValues.TruncatedNormal(values, 0, Math.Sqrt(variance) / TruncatedDeviation, ref random);
                break;
        }
    }
}

/// <summary>Uniform with <c>limit = sqrt(6 / (fan_in + fan_out))</c>: Keras' default for kernels.</summary>
/// <remarks>Glorot and Bengio 2010, equation 16.</remarks>
public sealed record GlorotUniform() : VarianceScaling(1, FanMode.FanAvg, RandomDistribution.Uniform);

/// <summary>Truncated normal with variance <c>2 / (fan_in + fan_out)</c>.</summary>
/// <remarks>Glorot and Bengio 2010.</remarks>
public sealed record GlorotNormal() : VarianceScaling(1, FanMode.FanAvg);

/// <summary>Uniform with <c>limit = sqrt(6 / fan_in)</c>.</summary>
/// <remarks>He et al. 2015, equation 10.</remarks>
public sealed record HeUniform() : VarianceScaling(2, FanMode.FanIn, RandomDistribution.Uniform);

/// <summary>Truncated normal with variance <c>2 / fan_in</c>.</summary>
/// <remarks>He et al. 2015, equation 10.</remarks>
public sealed record HeNormal() : VarianceScaling(2);

/// <summary>Uniform with <c>limit = sqrt(3 / fan_in)</c>.</summary>
/// <remarks>LeCun et al. 1998.</remarks>
public sealed record LecunUniform() : VarianceScaling(1, FanMode.FanIn, RandomDistribution.Uniform);

/// <summary>Truncated normal with variance <c>1 / fan_in</c>.</summary>
/// <remarks>LeCun et al. 1998; what selu asks for.</remarks>
public sealed record LecunNormal() : VarianceScaling(1);
