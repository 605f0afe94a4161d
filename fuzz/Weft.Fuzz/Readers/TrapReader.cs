using System.Runtime.CompilerServices;
using System.Text;

namespace Weft.Fuzz.Readers;

/// <summary>Does everything that a reader may not do, as the file's name says, so that a test can see it caught.</summary>
internal sealed class TrapReader : Reader
{
    public const string Name = "trap";

    private const int Large = 300 << 20;

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
                GC.KeepAlive((new byte[Large], new byte[Large]));
                break;
            case "found-hang":
                while (input.Bytes.Length >= 0)
                {
                }

                break;
            case "found-overflow":
                _ = Deep(input.Bytes.Length);
                break;
            case "refused":
                throw new DataException("refused");
            default:
                Require(Encoding.ASCII.GetString(input.Bytes) != "wrong", "right");
                break;
        }
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
