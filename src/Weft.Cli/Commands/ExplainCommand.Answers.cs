using System.CommandLine;

using Weft.Cli.Choices;
using Weft.Cli.CommandLine;
using Weft.Cli.Datasets;
using Weft.Cli.Models;
using Weft.Cli.Rendering;
using Weft.Cli.Reports;
using Weft.Explain;
using Weft.Imaging;

namespace Weft.Cli.Commands;

/// <content>What each question is answered with.</content>
internal sealed partial class ExplainCommand
{
    private async Task AnswerAsync(ParseResult parsed, Model model, string? word, CancellationToken cancellationToken)
    {
        FeatureQuestions questions = new(model, parsed.GetValue(_layer), parsed.GetRequiredValue(_output));
        if (parsed.GetValue(_filters))
        {
            Write(parsed, questions.Filters(), ExplainText.Write);
            return;
        }

        if (parsed.GetValue(_project) is { } projection)
        {
            TestData data = await EvaluateCommand.LoadTestAsync(Context, model, parsed.GetValue(_data), DataRequest.For(model),
                cancellationToken);
            ProjectReport report = await Task.Run(() =>
                questions.Project(projection.Name, projection.Create(), data, parsed.GetValue(_count), cancellationToken),
                cancellationToken);
            Write(parsed, report, (writer, found) => ExplainText.Write(writer, found, data));
            return;
        }

        int? nearest = parsed.GetValue(_nearest);
        PredictInput input = PredictInput.Of(word!, Context.Error.WriteLine) is [var only]
            ? only
            : throw new UsageException($"explain: expected one picture, got the several of {word}. Name one of them.");
        LoadedData? trained = nearest is null ? null : await LoadTrainedAsync(parsed, model, cancellationToken);
        TestData? test = input.Index is null ? null
            : trained is null
                ? await EvaluateCommand.LoadTestAsync(Context, model, parsed.GetValue(_data), DataRequest.For(model), cancellationToken)
            : new TestData(trained.Name, trained.Test, trained.IsSketches);
        PicturePreparation preparation = _preparation.For(model, parsed);
        PredictedPicture picture = new Predictor(model, preparation, test).Run([input], error => throw error, bar: null, cancellationToken)
            .Single();
        PicturePredictor predictor = new(model, preparation);
        if (!parsed.GetValue(_json))
        {
            PredictionText.Write(Context.Results, [picture], test);
        }

        PredictReport prediction = PredictReport.From(picture, test?.Name) with
        {
            Notes = model.LoadNotes.Count > 0 ? model.LoadNotes : null,
        };
        if (parsed.GetValue(_maps))
        {
            Write(parsed, questions.Maps(picture, predictor), ExplainText.Write);
        }
        else if (nearest is { } count)
        {
            Context.Messages.Profile.Out.Writer.WriteLine($"comparing with {trained!.Train.Count} training pictures of {trained.Name}");
            NearestReport report = await Task.Run(() =>
                questions.Nearest(picture, predictor, prediction, trained, count, cancellationToken), cancellationToken);
            Write(parsed, report, ExplainText.Write);
        }
        else
        {
            ExplainedPicture explained = await Task.Run(() => Explain(parsed, model, picture, predictor), cancellationToken);
            string output = parsed.GetRequiredValue(_output);
            explained.Save(output, predictor);
            Write(parsed, ExplainReport.From(explained, prediction, output), (writer, _) => ExplainText.Write(writer, explained, output));
        }
    }

    private ExplainedPicture Explain(ParseResult parsed, Model model, PredictedPicture picture, PicturePredictor predictor)
    {
        (MethodChoice method, string? layer) = (parsed.GetRequiredValue(_method), parsed.GetValue(_layer));
        if (layer is not null && !method.TakesLayer)
        {
            throw new UsageException(
                $"--layer: expected grad-cam or grad-cam++, which look at a layer, got --method {method.Name}. Leave --layer out.");
        }

        IReadOnlyList<string> names = model.Metadata.ClassNames;
        int wanted = parsed.GetValue(_class) is { } word ? ClassWord.Number(word, names, Math.Max(2, model.OutputShape.Size))
            : picture.Prediction.Best.Label;
        ScoreChoice score = parsed.GetRequiredValue(_score);
        Explanation explanation = (method.Create(layer) with { Score = score.Score })
            .Explain(model, predictor.SampleOf(picture.Seen), wanted);
        return new ExplainedPicture(picture, method.Name, wanted < names.Count ? names[wanted] : $"{wanted}", explanation, score.Name);
    }

    private async Task<LoadedData> LoadTrainedAsync(ParseResult parsed, Model model, CancellationToken cancellationToken)
    {
        DataMessages messages = new(Context.Messages);
        LoadedData data = await Context.Datasets.LoadAsync(EvaluateCommand.DataOf(model, parsed.GetValue(_data), Context.Error),
            DataRequest.For(model), messages, cancellationToken);
        return data.NumberedAs(model.Metadata.ClassNames, "Name a data set of the model's classes.");
    }

    private void Write<T>(ParseResult parsed, T report, Action<TextWriter, T> write)
    {
        if (parsed.GetValue(_json))
        {
            Json.Write(Context.Out, report);
        }
        else
        {
            write(Context.Out, report);
        }
    }
}
