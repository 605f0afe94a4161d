using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace Weft.Data;

/// <summary>A short word for everything a model sees of a data set, so that a resumed run can tell whether it has the same one.</summary>
internal static class Fingerprint
{
    /// <summary>The number of samples, their shape, and a hash of samples and targets: <c>48000 x [28, 28, 1], 1f0c93a2b4d5e687</c>.</summary>
    /// <remarks>XxHash3: it finds a change, not a forger.</remarks>
    public static string Of(Dataset data)
    {
        XxHash3 hash = new();
        hash.Append(MemoryMarshal.AsBytes(data.Labels));
        for (int i = 0; i < data.Count && data.Labels.IsEmpty; i++)
        {
            hash.Append(MemoryMarshal.AsBytes(data.Target(i)));
        }

        hash.Append(MemoryMarshal.AsBytes(data.SampleWeights));
        data.AppendSamples(hash);
        return $"{data.Count} x {data.Shape}, {hash.GetCurrentHashAsUInt64():x16}";
    }
}
