using System.IO.Hashing;

namespace Weft.Imaging;

/// <summary>Finds pictures that are pixel for pixel one of another class, as a model gets them: nobody can learn to tell these
/// apart.</summary>
/// <remarks>XxHash128 of the decoded pixels: it takes two pictures for one only where somebody forged them.</remarks>
internal sealed class PictureTwins
{
    private readonly Dictionary<UInt128, PictureFile> _first = [];
    private (PictureFile One, PictureFile Other)? _example;
    private int _count;

    /// <summary>What was found, as a sentence.</summary>
    public IReadOnlyList<string> Sentences => _example is not var (one, other) ? [] :
    [
        $"{_count} {(_count == 1 ? "picture is" : "pictures are")} pixel for pixel the same as one of another class; the first is {other.Name} ('{other.Label}') and {one.Name} ('{one.Label}'). "
            + "No model can tell these apart: take each out of the class where it does not belong.",
    ];

    /// <summary>Adds pictures that lie one after another.</summary>
    public void Add(IEnumerable<PictureFile> files, ReadOnlySpan<byte> pixels, int size)
    {
        foreach (PictureFile file in files)
        {
            UInt128 hash = XxHash128.HashToUInt128(pixels[..size]);
            pixels = pixels[size..];
            if (!_first.TryAdd(hash, file) && _first[hash] is { } same && same.Label != file.Label)
            {
                _example ??= (same, file);
                _count++;
            }
        }
    }
}
