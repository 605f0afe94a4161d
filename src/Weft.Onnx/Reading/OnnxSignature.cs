namespace Weft.Onnx.Reading;

/// <summary>Tells ONNX' files by their outermost fields: they have no signature.</summary>
internal static class OnnxSignature
{
    private const int Graph = 7;
    private const int MostFields = 10_000;

    /// <summary>Whether the stream holds fields of a model from its beginning up to a graph, each as long as it may be.</summary>
    public static bool IsThere(Stream stream)
    {
        long begin = stream.Position;
        try
        {
            bool hasVersion = false;
            for (int i = 0; i < MostFields && stream.Position < stream.Length; i++)
            {
                if (Number(stream) is not { } tag)
                {
                    return false;
                }

                switch (((int)(tag >> 3), (int)(tag & 7)))
                {
                    // The version of the format, and of the model.
                    case (1, 0) or (5, 0):
                        if (Number(stream) is not { } version || version > int.MaxValue)
                        {
                            return false;
                        }

                        hasVersion |= tag >> 3 == 1;
                        break;
                    case (2 or 3 or 4 or 6 or 8 or 14 or 20 or 25 or 26 or Graph, 2):
                        if (Number(stream) is not { } length)
                        {
                            return false;
                        }

                        if (tag >> 3 == Graph)
                        {
                            return hasVersion || length > 0;
                        }

                        if (length > (ulong)(stream.Length - stream.Position))
                        {
                            return false;
                        }

                        stream.Position += (long)length;
                        break;
                    default:
                        return false;
                }
            }

            return false;
        }
        finally
        {
            stream.Position = begin;
        }
    }

    private static ulong? Number(Stream stream)
    {
        ulong number = 0;
        for (int shift = 0; shift < 64; shift += 7)
        {
            int part = stream.ReadByte();
            if (part < 0)
            {
                return null;
            }

            number |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
            {
                return number;
            }
        }

        return null;
    }
}
