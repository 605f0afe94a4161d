using System.IO.Compression;

namespace Weft.Fuzz.Mutations;

/// <summary>Damages what a gzip file holds and packs it again.</summary>
internal sealed class GzipMutation : Mutation
{
    public override bool Fits(ReadOnlySpan<byte> bytes) => bytes.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]);

    public override byte[] Apply(byte[] bytes, MutationContext context)
    {
        try
        {
            using GZipStream unpacking = new(new MemoryStream(bytes), CompressionMode.Decompress);
            byte[] content = new byte[MostBytes];
            content = content[..unpacking.ReadAtLeast(content, content.Length, throwOnEndOfStream: false)];
            return Pack(Any(content, context with { Depth = context.Depth + 1 }));
        }
        catch (InvalidDataException)
        {
            // An earlier round has left none.
            return new BlockMutation().Apply(bytes, context);
        }
    }

    public static byte[] Pack(byte[] content)
    {
        using MemoryStream packed = new();
        using (GZipStream packing = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            packing.Write(content);
        }

        return packed.ToArray();
    }
}
