using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

using Weft.Fuzz.Mutations;

namespace Weft.Fuzz.Seeds;

/// <summary>Small files of arrays by name, and two networks of PyTorch.</summary>
internal static class NamedArraySeeds
{
    public static IEnumerable<(string Reader, Seed Seed)> All()
    {
        yield return ("arrays", new Seed("floats.safetensors", SafeTensors(("dense/kernel", "F32", [2, 3]), ("dense/bias", "F32", [3]))));
        yield return ("arrays", new Seed("types.safetensors", SafeTensors(
            ("a", "F16", [2]), ("b", "BF16", [2, 2]), ("c", "F64", [1]), ("d", "I64", []), ("e", "U8", [3, 0]), ("f", "BOOL", [5]))));
        byte[] floats = ArraySeeds.Npy("<f4", "2, 3", Values(24)), doubles = ArraySeeds.Npy(">f8", "2,", Values(16), isFortran: true);
        (string, byte[])[] members = [("dense/kernel.npy", floats), ("b.npy", doubles)];
        yield return ("arrays", new Seed("stored.npz", ZipMutation.Pack(members, CompressionLevel.NoCompression)));
        yield return ("arrays", new Seed("packed.npz", ZipMutation.Pack(members, CompressionLevel.Fastest)));
        yield return ("pytorch", new Seed("resnet.safetensors", SafeTensors([.. ResNet()])));
        yield return ("pytorch", new Seed("mobilenet.safetensors", SafeTensors([.. MobileNet()])));
    }

    private static IEnumerable<(string Name, string Type, int[] Shape)> ResNet() =>
    [
        .. Convolution("conv1", "bn1", 4, 3, 7),
        .. Enumerable.Range(1, 4).SelectMany(stage => Convolution($"layer{stage}.0.conv1", $"layer{stage}.0.bn1", 4, 4, 3)
            .Concat(Convolution($"layer{stage}.0.conv2", $"layer{stage}.0.bn2", 4, 4, 3))
            .Concat(stage == 1 ? [] : Convolution($"layer{stage}.0.downsample.0", $"layer{stage}.0.downsample.1", 4, 4, 1))),
        ("fc.weight", "F16", [2, 4]),
        ("fc.bias", "F32", [2]),
    ];

    private static IEnumerable<(string Name, string Type, int[] Shape)> MobileNet() =>
    [
        .. Convolution("conv_stem", "bn1", 4, 3, 3),
        .. Convolution("blocks.0.0.conv_dw", "blocks.0.0.bn1", 4, 1, 3),
        .. Convolution("blocks.0.0.conv_pw", "blocks.0.0.bn2", 4, 4, 1),
        .. Enumerable.Range(1, 6).SelectMany(stage => Convolution($"blocks.{stage}.0.conv_pw", $"blocks.{stage}.0.bn1", 6, 4, 1)
            .Concat(Convolution($"blocks.{stage}.0.conv_dw", $"blocks.{stage}.0.bn2", 6, 1, 3))
            .Concat(Convolution($"blocks.{stage}.0.conv_pwl", $"blocks.{stage}.0.bn3", 4, 6, 1))),
        .. Convolution("conv_head", "bn2", 8, 4, 1),
        ("classifier.weight", "F32", [2, 8]),
        ("classifier.bias", "F32", [2]),
    ];

    private static IEnumerable<(string Name, string Type, int[] Shape)> Convolution(
        string convolution, string norm, int outputs, int inputs, int window) =>
    [
        ($"{convolution}.weight", "BF16", [outputs, inputs, window, window]),
        .. ((string[])["weight", "bias", "running_mean", "running_var"]).Select(part => ($"{norm}.{part}", "F32", (int[])[outputs])),
        ($"{norm}.num_batches_tracked", "I64", []),
    ];

    private static byte[] SafeTensors(params (string Name, string Type, int[] Shape)[] arrays)
    {
        StringBuilder header = new("{\"__metadata__\":{\"format\":\"pt\"}");
        int end = 0;
        foreach ((string name, string type, int[] shape) in arrays)
        {
            int start = end;
            int width = type switch { "F64" or "I64" => 8, "F32" => 4, "F16" or "BF16" => 2, _ => 1 };
            end += shape.Aggregate(width, (size, extent) => size * extent);
            header.Append($",\"{name}\":{{\"dtype\":\"{type}\",\"shape\":[{string.Join(',', shape)}],\"data_offsets\":[{start},{end}]}}");
        }

        byte[] text = Encoding.UTF8.GetBytes(header.Append('}').ToString()), length = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(length, text.Length);
        return [.. length, .. text, .. Values(end)];
    }

    // Numbers near 1, whatever they are read as.
    private static byte[] Values(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)(i % 2 == 0 ? i * 37 : 0x3D))];
}
