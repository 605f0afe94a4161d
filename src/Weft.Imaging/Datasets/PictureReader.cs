namespace Weft.Imaging;

/// <summary>Decodes many files to bytes of one shape, on all processors.</summary>
internal static class PictureReader
{
    // Pictures beyond this many bytes of file are decoded one at a time: a few camera originals at once would take gigabytes.
    private const long LargeFile = 8_000_000;

    /// <summary>Decodes and fits every file; those that cannot be are named in the result and leave no pixels behind.</summary>
    /// <exception cref="DataException">All pictures together are larger than an array can be.</exception>
    public static DecodedPictures Read(IReadOnlyList<PictureFile> files, Shape shape, bool crop, Action progress, CancellationToken ct)
    {
        int size = shape.Size;
        if ((long)files.Count * size > Array.MaxLength)
        {
            throw new DataException($"{files.Count} pictures of {shape}: expected at most {Array.MaxLength} bytes in all, "
                + $"got {(long)files.Count * size}. Ask for smaller ones.");
        }

        // Pinned, for then they lie apart from the large objects that decoding leaves behind, which the collector lets grow with what survives among them: to three times the pixels.
        byte[] pixels = GC.AllocateUninitializedArray<byte>(files.Count * size, pinned: true);
        DecodingFailure?[] failures = new DecodingFailure?[files.Count];
        Lock large = new();
        Parallel.For(0, files.Count, new ParallelOptions { CancellationToken = ct, MaxDegreeOfParallelism = Environment.ProcessorCount }, index =>
        {
            try
            {
                Picture fitted = files[index].Length > LargeFile ? Alone(large, files[index], shape, crop) : Decode(files[index], shape, crop, large);
                fitted.Pixels.CopyTo(pixels.AsSpan(index * size));
            }
            catch (DataException error)
            {
                failures[index] = new DecodingFailure(index, error.Message, IsLasting: error.InnerException is null);
            }

            progress();
        });
        return DecodedPictures.Compact(pixels, shape, failures);
    }

    /// <summary>Decodes one file and fits it into a shape.</summary>
    private static Picture Decode(PictureFile file, Shape shape, bool crop, Lock large)
    {
        DecodingOptions options = new(AtLeast: 2 * Math.Max(shape[0], shape[1]), OfShorter: crop, Large: large);
        return PictureFitting.Fit(file.Decode(shape[2], options), shape, crop);
    }

    private static Picture Alone(Lock large, PictureFile file, Shape shape, bool crop)
    {
        lock (large)
        {
            return Decode(file, shape, crop, large);
        }
    }
}

/// <summary>Why a file gave no picture.</summary>
/// <param name="Index">Its place in the list.</param>
/// <param name="Reason">The error.</param>
/// <param name="IsLasting">Whether it lies in the file's content, not in reaching it.</param>
internal sealed record DecodingFailure(int Index, string Reason, bool IsLasting);

/// <summary>The pixels of those files that could be decoded, one after another, and the others.</summary>
internal sealed record DecodedPictures(ReadOnlyMemory<byte> Pixels, IReadOnlyList<DecodingFailure> Failures)
{
    public static DecodedPictures Compact(byte[] pixels, Shape shape, DecodingFailure?[] failures)
    {
        int size = shape.Size;
        int kept = 0;
        for (int index = 0; index < failures.Length; index++)
        {
            if (failures[index] is null)
            {
                if (kept < index)
                {
                    pixels.AsSpan(index * size, size).CopyTo(pixels.AsSpan(kept * size));
                }

                kept++;
            }
        }

        return new DecodedPictures(pixels.AsMemory(0, kept * size), [.. failures.OfType<DecodingFailure>()]);
    }
}
