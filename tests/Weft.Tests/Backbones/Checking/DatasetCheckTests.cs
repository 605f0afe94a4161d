using Weft.Backbones;
using Weft.Data;
using Weft.Imaging;

namespace Weft.Tests.Backbones.Checking;

public sealed class DatasetCheckTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Run_OnABackbone_FindsPlantedLabelsAndTheStranger()
    {
        ImageDataset clean = ColourPhotos.Dataset(40);
        int[] labels = clean.Labels.ToArray();
        labels[4] = 2;
        labels[30] = 1;
        byte[] pixels = [.. Enumerable.Range(0, clean.Count).SelectMany(i => i == 50 ? new byte[16 * 16 * 3] : clean.Pixels(i).ToArray())];
        Backbone backbone = await Backbone.OpenAsync(ColourPhotos.SaveNetwork(_folder.File("network.keras")), ct: TestContext.Current.CancellationToken);
        DatasetCheck check = new(backbone, new DatasetCheckOptions { CacheFolder = null });
        DatasetFindings findings = check.Run(new ImageDataset(pixels, labels, clean.Shape, "colours", clean.ClassNames), ct: TestContext.Current.CancellationToken);
        Assert.Equal("heads on network.keras, 5 folds", findings.Judge);
        Assert.True(findings.Accuracy > 0.95);
        Assert.Equal([4, 30], findings.LabelIssues.Select(issue => issue.Index).Where(index => index is 4 or 30).Order());
        Assert.InRange(findings.LabelIssues.Count, 2, 4);
        Assert.Equal(1, findings.LabelIssues.Single(issue => issue.Index == 4).Suggested);
        Assert.Equal(50, findings.Outliers[0].Index);
    }

    [Fact]
    public void Run_OfSmallPictures_IsJudgedByNetworks()
    {
        ImageDataset clean = ColourPhotos.Dataset(340);
        int[] labels = clean.Labels.ToArray();
        labels[100] = (labels[100] + 1) % 3;
        DatasetFindings findings = new DatasetCheck().Run(clean.WithClasses(labels, clean.ClassNames), ct: TestContext.Current.CancellationToken);
        Assert.StartsWith("small networks of", findings.Judge, StringComparison.Ordinal);
        Assert.True(findings.Accuracy > 0.95, $"{findings.Accuracy}");
        Assert.Contains(findings.LabelIssues, issue => issue.Index == 100);
        Assert.InRange(findings.LabelIssues.Count, 1, 10);
    }

    [Fact]
    public void Run_OfFewPicturesWithoutABackbone_SaysWhatJudgesThem()
    {
        DatasetFindings findings = new DatasetCheck().Run(ColourPhotos.Dataset(5), ct: TestContext.Current.CancellationToken);
        Assert.Null(findings.Judge);
        Assert.Contains("--backbone resnet18", findings.Unjudged!, StringComparison.Ordinal);
        Assert.Empty(findings.LabelIssues);
    }

    // 0 and 1 contradict each other; 2 (train) is 5 (test); 3 and 4 are the same, in train; 6 has a wrong label; 7 (validation) is nearly 8 (test).
    [Fact]
    public void LeftOut_OfEachFault_GoesByItsRule()
    {
        const PicturePart Train = PicturePart.Train, Test = PicturePart.Test;
        DatasetFindings findings = new()
        {
            Duplicates =
            [
                new(0, 1, DuplicateKind.Exact, 0), new(2, 5, DuplicateKind.Exact, 0), new(3, 4, DuplicateKind.Exact, 0),
                new(7, 8, DuplicateKind.Pixels, 3), new(9, 10, DuplicateKind.Hash, 0.999), new(9, 11, DuplicateKind.Features, 0.99),
            ],
            LabelIssues = [new LabelIssue(6, 0, 1, 0.1, 0.1)],
        };
        IReadOnlyList<LeftOut> found = LeftOut.Of(
            findings, [0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], [Train, Train, Train, Train, Train, Test, Train, PicturePart.Validation, Test, Train, Test, Test]);
        Assert.Equal(
            [
                new(0, LeftOutReason.Contradiction, 1, null), new(1, LeftOutReason.Contradiction, 0, null), new(2, LeftOutReason.Leak, 5, null),
                new(4, LeftOutReason.Repeated, 3, null), new(6, LeftOutReason.Label, null, 1), new(7, LeftOutReason.Leak, 8, null),
            ],
            found);
    }
}
