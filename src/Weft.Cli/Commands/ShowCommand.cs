using System.CommandLine;

using Weft.Cli.Choices;
using Weft.Cli.CommandLine;
using Weft.Cli.Datasets;
using Weft.Cli.Rendering;
using Weft.Cli.Reports;
using Weft.Data;
using Weft.Imaging;

namespace Weft.Cli.Commands;

/// <summary><c>weft show</c>: pictures of a data set, in the terminal and as PNG.</summary>
internal sealed class ShowCommand : ToolCommand
{
    private const int GridColumns = 5;

    private readonly Option<string?> _data = DataOption("Data set: a name (weft data lists them), a folder with a folder of pictures per class, a .csv of path,label, an .npz, or a folder of IDX or CIFAR files. Fashion-MNIST if left out, sketches where that cannot be had.");
    private readonly DataWord _word;
    private readonly Option<Size2D?> _imageSize = ImageSizeOption();
    private readonly Option<ChannelsChoice?> _channels = ChannelsOption();
    private readonly Option<string?> _class = new("--class", "-c") { Description = "Only pictures of this class.", HelpName = "NAME|N" };
    private readonly Option<int> _count = NumberOption.Whole("--count", 10, 1, "How many pictures.");
    private readonly Option<bool> _test = new("--test") { Description = "Test pictures instead of training pictures." };
    private readonly Option<string?> _output = new("--output", "-o") { Description = "Also write the pictures as a PNG file, class names under them.", HelpName = "FILE" };
    private readonly Option<bool> _json = JsonOption();

    public ShowCommand(ToolContext context)
        : base(
            context,
            "show",
            "Shows pictures of a data set.",
            "weft show",
            "weft show --class Sandal --count 25 -o sandals.png",
            "weft show sketches --test")
    {
        _word = new DataWord(_data);
        _word.AddTo(this);
        foreach (Option option in (Option[])[_data, _imageSize, _channels, _class, _count, _test, _output, _json])
        {
            Add(option);
        }
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        (string? name, int count, string? output) = (_word.Of(parsed), parsed.GetValue(_count), parsed.GetValue(_output));
        LoadedData data = await Context.Datasets.LoadAsync(name, Request(parsed, _imageSize, _channels), new DataMessages(Context.Messages), cancellationToken);
        ImageDataset part = parsed.GetValue(_test) ? data.Test : data.Train;
        IReadOnlyList<CaptionedPicture> pictures = parsed.GetValue(_class) is { } wanted
            ? SamplePictures.OfClass(part, ClassWord.Number(wanted, part.ClassNames, part.ClassNames.Count), count)
            : SamplePictures.First(part, count);
        if (output is not null)
        {
            PictureGrid.SavePng(output, pictures, GridColumns, data.Name);
        }

        if (parsed.GetValue(_json))
        {
            Json.Write(Context.Out, new ShowReport(data.Name, parsed.GetValue(_test) ? "test" : "train", pictures.Count, [.. pictures.Select(picture => picture.Caption)], output));
            return ExitCode.Done;
        }

        Context.Out.WriteLine(DataText.Describe(data));
        Context.Out.WriteLine();
        PictureSheet.Write(Context.Results, pictures, part.Shape[1]);
        if (output is not null)
        {
            Context.Out.WriteLine($"saved {output}");
        }

        return ExitCode.Done;
    }
}
