namespace Weft;

/// <summary>Which way a watched figure gets better.</summary>
public enum MonitorMode
{
    /// <summary>By the figure's name: up for accuracy, AUC, precision, recall and F1, down for all others.</summary>
    Auto,

    /// <summary>Down.</summary>
    Min,

    /// <summary>Up.</summary>
    Max,
}
