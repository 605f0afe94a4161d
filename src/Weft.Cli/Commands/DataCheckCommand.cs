using System.CommandLine;

using Weft.Backbones;
using Weft.Cli.Choices;
using Weft.Cli.CommandLine;
using Weft.Cli.Datasets;
using Weft.Cli.Pages;
using Weft.Cli.Rendering;
using Weft.Cli.Reports;
using Weft.Cli.Training;

namespace Weft.Cli.Commands;

/// <summary><c>weft data check</c>: what is wrong with a data set.</summary>
internal sealed class DataCheckCommand : ToolCommand
{
    private const string PageName = "data-check.html";

    private readonly Argument<string> _data = new("DATA") { Description = "The data set, as --data takes it elsewhere." };

    private readonly Option<string?> _backbone = new("--backbone")
    {
        Description = "Judges labels and outliers by the features of a pretrained network: a name "
            + $"({string.Join(", ", Backbone.FamilyNames)}, or timm/NAME with its tag) or a file. Without it small pictures are judged by small networks, and photos are not.",
        HelpName = "NAME|FILE",
    };

    private readonly Option<int?> _folds = NumberOption.MaybeWhole(
        "--folds", 2, "Judges pictures in so many folds. 5 with a backbone and 3 without if left out, and no more than the smallest class has.");

    private readonly Option<Size2D?> _imageSize = ImageSizeOption();
    private readonly Option<ChannelsChoice?> _channels = ChannelsOption();
    private readonly Option<PixelChoice?> _pixels = PixelsOption.Create();
    private readonly Option<int> _seed = NumberOption.Whole("--seed", 1, 0, "Where folds and weights get their randomness.");
    private readonly Option<int> _threads = ThreadsOption();
    private readonly Option<string?> _report = new("--report") { Description = $"Also writes a page with the pictures: a file.html, or {PageName} in a folder.", HelpName = "FILE|DIR" };

    private readonly Option<string?> _fixOut = new("--fix-out")
    {
        Description = "Also writes the list of pictures without those found fault with, which train takes for DATA, and beside it LIST-left-out.csv with these and why.",
        HelpName = "LIST.csv",
    };

    private readonly Option<bool> _json = JsonOption();

    public DataCheckCommand(ToolContext context)
        : base(
            context,
            "check",
            "Looks for what is wrong with a data set: pictures that are there twice, probably wrong labels, pictures unlike all others.",
            "weft data check fashion-mnist",
            "weft data check photos/ --backbone resnet18 --report check.html",
            "weft data check photos/ --backbone resnet18 --fix-out list.csv")
    {
        _data.Validators.Add(UsageReport.RejectOptions);
        Add(_data);
        foreach (Option option in (Option[])[_backbone, _folds, _imageSize, _channels, _pixels, _seed, _threads, _report, _fixOut, _json])
        {
            Add(option);
        }
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        DataMessages messages = new(Context.Messages);
        int threads = Threads(parsed, _threads);
        Backbone? backbone = await OpenAsync(parsed, messages, cancellationToken);
        DataRequest request = Request(parsed, _imageSize, _channels);
        if (backbone is not null)
        {
            backbone.Features.Threads = threads;
            Shape input = backbone.Features.InputShape;
            request = request with { Size = (input[0], input[1]), Channels = input[2], Crop = true };
        }

        WholeData data = await Context.Datasets.LoadWholeAsync(parsed.GetRequiredValue(_data), request, messages, cancellationToken);
        if (parsed.GetValue(_fixOut) is not null && data.Files.Count == 0)
        {
            throw new UsageException($"--fix-out: expected pictures in files to list, got '{data.Name}', whose pictures are in arrays. Leave --fix-out out.");
        }

        DatasetCheckOptions options = new()
        {
            Folds = parsed.GetValue(_folds),
            AllowsNetwork = AreSmall(data),
            Seed = parsed.GetValue(_seed),
            Threads = threads,
            CacheFolder = Context.FeatureFolder,
        };
        DatasetFindings findings = await Task.Run(() => Check(new DatasetCheck(backbone, options), data, messages, cancellationToken), cancellationToken);
        IReadOnlyList<LeftOut> leftOut = LeftOut.Of(findings, data.Pictures.Labels, data.Parts);
        CheckReport report = CheckReport.From(data, findings, leftOut);
        Show(parsed, report);
        SavePage(parsed, data, findings, report);
        SaveList(parsed, data, leftOut);
        return ExitCode.Done;
    }

    private async Task<Backbone?> OpenAsync(ParseResult parsed, DataMessages messages, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_backbone) is not { } name)
        {
            return null;
        }

        BackboneOptions options = BackboneChoice.OptionsOf(parsed.GetValue(_imageSize), parsed.GetValue(_pixels));
        return await new BackboneChoice(name, options, null, null).OpenAsync(messages, cancellationToken);
    }

    // Photos taken small show a network of its own too little.
    private static bool AreSmall(WholeData data) => data.Files.Count == 0
        || data.Files.All(file => Imaging.PictureSize.Of(file.Path) is not { } size || Math.Max(size.Height, size.Width) <= Imaging.PictureProbe.UsualSize);

    private static DatasetFindings Check(DatasetCheck check, WholeData data, DataMessages messages, CancellationToken cancellationToken)
    {
        using PictureBar? bar = messages.Bar("looking at");
        return check.Run(data.Pictures, bar, cancellationToken);
    }

    private void Show(ParseResult parsed, CheckReport report)
    {
        if (parsed.GetValue(_json))
        {
            Json.Write(Context.Out, report);
        }
        else
        {
            CheckText.Write(Context.Results, report);
        }
    }

    private void SavePage(ParseResult parsed, WholeData data, DatasetFindings findings, CheckReport report)
    {
        if (parsed.GetValue(_report) is not { } path)
        {
            return;
        }

        Context.Error.WriteLine($"saved {PageFile.Write(path, PageName, new CheckPage(data, findings, report).Render())}");
    }

    private void SaveList(ParseResult parsed, WholeData data, IReadOnlyList<LeftOut> leftOut)
    {
        if (parsed.GetValue(_fixOut) is { } path)
        {
            new CleanedList(data, leftOut).Write(path);
            Context.Error.WriteLine($"saved {path}, {data.Files.Count - leftOut.Count} of {data.Files.Count} pictures; those left out are in {CleanedList.LeftOutPath(path)}");
        }
    }
}
