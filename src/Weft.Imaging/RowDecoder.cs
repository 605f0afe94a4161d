using System.Runtime.InteropServices;

using SkiaSharp;

namespace Weft.Imaging;

/// <summary>
/// Decodes a large picture some rows at a time, and keeps means of its pixels where fewer are enough, so that memory follows what is kept
/// and not what the file declares.
/// </summary>
internal static class RowDecoder
{
    private const int LineBytes = 1 << 20;
    private const int StripBytes = 1 << 25;

    /// <summary>Decodes by rows; null where the format cannot.</summary>
    /// <param name="codec">The file, at its beginning.</param>
    /// <param name="size">The size the codec decodes to.</param>
    /// <param name="keep">The size to keep: no extent above the codec's.</param>
    /// <param name="channels">1 or 3.</param>
    /// <param name="backdrop">What shows through where the picture is transparent.</param>
    /// <param name="isWhole">Whether the file held all rows.</param>
    public static byte[]? TryDecode(SKCodec codec, SKSizeI size, SKSizeI keep, int channels, byte backdrop, out bool isWhole)
    {
        SKImageInfo info = new(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        bool givesLines = codec.StartScanlineDecode(info) == SKCodecResult.Success;
        if (!givesLines && codec.EncodedFormat != SKEncodedImageFormat.Png)
        {
            // Others may write the whole picture, whatever strip they were asked for.
            isWhole = false;
            return null;
        }

        RowMeans means = new(size, keep, channels, backdrop);
        bool? done = givesLines ? Lines(codec, info, means) : Strips(codec, info, means);
        isWhole = done == true;
        return done is null ? null : means.ToBytes();
    }

    // JPEG and BMP give line after line.
    private static bool Lines(SKCodec codec, SKImageInfo info, RowMeans means)
    {
        using PinnedRows rows = new(info, LineBytes);
        for (int done = 0; done < info.Height;)
        {
            int wanted = Math.Min(rows.Count, info.Height - done);
            int got = codec.GetScanlines(rows.Address, wanted, info.RowBytes);
            for (int i = 0; i < got; i++)
            {
                means.Add(rows[i], codec.GetOutputScanline(done + i));
            }

            done += got;
            if (got < wanted)
            {
                return false;
            }
        }

        return true;
    }

    // PNG gives a strip, and begins at the top again for the next.
    private static bool? Strips(SKCodec codec, SKImageInfo info, RowMeans means)
    {
        using PinnedRows rows = new(info, StripBytes);
        for (int top = 0; top < info.Height; top += rows.Count)
        {
            int count = Math.Min(rows.Count, info.Height - top);
            SKCodecOptions strip = new(new SKRectI(0, top, info.Width, top + count));
            if (codec.StartIncrementalDecode(info, rows.Address, info.RowBytes, strip) != SKCodecResult.Success)
            {
                return top == 0 ? null : false;
            }

            if (codec.IncrementalDecode(out _) != SKCodecResult.Success)
            {
                return false;
            }

            for (int i = 0; i < count; i++)
            {
                means.Add(rows[i], top + i);
            }
        }

        return true;
    }

    /// <summary>Memory for some rows of red, green, blue and alpha.</summary>
    private sealed class PinnedRows : IDisposable
    {
        private readonly byte[] _bytes;
        private readonly int _rowBytes;
        private readonly GCHandle _pinned;

        public PinnedRows(SKImageInfo info, int bytes)
        {
            _rowBytes = info.RowBytes;
            Count = Math.Clamp(bytes / _rowBytes, 1, info.Height);
            _bytes = new byte[(long)Count * _rowBytes];
            _pinned = GCHandle.Alloc(_bytes, GCHandleType.Pinned);
        }

        public int Count { get; }

        public IntPtr Address => _pinned.AddrOfPinnedObject();

        public ReadOnlySpan<byte> this[int row] => _bytes.AsSpan(row * _rowBytes, _rowBytes);

        public void Dispose() => _pinned.Free();
    }

    /// <summary>
    /// Adds rows up to those of a smaller picture. Each pixel belongs to one of the smaller picture's, which are the means of theirs.
    /// </summary>
    private sealed class RowMeans(SKSizeI size, SKSizeI keep, int channels, byte backdrop)
    {
        private readonly byte[] _kept = new byte[(long)keep.Width * keep.Height * channels];
        private readonly long[] _sums = new long[keep.Width * channels];
        private readonly long[] _counts = new long[keep.Width];
        private readonly byte[] _flat = new byte[size.Width * channels];
        private int _row = -1;

        public void Add(ReadOnlySpan<byte> rgba, int y)
        {
            int row = (int)((long)y * keep.Height / size.Height);
            if (row != _row)
            {
                Finish();
                _row = row;
            }

            PixelFlattening.Over(rgba, _flat, channels, backdrop);
            if (size == keep)
            {
                _flat.CopyTo(_kept.AsSpan(row * _flat.Length));
                return;
            }

            for (int column = 0, x = 0; column < keep.Width; column++)
            {
                int end = (int)((((long)column + 1) * size.Width + keep.Width - 1) / keep.Width);
                _counts[column] += end - x;
                for (; x < end; x++)
                {
                    for (int c = 0; c < channels; c++)
                    {
                        _sums[(column * channels) + c] += _flat[(x * channels) + c];
                    }
                }
            }
        }

        public byte[] ToBytes()
        {
            Finish();
            return _kept;
        }

        private void Finish()
        {
            if (_row < 0 || size == keep)
            {
                return;
            }

            for (int i = 0; i < _sums.Length; i++)
            {
                long count = _counts[i / channels];
                _kept[((long)_row * _sums.Length) + i] = (byte)((_sums[i] + (count / 2)) / count);
            }

            Array.Clear(_sums);
            Array.Clear(_counts);
        }
    }
}
