using System.Runtime.Intrinsics;

namespace Weft.Tests.Widths;

/// <summary>How wide this process' vectors are, and how wide a parent process said they may be.</summary>
internal static class VectorWidth
{
    /// <summary>Set by <see cref="ForcedWidthTests"/> for its child processes.</summary>
    public const string Variable = "WEFT_TEST_VECTOR_BITS";

    public static int Bits => Vector512.IsHardwareAccelerated ? 512
        : Vector256.IsHardwareAccelerated ? 256
        : Vector128.IsHardwareAccelerated ? 128
        : 0;

    /// <summary>What the parent promised; 512 in a run that nobody forced.</summary>
    public static int Limit => Environment.GetEnvironmentVariable(Variable) is { } bits ? int.Parse(bits, System.Globalization.CultureInfo.InvariantCulture) : 512;
}
