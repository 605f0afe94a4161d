namespace Weft.Initializers;

/// <summary>Random values whose variance is scaled by the fans of the weight.</summary>
/// <remarks>
/// Uniform on <c>[-limit, limit]</c> with <c>limit = sqrt(3 scale / n)</c>, or normal with standard deviation
/// <c>sqrt(scale / n)</c>, cut at two standard deviations and widened by 1/0.87962566103423978 to keep the variance, as Keras does.
/// </remarks>
public abstract record VarianceScaling : Initializer
{
    private const double TruncatedDeviation = 0.87962566103423978;

    private protected abstract double Variance(Fans fans);

    private protected abstract bool IsNormal { get; }

    internal sealed override void Fill(Span<float> values, Fans fans, ref Generator random)
    {
        double variance = Variance(fans);
        if (IsNormal)
        {
            double deviation = Math.Sqrt(variance) / TruncatedDeviation;
            foreach (ref float value in values)
            {
                value = (float)(deviation * random.NextTruncatedNormal());
            }
        }
        else
        {
            double limit = Math.Sqrt(3 * variance);
            foreach (ref float value in values)
            {
                value = (float)(limit * (2 * random.NextDouble() - 1));
            }
        }
    }
}

/// <summary>Uniform with <c>limit = sqrt(6 / (fan_in + fan_out))</c>: Keras' default for kernels.</summary>
/// <remarks>Glorot and Bengio 2010, equation 16.</remarks>
public sealed record GlorotUniform : VarianceScaling
{
    private protected override bool IsNormal => false;

    private protected override double Variance(Fans fans) => 2.0 / (fans.In + fans.Out);
}

/// <summary>Truncated normal with variance <c>2 / (fan_in + fan_out)</c>.</summary>
/// <remarks>Glorot and Bengio 2010.</remarks>
public sealed record GlorotNormal : VarianceScaling
{
    private protected override bool IsNormal => true;

    private protected override double Variance(Fans fans) => 2.0 / (fans.In + fans.Out);
}

/// <summary>Uniform with <c>limit = sqrt(6 / fan_in)</c>.</summary>
/// <remarks>He et al. 2015, equation 10.</remarks>
public sealed record HeUniform : VarianceScaling
{
    private protected override bool IsNormal => false;

    private protected override double Variance(Fans fans) => 2.0 / fans.In;
}

/// <summary>Truncated normal with variance <c>2 / fan_in</c>.</summary>
/// <remarks>He et al. 2015, equation 10.</remarks>
public sealed record HeNormal : VarianceScaling
{
    private protected override bool IsNormal => true;

    private protected override double Variance(Fans fans) => 2.0 / fans.In;
}
