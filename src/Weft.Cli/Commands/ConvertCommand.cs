using System.CommandLine;

using Weft.Cli.Choices;
using Weft.Cli.CommandLine;
using Weft.Cli.Datasets;
using Weft.Cli.Models;
using Weft.Cli.Reports;
using Weft.Onnx;

namespace Weft.Cli.Commands;

/// <summary><c>weft convert</c>: a model's file as another kind of file.</summary>
internal sealed class ConvertCommand : ToolCommand
{
    private readonly Argument<string> _in = new("IN")
    {
        Description = "A model's file of any kind that weft reads, or the folder of a "
        + "training run."
    };
    private readonly Argument<string> _out = new("OUT") { Description = "Where to. The name's ending says the format, unless --to does." };
    private readonly Option<FormatChoice?> _to = ChoiceOption.Optional("--to", FormatChoice.All,
        "The format; what OUT ends in if left out.");
    private readonly Option<bool> _overwrite = new("--overwrite") { Description = "Replace OUT where it is there already." };
    private readonly Option<LayoutChoice?> _layout =
        ChoiceOption.Optional("--layout", LayoutChoice.All, "ONNX: how images go in. As IN takes arrays if left out.");

    private readonly Option<int> _opset = new("--opset")
    {
        Description = "ONNX: the version of its operators, 17 to 21.",
        DefaultValueFactory = _ => 17
    };
    private readonly Option<bool> _bytes = new("--from-bytes") { Description = "ONNX: take pixels as bytes and scale them in the file." };
    private readonly Option<bool> _softmax = new("--softmax") { Description = "ONNX: put a softmax behind logits." };
    private readonly Option<bool> _int8 = new("--int8")
    {
        Description = "ONNX: in 8 bits, by the ranges that --data shows. Says the "
        + "accuracy before and after."
    };
    private readonly Option<bool> _full = new("--full-range")
    {
        Description = "With --int8: weights of 8 bits instead of 7. Wrong on "
        + "processors without VNNI in ONNX Runtime."
    };
    private readonly Option<int> _samples = NumberOption.Whole("--samples", 256, 1, "With --int8: how many pictures are looked at.");
    private readonly Option<string?> _data = DataOption("With --int8: the data set. The one the model was trained on if left out.");
    private readonly Option<Size2D?> _size = SizeOption.Create("--image-size", "The size of pictures, where an ONNX file takes any.");
    private readonly Option<bool> _json = JsonOption();

    public ConvertCommand(ToolContext context)
        : base(
            context,
            "convert",
            "Writes a model as another kind of file: Keras, ONNX, or its weights as arrays.",
            "weft convert model.keras model.onnx",
            "weft convert resnet18.onnx resnet18.keras",
            "weft convert model.keras model.onnx --layout nchw --from-bytes --softmax",
            "weft convert runs/seven seven.onnx --int8 --data photos/")
    {
        Add(_in);
        Add(_out);
        foreach (Option option in (Option[])[_to, _overwrite, _layout, _opset, _bytes, _softmax, _int8, _full, _samples, _data, _size,
            _json])
        {
            Add(option);
        }

        _opset.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 17 or > 21)
            {
                result.AddError($"--opset: expected a version from 17 to 21, got {result.GetValueOrDefault<int>()}.");
            }
        });
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        (string from, string to) = (parsed.GetRequiredValue(_in), parsed.GetRequiredValue(_out));
        FormatChoice format = Format(parsed, to);
        if (Path.Exists(to) && !parsed.GetValue(_overwrite))
        {
            throw new UsageException($"{to} is there already. Name another file, or replace it: --overwrite.");
        }

        Model model = ModelLoading.Open(from, Context.Error,
            options: new OnnxReadOptions { InputSize = parsed.GetValue(_size), SeveralInputs = true });
        OnnxWriteOptions options = new()
        {
            Opset = parsed.GetValue(_opset),
            ChannelsFirst = parsed.GetValue(_layout)?.ChannelsFirst,
            FromBytes = parsed.GetValue(_bytes),
            Softmax = parsed.GetValue(_softmax),
        };
        (double Before, double After)? accuracy = null;
        if (parsed.GetValue(_int8))
        {
            accuracy = await QuantizeAsync(parsed, model, from, to, options, cancellationToken);
        }
        else
        {
            format.Write(model, to, options);
        }

        long bytes = new FileInfo(to).Length;
        if (parsed.GetValue(_json))
        {
            Json.Write(Context.Out, new ConvertReport(from, to, format.Name, bytes, accuracy?.Before, accuracy?.After));
            return ExitCode.Done;
        }

        Context.Out.WriteLine($"{to}: {format.Name}, {bytes:N0} bytes");
        if (accuracy is { } both)
        {
            Context.Out.WriteLine($"accuracy before {both.Before:F4}, in 8 bits {both.After:F4}");
        }

        return ExitCode.Done;
    }

    private FormatChoice Format(ParseResult parsed, string to)
    {
        FormatChoice format = parsed.GetValue(_to) ?? FormatChoice.Of(to)
            ?? throw new UsageException($"{to}: expected a name that ends in "
                + $"{string.Join(", ", FormatChoice.All.Select(one => one.Ending))}. "
                + "Change it, or say the format: --to.");
        Option[] onnxAlone = [_layout, _bytes, _softmax, _int8, _full, _samples, _data];
        Option? given = onnxAlone.FirstOrDefault(option => parsed.GetResult(option) is { Implicit: false });
        if (format != FormatChoice.Onnx && given is not null)
        {
            throw new UsageException($"{given.Name} is for ONNX, and {to} is {format.Name}. Leave it out.");
        }

        return given is null || given == _layout || given == _bytes || given == _softmax || parsed.GetValue(_int8) ? format
            : throw new UsageException($"{given.Name} goes with --int8. Add that, or leave it out.");
    }

    private async Task<(double Before, double After)> QuantizeAsync(
        ParseResult parsed, Model model, string from, string to, OnnxWriteOptions options, CancellationToken cancellationToken)
    {
        ModelLoading.ForPictures(model, from);
        ModelLoading.CompileForEvaluation(model);

        // Ranges from the training part, the accuracy on the test part: what gives the one must not judge the other.
        string? asked = EvaluateCommand.DataOf(model, parsed.GetValue(_data), Context.Error);
        DataMessages messages = new(Context.Messages);
        LoadedData data = await Context.Datasets.LoadAsync(asked, DataRequest.For(model), messages, cancellationToken);
        ClassNumbers.SayPlaces(model, data.Test.ClassNames, messages);
        ClassNumbers.RequireOutputs(model, model.Metadata.ClassNames.Count == 0 ? data.ClassCount : 0, data.Name);
        data = data.NumberedAs(model.Metadata.ClassNames, "Name a data set of the model's classes.");
        OnnxQuantization quantization = new() { FullRange = parsed.GetValue(_full), Samples = parsed.GetValue(_samples) };
        Model rounded = OnnxModel.SaveInt8(model, to, data.Train, quantization, options);
        rounded.Compile(new Adam(), model.Loss!, [.. model.Metrics]);
        return (model.Evaluate(data.Test, cancellationToken).Accuracy, rounded.Evaluate(data.Test, cancellationToken).Accuracy);
    }
}
