namespace Weft.Layers;

/// <summary>What the layers share that pick operations at random: eleven ways to change a picture, all of one strength.</summary>
public abstract record RandomPolicy : RandomColor
{
    private protected RandomPolicy(Interval? factor, double strength, Interpolation interpolation, Interval? valueRange, int? seed, string name)
        : base(valueRange, seed)
    {
        Factor = UpTo(factor ?? (0, strength), name, nameof(factor));
        Interpolation = RandomResampling.Plain(interpolation, name);
    }

    /// <summary>The strength of the operations, drawn evenly for each.</summary>
    public Interval Factor { get; }

    /// <summary>What lies between pixels where places change.</summary>
    public Interpolation Interpolation { get; }

    /// <summary>The operations in Keras' order; where there are several layers for one, each is as likely.</summary>
    /// <param name="withColors">Whether brightness, colour, contrast and sharpness are among them.</param>
    internal IReadOnlyList<Layer[]> Operations(bool withColors)
    {
        Interval back = (-Factor.High, -Factor.Low);
        int bits = Math.Max(1, (int)(8 * Factor.High));
        Layer[][] colors =
        [
            [new RandomBrightness(Factor, ValueRange)],
            [new RandomColorDegeneration(Factor, ValueRange)],
            [new RandomContrast(Factor, ValueRange)],
            [new RandomSharpness(Factor, ValueRange)],
        ];
        return
        [
            [Shear(Factor), Shear(back)],
            [new RandomTranslation(Factor, Factor, interpolation: Interpolation)],
            [new RandomRotation(Factor, interpolation: Interpolation)],
            [new RandomPosterization(bits, ValueRange)],
            [new Solarization(Factor, Factor, ValueRange)],
            [new AutoContrast(ValueRange)],
            [new Equalization(ValueRange)],
            .. withColors ? colors : [],
        ];
    }

    // Keras draws the sign once for both directions.
    private RandomShear Shear(Interval factor) => new(factor, factor, interpolation: Interpolation);
}

/// <summary>While training, changes every picture by some operations that are drawn for it, one after another.</summary>
/// <remarks>
/// Cubuk et al. 2019, with Keras' operations, each with the same probability and possibly more than once: <see cref="RandomShear"/> one way
/// or the other, <see cref="RandomTranslation"/> down and to the right,
/// <see cref="RandomRotation"/>, <see cref="RandomBrightness"/>, <see cref="RandomColorDegeneration"/>, <see cref="RandomContrast"/>, <see cref="RandomSharpness"/>, <see cref="RandomPosterization"/>,
/// <see cref="Solarization"/>, <see cref="AutoContrast"/> and <see cref="Equalization"/>, with the factor as theirs. Every picture has
/// operations of its own; Keras draws them for the batch.
/// </remarks>
public sealed record RandAugment : RandomPolicy
{
    /// <summary>A RandAugment.</summary>
    /// <param name="valueRange">The range pixels lie in; null is (0, 255), as in Keras. Where bytes are scaled by the model's pixel scale
    /// it is (0, 1).</param>
    /// <param name="numOps">How many operations each picture goes through.</param>
    /// <param name="factor">The operations' strength, within 0 and 1; null is (0, 0.5). One number f is (0, f), as Keras has it.</param>
    /// <param name="interpolation">What lies between pixels where places change.</param>
    /// <param name="seed">A seed of its own; null takes one from the model's.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is not within 0 and 1, there is no operation or more than 100, or the
    /// interpolation is neither nearest nor bilinear.</exception>
    public RandAugment(Interval? valueRange = null, int numOps = 2, Interval? factor = null, Interpolation interpolation = Interpolation.Bilinear, int? seed = null)
        : base(factor, 0.5, interpolation, valueRange, seed, nameof(RandAugment)) =>
        NumOps = numOps is > 0 and <= 100 ? numOps : throw new ArgumentOutOfRangeException(nameof(numOps), $"{nameof(RandAugment)}: expected {nameof(numOps)} from 1 to 100, got {numOps}.");

    /// <summary>How many operations each picture goes through.</summary>
    public int NumOps { get; }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => RequireColorsOrGrey(input);
}

/// <summary>While training, mixes every picture with several changed versions of itself: <c>y = w x + (1 - w) sum over i of m_i c_i(x)</c>,
/// cut to the value range.</summary>
/// <remarks>
/// Hendrycks et al. 2020, with Keras' operations (see <see cref="RandAugment"/>). Each chain c makes as many choices as it is deep, among
/// the operations and to do nothing; the weights m of the chains are Dirichlet
/// distributed and w Beta, with alpha. Every picture has chains and weights of its own; Keras draws them for the batch, and its chains once
/// for all batches where the step is compiled.
/// </remarks>
public sealed record AugMix : RandomPolicy
{
    /// <summary>An AugMix.</summary>
    /// <param name="valueRange">The range pixels lie in; null is (0, 255), as in Keras. Where bytes are scaled by the model's pixel scale
    /// it is (0, 1).</param>
    /// <param name="numChains">How many changed versions there are.</param>
    /// <param name="chainDepth">How many operations each goes through at most.</param>
    /// <param name="factor">The operations' strength, within 0 and 1; null is (0, 0.3). One number f is (0, f), as Keras has it.</param>
    /// <param name="alpha">The parameter of both distributions; small is uneven.</param>
    /// <param name="allOps">Whether brightness, colour, contrast and sharpness are among the operations.</param>
    /// <param name="interpolation">What lies between pixels where places change.</param>
    /// <param name="seed">A seed of its own; null takes one from the model's.</param>
    /// <exception cref="ArgumentOutOfRangeException">The factor is not within 0 and 1, alpha not positive, chains or depth not within 1 and
    /// 100, or the interpolation neither nearest nor bilinear.</exception>
    public AugMix(
        Interval? valueRange = null,
        int numChains = 3,
        int chainDepth = 3,
        Interval? factor = null,
        double alpha = 1,
        bool allOps = true,
        Interpolation interpolation = Interpolation.Bilinear,
        int? seed = null)
        : base(factor, 0.3, interpolation, valueRange, seed, nameof(AugMix))
    {
        NumChains = AtMost100(numChains, nameof(numChains));
        ChainDepth = AtMost100(chainDepth, nameof(chainDepth));
        Alpha = Guard.Positive(alpha, nameof(AugMix));
        AllOps = allOps;
    }

    /// <summary>How many changed versions there are.</summary>
    public int NumChains { get; }

    /// <summary>How many operations each goes through at most.</summary>
    public int ChainDepth { get; }

    /// <summary>The parameter of both distributions.</summary>
    public double Alpha { get; }

    /// <summary>Whether brightness, colour, contrast and sharpness are among the operations.</summary>
    public bool AllOps { get; }

    /// <inheritdoc/>
    public override Shape OutputShape(Shape input) => AllOps ? RequireColorsOrGrey(input) : base.OutputShape(input);

    private static int AtMost100(int value, string name) =>
        value is > 0 and <= 100 ? value : throw new ArgumentOutOfRangeException(name, $"{nameof(AugMix)}: expected {name} from 1 to 100, got {value}.");
}
