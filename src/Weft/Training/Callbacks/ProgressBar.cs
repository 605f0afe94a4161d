using System.Diagnostics;
using System.Globalization;

namespace Weft;

/// <summary>Shows a run as Keras does: on a terminal a bar that grows with every step, elsewhere one line for each epoch.</summary>
/// <remarks><code>
/// Epoch 1/5
/// 750/750 ━━━━━━━━━━━━━━━━━━━━ 3s 4ms/step - accuracy: 0.8021 - loss: 0.5461 - val_loss: 0.3871
/// </code></remarks>
public sealed class ProgressBar : Callback
{
    private const int Width = 20;
    private static readonly TimeSpan RedrawInterval = TimeSpan.FromMilliseconds(50);

    private readonly TextWriter _output;
    private readonly bool _redraws;
    private long _begin;
    private int _stepAtBegin;
    private long _drawn;
    private bool _lineOpen;

    /// <summary>Shows runs.</summary>
    /// <param name="output">Where to: <c>Console.Out</c>.</param>
    /// <param name="redraws">
    /// Whether the output can redraw its last line; null looks whether standard output is a terminal. Writers into strings and files
    /// never redraw unless told to.
    /// </param>
    public ProgressBar(TextWriter output, bool? redraws = null)
    {
        ArgumentNullException.ThrowIfNull(output);
        (_output, _redraws) = (output, redraws ?? TerminalProbe.IsTerminal(output));
    }

    /// <inheritdoc/>
    public override void OnTrainBegin(TrainingRun run) => (_begin, _lineOpen) = (0, false);

    /// <inheritdoc/>
    public override void OnEpochBegin(TrainingRun run)
    {
        Start(run);
        if (_redraws)
        {
            _output.WriteLine($"Epoch {run.Epoch}/{run.Epochs}");
        }
    }

    /// <inheritdoc/>
    public override void OnBatchBegin(TrainingRun run)
    {
        // A run that was taken up inside an epoch.
        if (_begin == 0)
        {
            OnEpochBegin(run);
        }
    }

    /// <inheritdoc/>
    public override void OnBatchEnd(TrainingRun run)
    {
        if (!_redraws || (run.Step < run.StepsPerEpoch && Stopwatch.GetElapsedTime(_drawn) < RedrawInterval))
        {
            return;
        }

        _drawn = Stopwatch.GetTimestamp();
        double perStep = Stopwatch.GetElapsedTime(_begin).TotalSeconds / (run.Step - _stepAtBegin);
        List<KeyValuePair<string, double>> figures = [new("loss", run.Loss)];
        for (int i = 0; i < run.MetricNames.Count; i++)
        {
            figures.Add(new(run.MetricNames[i], run.Metrics[i]));
        }

        Draw(run, Clock(perStep * (run.StepsPerEpoch - run.Step)), perStep, figures);
        _output.Flush();
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingRun run, EpochResult epoch)
    {
        string seconds = string.Create(CultureInfo.InvariantCulture, $"{epoch.Seconds:0}s");
        double perStep = epoch.Seconds / Math.Max(1, run.Step);
        if (_redraws)
        {
            Draw(run, seconds, perStep, epoch.Values);
            EndLine();
        }
        else
        {
            string times = $"{seconds} - {PerStep(perStep)}";
            _output.WriteLine($"Epoch {epoch.Epoch}/{run.Epochs}: {run.Step}/{run.StepsPerEpoch} - {times}{Text(epoch.Values)}");
            _output.Flush();
        }
    }

    /// <inheritdoc/>
    public override void OnTrainEnd(TrainingRun run) => EndLine();

    /// <inheritdoc/>
    public override void OnWarning(TrainingRun run, string message)
    {
        EndLine();
        _output.WriteLine($"warning: {message}");
    }

    private void Start(TrainingRun run)
    {
        _begin = Stopwatch.GetTimestamp();
        _stepAtBegin = run.Step;
        _drawn = 0;
    }

    // To the line's beginning, what was there wiped out; the bar's done part green, the rest white.
    private void Draw(TrainingRun run, string time, double perStep, IEnumerable<KeyValuePair<string, double>> figures)
    {
        int done = (int)((long)Width * run.Step / run.StepsPerEpoch);
        string bar = $"\u001b[32m{new string('━', done)}\u001b[0m\u001b[37m{new string('━', Width - done)}\u001b[0m";
        string steps = $"\u001b[1m{run.Step}/{run.StepsPerEpoch}\u001b[0m";
        _output.Write($"\r\u001b[K{steps} {bar} \u001b[1m{time}\u001b[0m {PerStep(perStep)}{Text(figures)}");
        _lineOpen = true;
    }

    private void EndLine()
    {
        if (_lineOpen)
        {
            _output.WriteLine();
            _output.Flush();
            _lineOpen = false;
        }
    }

    // As Keras lists them: by name, then those of the validation data, then the rate.
    private static string Text(IEnumerable<KeyValuePair<string, double>> figures) => string.Concat(figures
        .OrderBy(figure => figure.Key == History.LearningRate ? 2 : figure.Key.StartsWith("val_", StringComparison.Ordinal) ? 1 : 0)
        .ThenBy(figure => figure.Key, StringComparer.Ordinal)
        .Select(figure => $" - {figure.Key}: {Text(figure.Value)}"));

    private static string Text(double value) => value.ToString(Math.Abs(value) > 1e-3 ? "F4" : "0.0000e+00", CultureInfo.InvariantCulture);

    private static string PerStep(double seconds) => seconds switch
    {
        >= 1 or 0 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0}s/step"),
        >= 1e-3 => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e3:0}ms/step"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{seconds * 1e6:0}us/step"),
    };

    private static string Clock(double seconds)
    {
        TimeSpan left = TimeSpan.FromSeconds(Math.Floor(seconds));
        return left.TotalHours >= 1
            ? $"{(int)left.TotalHours}:{left.Minutes:00}:{left.Seconds:00}"
            : left.TotalMinutes >= 1 ? $"{left.Minutes}:{left.Seconds:00}" : $"{left.Seconds}s";
    }
}
