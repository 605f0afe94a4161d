using Weft.Fuzz;
using Weft.Fuzz.Readers;
using Weft.Fuzz.Running;

namespace Weft.Tests.Fuzz;

/// <summary>
/// Every reader of files on its seeds, on what was once a finding, and on some hundred damaged files; .ci/run goes on from there.
/// </summary>
public sealed class FuzzTests
{
    private const int Inputs = 300;
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    public static TheoryData<string> Readers => [.. AllReaders.Names];

    public static TheoryData<string, string> Found =>
        [.. AllReaders.Names.SelectMany(reader => Corpus.Of(reader).Where(seed => !seed.IsWhole).Select(seed => (reader, seed.Name)))];

    [Theory]
    [MemberData(nameof(Readers))]
    public void Reader_OfDamagedFiles_GivesARightAnswerOrANamedError(string reader)
    {
        Campaign campaign = new Campaign(reader, 0, Inputs, s_patience).Run();

        Assert.Equal([], campaign.Findings.Select(finding => $"{finding}"));
        Assert.Equal(Inputs, campaign.Tally.Inputs);
        Assert.InRange(campaign.Tally.Answers, 1, Inputs - 1);
    }

    [Theory]
    [MemberData(nameof(Found))]
    public void Reader_OfAnEarlierFinding_GivesARightAnswerOrANamedError(string reader, string file)
    {
        int number = Corpus.Of(reader).ToList().FindIndex(seed => seed.Name == file);

        Campaign campaign = new Campaign(reader, number, number + 1, s_patience).Run();

        Assert.Equal([], campaign.Findings.Select(finding => $"{finding}"));
        Assert.Equal(1, campaign.Tally.Inputs);
    }

    // The program itself: whatever a reader may do, it is seen, and the inputs behind it come too.
    [Fact]
    public void Campaign_OfATrap_SeesEveryKindOfFinding()
    {
        IReadOnlyList<Seed> traps = Corpus.Of(TrapReader.Name);

        Campaign campaign = new Campaign(TrapReader.Name, 0, traps.Count - 1, s_patience).Run();

        Assert.Equal(
            [
                "found-hang.txt: hangs", "found-heap.txt: OutOfMemoryException at TrapReader.Read",
                "found-masked.txt: NullReferenceException at TrapReader.Mask", "found-memory.txt: memory answer",
                "found-mistake.txt: IndexOutOfRangeException at TrapReader.Read", "found-overflow.txt: dies with exit code 134",
                "refused.txt: refusal of a whole file", "wrong.txt: WrongAnswerException at TrapReader.Read",
            ],
            campaign.Findings.OrderBy(finding => finding.Number).Select(finding => $"{traps[(int)finding.Number].Name}: {finding.Place}"));
    }

    // The last one writes over the heap, which is seen where the heap is looked at after every input.
    [Fact]
    public void Campaign_ThatCollects_SeesMemoryThatIsOverwritten()
    {
        IReadOnlyList<Seed> traps = Corpus.Of(TrapReader.Name);

        Campaign campaign = new Campaign(TrapReader.Name, traps.Count - 1, traps.Count, s_patience) { Collects = true }.Run();

        Finding finding = Assert.Single(campaign.Findings);
        Assert.Equal("zero.txt", traps[(int)finding.Number].Name);
        Assert.StartsWith("dies with exit code", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Input_OfANumber_IsAlwaysTheSame()
    {
        foreach (string reader in AllReaders.Names)
        {
            Inputs first = Weft.Fuzz.Inputs.Of(reader), second = Weft.Fuzz.Inputs.Of(reader);
            for (long number = 0; number < 40; number++)
            {
                Assert.Equal(first[number].Bytes, second[number].Bytes);
            }
        }
    }
}
