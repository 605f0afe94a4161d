using Weft.Data;
using Weft.Layers;

namespace Weft.Tests.Augmentation;

/// <summary>RandAugment and AugMix beside the layers that they draw from, of a fixed strength so that a picture says which it went through.</summary>
public sealed class PolicyTests
{
    private const int Count = 3000;
    private static readonly Interval s_strength = (0.25, 0.25);

    // A shear either way shares one draw, so each is half as likely. At a strength of a quarter posterisation keeps one bit. Contrast is not here: it is drawn from 1 - f to 1 + f, whatever f.
    private static readonly (Layer Layer, double Share)[] s_operations =
    [
        (new RandomShear(s_strength, s_strength), 1 / 22.0),
        (new RandomShear((-0.25, -0.25), (-0.25, -0.25)), 1 / 22.0),
        (new RandomTranslation(s_strength, s_strength), 1 / 11.0),
        (new RandomRotation(s_strength), 1 / 11.0),
        (new RandomPosterization(1, (0, 1)), 1 / 11.0),
        (new Solarization(s_strength, s_strength, (0, 1)), 1 / 11.0),
        (new AutoContrast((0, 1)), 1 / 11.0),
        (new Equalization((0, 1)), 1 / 11.0),
        (new RandomBrightness(s_strength, (0, 1)), 1 / 11.0),
        (new RandomColorDegeneration(s_strength, (0, 1)), 1 / 11.0),
        (new RandomSharpness(s_strength, (0, 1)), 1 / 11.0),
    ];

    [Fact]
    public void RandAugment_OfOneOperation_IsEachInItsShare()
    {
        TensorDataset pictures = Pictures.Copies([9, 8, 3], Count);
        float[][] outcomes = Outcomes(pictures);
        int[] counts = new int[outcomes.Length];
        Tensor changed = Pictures.Through(pictures, new RandAugment((0, 1), numOps: 1, factor: s_strength));
        foreach (int outcome in Found(outcomes, changed))
        {
            counts[outcome]++;
        }

        Assert.All(s_operations.Zip(counts), pair => Pictures.AssertShare(pair.First.Share, pair.Second, Count));
        Pictures.AssertShare(1 / 11.0, Count - counts.Sum(), Count);
    }

    [Fact]
    public void RandAugment_OfTwoOperations_IsEveryPairOfThem()
    {
        TensorDataset pictures = Pictures.Copies([9, 8, 3], Count);
        float[][] first = Outcomes(pictures);
        float[][] pairs = [.. first.SelectMany(picture => Outcomes(Pictures.Copies([9, 8, 3], picture, 1)))];
        Tensor changed = Pictures.Through(pictures, new RandAugment((0, 1), factor: s_strength));
        int[] found = [.. Found(pairs, changed)];

        // Of 121 pairs a few look alike.
        Assert.InRange(found.Distinct().Count(), 95, 121);
        Pictures.AssertShare(100 / 121.0, found.Length, Count);
    }

    [Fact]
    public void RandAugment_OfGreyPictures_Works()
    {
        Tensor changed = Pictures.Through(Pictures.Copies([12, 12, 1], 50), new RandAugment((0, 1)));
        Assert.All(changed.Span.ToArray(), value => Assert.InRange(value, 0, 1));
        Assert.Contains("red, green and blue", Assert.Throws<ShapeException>(() => new Sequential([4, 4, 2]) { new RandAugment() }).Message);
    }

    // With a tiny alpha one chain has all the weight, and the mix is all picture or all chain.
    [Fact]
    public void AugMix_OfATinyAlpha_IsThePictureOrOneOperation()
    {
        TensorDataset pictures = Pictures.Copies([9, 8, 3], Count);
        float[][] outcomes = [Pictures.Original(pictures), .. Outcomes(pictures)];
        int[] counts = new int[outcomes.Length];
        Tensor changed = Pictures.Through(pictures, new AugMix((0, 1), chainDepth: 1, factor: s_strength, alpha: 1e-4));
        foreach (int outcome in Found(outcomes, changed))
        {
            counts[outcome]++;
        }

        Pictures.AssertShare(0.5 + (0.5 / 12), counts[0], Count);
        Assert.All(s_operations.Zip(counts.Skip(1)), pair => Pictures.AssertShare(pair.First.Share * 11 / 24, pair.Second, Count));
        Pictures.AssertShare(1 / 24.0, Count - counts.Sum(), Count);
    }

