using System.Diagnostics;

using Spectre.Console;

using Weft.Cli.Rendering;

namespace Weft.Cli.Training;

/// <summary>One line per epoch on a terminal, redrawn in place as the steps go by; below them, on request, the curves so far.</summary>
internal sealed class LiveEpochs(IAnsiConsole console, bool plots) : Callback
{
    private static readonly TimeSpan RedrawInterval = TimeSpan.FromMilliseconds(80);

    private long _epochStart;
    private int _stepAtStart;
    private long _lastDraw;
    private bool _lineOpen;
    private int _plotHeight;

    public override void OnEpochBegin(TrainingRun run) => StartClock(run);

    public override void OnBatchBegin(TrainingRun run)
    {
        // A resumed run begins inside an epoch.
        if (_epochStart == 0)
        {
            StartClock(run);
        }
    }

    public override void OnBatchEnd(TrainingRun run)
    {
        bool last = run.Step == run.StepsPerEpoch;
        if (!last && Stopwatch.GetElapsedTime(_lastDraw) < RedrawInterval)
        {
            return;
        }

        _lastDraw = Stopwatch.GetTimestamp();
        double left = Stopwatch.GetElapsedTime(_epochStart).TotalSeconds / (run.Step - _stepAtStart) * (run.StepsPerEpoch - run.Step);
        string time = last && run.ValidationCount > 0 ? "validating" : $"ETA {Clock(left)}";
        string figures = $"loss {run.Loss:0.0000}";
        for (int i = 0; i < run.MetricNames.Count; i++)
        {
            figures += $"  {run.MetricNames[i]} {run.Metrics[i]:0.0000}";
        }

        Draw(run, time, figures);
    }

    public override void OnEpochEnd(TrainingRun run, EpochResult epoch)
    {
        ErasePlot();
        Draw(run, $"{epoch.Seconds:0.0} s", EpochFigures.Text(epoch, "  "));
        End();
        if (plots)
        {
            DrawPlot(run.History.Epochs);
        }
    }

    public override void OnTrainEnd(TrainingRun run) => End();

    public override void OnWarning(TrainingRun run, string message)
    {
        End();
        _plotHeight = 0;
        console.Profile.Out.Writer.WriteLine($"warning: {ToolWords.Of(message)}");
    }

    // Lines of epochs stay above the curves, which are drawn anew below each.
    private void ErasePlot()
    {
        if (_plotHeight > 0)
        {
            console.Write(new ControlCode($"\r\x1b[{_plotHeight}A\x1b[J"));
            _plotHeight = 0;
        }
    }

    private void DrawPlot(IReadOnlyList<EpochResult> epochs)
    {
        IReadOnlyList<string> lines = CurveText.Lines(epochs, console.Profile.Width - 1);
        foreach (string line in lines)
        {
            console.MarkupLine(line);
        }

        // What has left the screen at its top cannot be erased.
        _plotHeight = lines.Count < console.Profile.Height ? lines.Count : 0;
    }

    private void StartClock(TrainingRun run)
    {
        _epochStart = Stopwatch.GetTimestamp();
        _stepAtStart = run.Step;
    }

    private void Draw(TrainingRun run, string time, string figures)
    {
        string head = $"epoch {run.Epoch}/{run.Epochs} ";
        string tail = $" {run.Step}/{run.StepsPerEpoch}  {time}  {figures}";
        int room = console.Profile.Width - head.Length - tail.Length - 1;
        console.Write(new ControlCode("\r\x1b[K"));
        console.Write(new Markup($"{head}{Bar(Math.Clamp(room, 0, 30), (double)run.Step / run.StepsPerEpoch)}{Markup.Escape(Cut(tail, console.Profile.Width - head.Length - 1))}"));
        _lineOpen = true;
    }

    private void End()
    {
        if (_lineOpen)
        {
            console.Profile.Out.Writer.WriteLine();
            _lineOpen = false;
        }
    }

    private static string Bar(int width, double share)
    {
        int done = (int)Math.Round(width * share);
        return $"[green]{new string('━', done)}[/][grey]{new string('━', width - done)}[/]";
    }

    private static string Cut(string text, int width) => text.Length <= width ? text : text[..Math.Max(0, width)];

    private static string Clock(double seconds)
    {
        TimeSpan time = TimeSpan.FromSeconds(Math.Ceiling(seconds));
        return time.TotalHours >= 1 ? $"{(int)time.TotalHours}:{time.Minutes:00}:{time.Seconds:00}" : $"{time.Minutes}:{time.Seconds:00}";
    }
}
