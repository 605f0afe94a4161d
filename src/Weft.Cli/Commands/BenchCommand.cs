using System.CommandLine;

using Weft.Cli.CommandLine;
using Weft.Cli.Measuring;
using Weft.Cli.Models;
using Weft.Cli.Recipes;
using Weft.Cli.Rendering;
using Weft.Cli.Reports;

namespace Weft.Cli.Commands;

/// <summary><c>weft bench</c>: how fast this machine trains and runs a model.</summary>
internal sealed class BenchCommand : ToolCommand
{
    private const double Seconds = 1.5;
    private const int MostThreads = 1024;
    private const int MostPictures = 1 << 16;

    private static readonly string[] s_networks = [.. ModelRecipe.All.Select(recipe => recipe.Name)];

    private readonly Option<string> _model = new("--model", "-m")
    {
        Description = $"A model file (.keras, .h5), the folder of a training run, or a built-in network: {string.Join(", ", ModelRecipe.Own)}, or one of Keras' applications at the size it was made for: {string.Join(", ", ModelRecipe.Applications)}.",
        HelpName = "FILE|NAME",
        DefaultValueFactory = _ => s_networks[0],
    };

    private readonly Option<int[]> _threads = NumberOption.List("--threads", [.. ((int[])[1, Environment.ProcessorCount]).Distinct()], MostThreads, "On how many threads, one after another.");
    private readonly Option<int[]> _batchSizes = NumberOption.List("--batch-size", [64, 256], MostPictures, $"Pictures per training step, one after another. Left out, {Network.LargePictures} where a picture has more than 64x64 pixels.");
    private readonly Option<double> _seconds = NumberOption.Real("--seconds", Seconds, x => x is > 0 and <= 3600, "above 0, up to 3600", "How long each measurement lasts, after a third of it as warm-up.");
    private readonly Option<bool> _json = JsonOption();

    public BenchCommand(ToolContext context)
        : base(
            context,
            "bench",
            "Measures this machine: its peak, training steps and their layers, inference. Samples are random; models in files stay as they are.",
            "weft bench",
            "weft bench --model wide --threads 1,4 --batch-size 128",
            "weft bench --model runs/seven/model.keras --json > bench.json")
    {
        _model.CompletionSources.Add(s_networks);
        foreach (Option option in (Option[])[_model, _threads, _batchSizes, _seconds, _json])
        {
            Add(option);
        }
    }

    protected override async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        Model model = Open(parsed.GetRequiredValue(_model), Context.Error);
        bool isBatchGiven = parsed.GetResult(_batchSizes) is { Implicit: false };
        int[] batchSizes = isBatchGiven || model.InputShape.Rank != 3 || model.InputShape[0] <= 64 || model.InputShape[1] <= 64 ? parsed.GetRequiredValue(_batchSizes) : [Network.LargePictures];
        BenchSettings settings = new(parsed.GetRequiredValue(_threads), batchSizes, parsed.GetValue(_seconds));
        ModelLoading.EnsureCompiled(model);
        foreach (int threads in settings.Threads.Where(count => count > Environment.ProcessorCount))
        {
            Context.Error.WriteLine($"Note: {threads} threads share {Environment.ProcessorCount} cores here; they cannot be faster than {Environment.ProcessorCount} threads.");
        }

        BenchReport report = await Task.Run(() => new Benchmark(model, settings, Context.Error).Run(cancellationToken), cancellationToken);
        if (parsed.GetValue(_json))
        {
            Json.Write(Context.Out, report);
        }
        else
        {
            BenchText.Write(Context.Results, report);
        }

        return ExitCode.Done;
    }

    private static Model Open(string word, TextWriter messages)
    {
        if (!Path.Exists(word))
        {
            return Network.Find(word)?.Create(threads: 1) ?? throw new UsageException(
                $"--model: expected a .keras file, the folder of a training run, or one of {string.Join(", ", s_networks)}, got '{word}', which is none.{Suggestions.DidYouMean(word, s_networks)}");
        }

        return ModelLoading.ForPictures(ModelLoading.Open(word, messages), word);
    }
}
