namespace Weft.Bench;

/// <summary>Contestants who do the same work in turn, each time in a new process, for several rounds.</summary>
/// <remarks>A round's figure is the median of its repetitions; the result is the median and the range of the rounds' figures.</remarks>
internal sealed class Contest(int rounds, Action<string> tell)
{
    /// <summary>Lets two contestants do the work: A B A B and so on.</summary>
    public Result Run(Work work, Peer weft, Peer peer)
    {
        List<double> ours = [], theirs = [], ratios = [];
        long ourPeak = 0, theirPeak = 0;
        for (int round = 0; round < rounds; round++)
        {
            Finding a = weft.Measure(work);
            Finding b = peer.Measure(work);
            if (a.Parameters > 0 && b.Parameters > 0 && a.Parameters != b.Parameters)
            {
                throw new InvalidOperationException($"{work.Network}: expected one network on both sides, got {a.Parameters} parameters of {weft.Name} and {b.Parameters} of {peer.Name}.");
            }

            ours.Add(Spread.Of(a.Ms!).Median);
            theirs.Add(Spread.Of(b.Ms!).Median);
            ratios.Add(theirs[^1] / ours[^1]);
            ourPeak = Math.Max(ourPeak, a.PeakBytes);
            theirPeak = Math.Max(theirPeak, b.PeakBytes);
            tell($"  round {round + 1}: {weft.Name} {Describe(a)}, {peer.Name} {Describe(b)}, ratio {ratios[^1]:0.00}");
        }

        return new Result(work, peer.Name, Spread.Of(ours), Spread.Of(theirs), Spread.Of(ratios), ourPeak, theirPeak);
    }

    // The fastest repetition says most where other work disturbs the medians.
    private static string Describe(Finding finding)
    {
        Spread spread = Spread.Of(finding.Ms!);
        return $"{Spread.Digits(spread.Median)} ms (fastest {Spread.Digits(spread.Min)})";
    }
}

/// <summary>What a contest came to; times in milliseconds, ratios are the peer's time over Weft's.</summary>
internal sealed record Result(Work Work, string Peer, Spread Weft, Spread Other, Spread Ratio, long WeftPeakBytes, long OtherPeakBytes);
