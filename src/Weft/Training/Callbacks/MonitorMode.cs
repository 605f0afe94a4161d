namespace Weft;

/// <summary>Which way a figure is better.</summary>
public enum MonitorMode
{
    /// <summary>Losses and calibration errors should fall, everything else should rise.</summary>
    Auto,

    /// <summary>The figure should fall.</summary>
    Min,

    /// <summary>The figure should rise.</summary>
    Max,
}
