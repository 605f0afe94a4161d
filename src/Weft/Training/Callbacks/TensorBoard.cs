using Weft.Formats;

namespace Weft;

/// <summary>Writes event files that TensorBoard shows: figures of every epoch, and the weights as histograms and pictures if asked.</summary>
/// <remarks>
/// As in Keras there are two runs below the folder, <c>train</c> and <c>validation</c>, with the same tags: <c>epoch_loss</c>, <c>epoch_accuracy</c>, and
/// <c>epoch_learning_rate</c> in the first. The step of an epoch is its number, counted from 1. Events are on disk when their epoch ends.
/// </remarks>
public sealed class TensorBoard : Callback
{
    private const string ValidationPrefix = "val_";

    private readonly string _logDir;
    private readonly int _histogramFreq;
    private readonly bool _writeImages;
    private EventFile? _train;
    private EventFile? _validation;

    /// <summary>Logs into a folder.</summary>
    /// <param name="logDir">The folder that TensorBoard is pointed at.</param>
    /// <param name="histogramFreq">After every how many epochs the weights are written as histograms; 0 for never.</param>
    /// <param name="writeImages">Whether the kernels of convolutions over one or three channels are drawn, as often as histograms are written, or after every epoch without them.</param>
    public TensorBoard(string logDir = "logs", int histogramFreq = 0, bool writeImages = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(logDir);
        ArgumentOutOfRangeException.ThrowIfNegative(histogramFreq);
        (_logDir, _histogramFreq, _writeImages) = (logDir, histogramFreq, writeImages);
    }

    /// <summary>Begins the event files.</summary>
    /// <exception cref="IOException">They cannot be written.</exception>
    public override void OnTrainBegin(TrainingRun run)
    {
        Close();
        _train = new EventFile(Path.Combine(_logDir, "train"));
        _validation = run.ValidationCount > 0 ? new EventFile(Path.Combine(_logDir, "validation")) : null;
    }

    /// <inheritdoc/>
    public override void OnEpochEnd(TrainingRun run, EpochResult epoch)
    {
        foreach ((string name, double value) in epoch.Values.Where(figure => figure.Key != History.LearningRate))
        {
            if (name.StartsWith(ValidationPrefix, StringComparison.Ordinal))
            {
                _validation?.AddScalar($"epoch_{name[ValidationPrefix.Length..]}", epoch.Epoch, value);
            }
            else
            {
                _train?.AddScalar($"epoch_{name}", epoch.Epoch, value);
            }
        }

        _train?.AddScalar("epoch_learning_rate", epoch.Epoch, epoch.LearningRate);
        if (_histogramFreq > 0 && epoch.Epoch % _histogramFreq == 0)
        {
            foreach (Weight weight in run.Model.Weights)
            {
                _train?.AddHistogram($"{weight.Name}/histogram", epoch.Epoch, weight.Span);
            }
        }

        if (_writeImages && epoch.Epoch % Math.Max(1, _histogramFreq) == 0)
        {
            foreach (Weight weight in run.Model.Weights.Where(KernelSheet.CanDraw))
            {
                _train?.AddImage($"{weight.Name}/image", epoch.Epoch, new KernelSheet(weight));
            }
        }

        _train?.Flush();
        _validation?.Flush();
    }

    /// <summary>Closes the event files.</summary>
    public override void OnTrainEnd(TrainingRun run) => Close();

    private void Close()
    {
        _train?.Dispose();
        _validation?.Dispose();
        (_train, _validation) = (null, null);
    }
}