    [Fact]
    public void AugMix_OfOneChain_MixesEvenly()
    {
        TensorDataset pictures = Pictures.Copies([9, 8, 3], Count);
        float[] picture = Pictures.Original(pictures), inverse = Pictures.Through(Pictures.Copies([9, 8, 3], 1), new Solarization((1, 1), (1, 1), (0, 1))).Row(0).ToArray();
        Tensor changed = Pictures.Through(pictures, new AugMix((0, 1), numChains: 1, chainDepth: 1, factor: (1, 1), allOps: false));
        List<double> weights = [];
        for (int i = 0; i < Count; i++)
        {
            double own = (changed.Row(i)[0] - inverse[0]) / (double)(picture[0] - inverse[0]);
            double[] mixed = [.. picture.Zip(inverse, (x, y) => (own * x) + ((1 - own) * y))];
            if (own < 0.9999 && Distance([.. mixed.Select(value => (float)value)], changed.Row(i)) < 1e-4)
            {
                weights.Add(own);
            }
        }

        // One of seven operations, or none.
        Pictures.AssertShare(1 / 8.0, weights.Count, Count);
        Pictures.AssertEven(0, 1, [.. weights]);
    }

    [Fact]
    public void AugMix_OfChannelsOfOnesOwn_TakesPlacesAndTonesOnly()
    {
        Pictures.Through(Pictures.Copies([6, 6, 2], 20), new AugMix((0, 1), allOps: false));
        Assert.Contains("red, green and blue", Assert.Throws<ShapeException>(() => new Sequential([4, 4, 2]) { new AugMix() }).Message);
    }

    [Fact]
    public void Dirichlet_OfThreeParts_SumsToOneAndIsEven()
    {
        Generator random = new(5);
        float[] parts = new float[3], sums = new float[3];
        double squares = 0;
        for (int i = 0; i < 4000; i++)
        {
            random.NextDirichlet(2, parts);
            Assert.Equal(1, parts.Sum(), 1e-5);
            squares += parts[0] * parts[0];
            for (int k = 0; k < 3; k++)
            {
                sums[k] += parts[k];
            }
        }

        // Variance a (s - a) / (s^2 (s + 1)) with a = 2 and s = 6.
        Assert.All(sums, sum => Assert.Equal(1 / 3.0, sum / 4000, 0.015));
        Assert.Equal((8 / 252.0) + (1 / 9.0), squares / 4000, 0.01);
        random.NextDirichlet(1e-6, parts);
        Assert.Equal(1, parts.Sum(), 1e-5);
    }

    private static float[][] Outcomes(TensorDataset pictures) =>
        [.. s_operations.Select(operation => Pictures.Through(Pictures.Copies(pictures.Shape, Pictures.Original(pictures), 1), operation.Layer).Row(0).ToArray())];

    // Which outcome each picture is, of those that are one.
    private static IEnumerable<int> Found(float[][] outcomes, Tensor changed) => Enumerable.Range(0, Count)
        .Select(i => (Picture: i, Outcome: Nearest(outcomes, changed.Row(i)))).Where(pair => Distance(outcomes[pair.Outcome], changed.Row(pair.Picture)) < 2e-4).Select(pair => pair.Outcome);

    private static int Nearest(float[][] outcomes, ReadOnlySpan<float> picture)
    {
        int best = 0;
        for (int i = 1; i < outcomes.Length; i++)
        {
            best = Distance(outcomes[i], picture) < Distance(outcomes[best], picture) ? i : best;
        }

        return best;
    }

    private static double Distance(float[] one, ReadOnlySpan<float> other)
    {
        double most = 0;
        for (int i = 0; i < one.Length; i++)
        {
            most = Math.Max(most, Math.Abs(one[i] - other[i]));
        }

        return most;
    }
}
