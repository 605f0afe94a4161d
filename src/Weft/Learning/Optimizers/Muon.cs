using System.Text.RegularExpressions;

using Weft.Schedules;

namespace Weft;

/// <summary>
/// Muon: the momentum of a matrix, made orthogonal, so that every direction in it is stepped along alike. Weights that are no matrices
/// are trained by AdamW.
/// </summary>
/// <remarks>
/// <c>m = momentum m + g</c>, with Nesterov's look-ahead <c>x = g + momentum m</c>, without it <c>x = m</c>. x is divided by its norm
/// and goes <see cref="NsSteps"/> times through <c>x = a x + (b A + c A A) x</c> with <c>A = x x'</c>, which brings its singular values
/// near 1 (Newton and Schulz). Then <c>w -= lr sqrt(max(rows, columns)) rmsRate x</c>. Jordan et al. 2024; Liu et al. 2025.
/// As in Keras, kernels of convolutions are AdamW's, and so are weights of layers named in <see cref="ExcludeLayers"/>: the last layer
/// should be.
/// </remarks>
public sealed record Muon : Optimizer
{
    /// <summary>Muon with Keras' defaults.</summary>
    /// <param name="learningRate">A rate or a schedule; 0.001 by default.</param>
    /// <param name="weightDecay">How fast matrices decay, in units of the learning rate; null for not at all.</param>
    /// <param name="momentum">How much of the momentum is kept.</param>
    /// <param name="nesterov">Whether momentum looks ahead.</param>
    public Muon(Schedule? learningRate = null, double? weightDecay = 0.004, double momentum = 0.95, bool nesterov = true)
        : base(learningRate ?? 0.001)
    {
        WeightDecay = weightDecay;
        Momentum = NotNegative(momentum, nameof(momentum));
        Nesterov = nesterov;
    }

    /// <summary>How much of the momentum is kept.</summary>
    public double Momentum { get; }

    /// <summary>Whether momentum looks ahead.</summary>
    public bool Nesterov { get; }

    /// <summary>How often a matrix goes through the iteration.</summary>
    public int NsSteps
    {
        get;
        init => field = value >= 0 ? value : throw Expected(nameof(NsSteps), "at least 0", value);
    }
    = 5;

    /// <summary>The a of the iteration.</summary>
    public double MuonA { get; init; } = 3.4445;

    /// <summary>The b of the iteration.</summary>
    public double MuonB { get; init; } = -4.775;

    /// <summary>The c of the iteration.</summary>
    public double MuonC { get; init; } = 2.0315;

    /// <summary>The root mean square of a step, in units of the rate, for matrices of any extents; null leaves a step as it comes.</summary>
    public double? RmsRate { get; init; } = 0.2;

    /// <summary>Regular expressions: weights whose path (<c>dense_1/kernel</c>) one of them matches somewhere are AdamW's.</summary>
    /// <remarks>Without look-arounds and back references, which could take for ever.</remarks>
    public IReadOnlyList<string> ExcludeLayers
    {
        get;
        init
        {
            field = new ValueList<string>(value ?? throw new ArgumentNullException(nameof(ExcludeLayers)));
            foreach (string pattern in field)
            {
                Parse(pattern);
            }
        }
    }
    = new ValueList<string>([]);

    /// <summary>Whether weights with "embedding" in their path are AdamW's.</summary>
    public bool ExcludeEmbeddings { get; init; } = true;

    /// <summary>AdamW's decay of the first moment.</summary>
    public double AdamBeta1
    {
        get;
        init => field = Decay(value, nameof(AdamBeta1));
    }
    = 0.9;

    /// <summary>AdamW's decay of the second moment.</summary>
    public double AdamBeta2
    {
        get;
        init => field = Decay(value, nameof(AdamBeta2));
    }
    = 0.999;

    /// <summary>Added to the root of AdamW's second moment.</summary>
    public double Epsilon
    {
        get;
        init => field = NotNegative(value, nameof(Epsilon));
    }
    = 1e-7;

    /// <summary>How fast AdamW's weights decay, in units of the learning rate; null for not at all.</summary>
    /// <remarks>As in Keras, <see cref="AdamLrRatio"/> does not change it.</remarks>
    public double? AdamWeightDecay
    {
        get;
        init => field = value is null or >= 0 ? value : throw Expected(nameof(AdamWeightDecay), "at least 0", value);
    }
    = 0.004;

    /// <summary>AdamW's rate, in units of the learning rate.</summary>
    public double AdamLrRatio
    {
        get;
        init => field = NotNegative(value, nameof(AdamLrRatio));
    }
    = 1;

    internal override IReadOnlyList<IReadOnlyList<Slot>> OwnSlots(Variable variable) =>
        [IsMatrix(variable) ? [new Slot("momentum")] : [new Slot("momentum"), new Slot("velocity")]];

    internal override UpdateRule CreateRule() => new MuonRule(this);

    /// <summary>Whether a weight is trained by Muon itself.</summary>
    internal bool IsMatrix(Variable variable) => variable.Shape.Rank == 2
        && !(ExcludeEmbeddings && variable.Path.Contains("embedding", StringComparison.OrdinalIgnoreCase))
        && !ExcludeLayers.Any(pattern => Parse(pattern).IsMatch(variable.Path));

    private protected override double? OwnDecay(Variable variable) => IsMatrix(variable) ? WeightDecay : AdamWeightDecay;

    private static Regex Parse(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
        }
        catch (Exception error) when (error is ArgumentException or NotSupportedException)
        {
            throw new ArgumentException(
                $"Muon: expected ExcludeLayers to be regular expressions without look-arounds and back references, got \"{pattern}\": {error.Message}",
                nameof(ExcludeLayers),
                error);
        }
    }
}
