namespace Weft.Applications;

/// <summary>Numbers of channels in networks that are made wider or narrower by a factor.</summary>
internal static class Channels
{
    /// <summary>The nearest multiple of 8, never below 8 nor more than a tenth below what was asked for.</summary>
    public static int NearestEight(double channels)
    {
        int nearest = Math.Max(8, (int)(channels + 4) / 8 * 8);
        return nearest < 0.9 * channels ? nearest + 8 : nearest;
    }
}
