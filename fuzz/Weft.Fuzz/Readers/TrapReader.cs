using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Weft.Fuzz.Readers;

/// <summary>Does everything that a reader may not do, as the file's name says, so that a test can see it caught.</summary>
internal sealed class TrapReader : Reader
{
    public const string Name = "trap";

    private const int Large = 600 << 20;
    private const int Page = 4096;

    public override void Read(Seed input)
    {
        switch (Path.GetFileNameWithoutExtension(input.Name))
        {
            case "found-mistake":
                throw new IndexOutOfRangeException("outside");
            case "found-masked":
                Mask();
                break;
            case "found-memory":
                Fill(Marshal.AllocHGlobal(Large));
                break;
            case "found-heap":
                GC.KeepAlive((new byte[Large / 2], new byte[Large / 2], new byte[Large / 2]));
                break;
            case "found-hang":
                while (input.Bytes.Length >= 0)
                {
                }

                break;
            case "found-overflow":
                _ = Deep(input.Bytes.Length);
                break;
            case "zero":
                Overwrite(new byte[Page]);
                break;
            case "refused":
                throw new DataException("refused");
            default:
                Require(Encoding.ASCII.GetString(input.Bytes) != "wrong", "right");
                break;
        }
    }

    // Memory is there once something is written to it.
    private static void Fill(nint memory)
    {
        for (int at = 0; at < Large; at += Page)
        {
            Marshal.WriteByte(memory, at, 1);
        }

        Marshal.FreeHGlobal(memory);
    }

    // What lies behind an array is the head of another object. The collector alone looks at it.
    private static void Overwrite(byte[] array)
    {
        ref byte first = ref MemoryMarshal.GetArrayDataReference(array);
        Unsafe.InitBlockUnaligned(ref Unsafe.Add(ref first, array.Length), byte.MaxValue, 4 * sizeof(long));
    }

    private static void Mask()
    {
        try
        {
            _ = ((string?)null)!.Length;
        }
        catch (NullReferenceException error)
        {
            throw new DataException("a name for a mistake", error);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Deep(int depth) => Deep(depth + 1) + Deep(depth - 1) + 1;
}
