using System.IO.Compression;

namespace Weft.Fuzz.Mutations;

/// <summary>Damages a member of a zip and packs it again, so that its sum is right; leaves out, doubles and renames members.</summary>
internal sealed class ZipMutation : Mutation
{
    private const int MostZeros = 1 << 24;

    // What a zip says of a member, about.
    private const int HeaderBytes = 256;

    // A zip's own clock begins here.
    private static readonly DateTimeOffset s_time = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static readonly string[] s_names = ["../x", "/etc/x", "", "a/", "config.json", "C:\\x", "x.npy", "\0", "..", "saved_model.pb"];

    public override bool Fits(ReadOnlySpan<byte> bytes) => bytes.StartsWith("PK\u0003\u0004"u8);

    public override byte[] Apply(byte[] bytes, MutationContext context)
    {
        try
        {
            List<(string Name, byte[] Bytes)> members = Members(bytes);
            if (members.Count == 0)
            {
                return new BlockMutation().Apply(bytes, context);
            }

            Change(members, context);
            return Pack(members, context.Dice.OneIn(4) ? CompressionLevel.Fastest : CompressionLevel.NoCompression);
        }
        catch (Exception error) when (error is InvalidDataException or IOException or ArgumentException)
        {
            // An earlier round has left no zip.
            return new BlockMutation().Apply(bytes, context);
        }
    }

    /// <summary>A zip that is the same whenever it is made.</summary>
    public static byte[] Pack(IEnumerable<(string Name, byte[] Bytes)> members, CompressionLevel level)
    {
        List<(string Name, byte[] Bytes)> all = [.. members];
        using MemoryStream stream = new(all.Sum(member => member.Bytes.Length + HeaderBytes));
        using (ZipArchive archive = new(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, byte[] bytes) in all)
            {
                ZipArchiveEntry entry = archive.CreateEntry(name, level);
                entry.LastWriteTime = s_time;
                using Stream member = entry.Open();
                member.Write(bytes);
            }
        }

        return stream.ToArray();
    }

    public static List<(string Name, byte[] Bytes)> Members(byte[] bytes)
    {
        using ZipArchive archive = new(new MemoryStream(bytes));
        List<(string, byte[])> members = [];
        foreach (ZipArchiveEntry entry in archive.Entries)
        {
            using Stream stream = entry.Open();
            byte[] content = new byte[Math.Min(entry.Length, MostBytes)];
            members.Add((entry.FullName, content[..stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false)]));
        }

        return members;
    }

    private static void Change(List<(string Name, byte[] Bytes)> members, MutationContext context)
    {
        Dice dice = context.Dice;
        int at = dice.Below(members.Count), other = dice.Below(members.Count);
        switch (dice.Below(20))
        {
            case 0:
                members.RemoveAt(at);
                break;
            case 1:
                members.Add((members[at].Name, members[other].Bytes));
                break;
            case 2:
                members[at] = (dice.OneIn(2) ? dice.Pick(s_names) : members[other].Name, members[at].Bytes);
                break;
            case 3:
                members[at] = (members[at].Name, new byte[dice.OneIn(LargeOneIn) ? dice.Small(MostZeros) : dice.Small(1000)]);
                break;
            default:
                members[at] = (members[at].Name, Any(members[at].Bytes, context with { Depth = context.Depth + 1 }));
                break;
        }
    }
}
