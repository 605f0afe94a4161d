using System.Runtime.InteropServices;
using System.Text.Json.Nodes;

namespace Weft.Formats;

/// <summary>The weights of a TensorFlow.js model: named in the manifest of its model.json, their values back to back in shards.</summary>
/// <remarks>
/// Values may be quantised: <c>uint8</c> and <c>uint16</c> with <c>value = q scale + min</c>, or <c>float16</c>. A shard may end anywhere,
/// within a value too.
/// </remarks>
internal sealed class ManifestReader : StoredWeights
{
    private readonly List<Entry> _entries = [];
    private readonly NamedWeights _names;

    /// <param name="manifest">The member weightsManifest.</param>
    /// <param name="folder">Where the shards lie.</param>
    /// <exception cref="ModelFileException">It is no manifest, or its files are missing, of other sizes, or out of the folder.</exception>
    public ManifestReader(JsonNode? manifest, string folder)
    {
        if (manifest is not JsonArray groups)
        {
            throw new ModelFileException("model.json: expected a weightsManifest, got none. Save the model with its weights.");
        }

        foreach (JsonNode? group in groups)
        {
            Add(group, folder);
        }

        _names = new NamedWeights(_entries.Select(entry => entry.Name));
    }

    /// <inheritdoc/>
    public override IReadOnlyDictionary<BuiltLayer, Tensor[]> Read(IReadOnlyList<WantedWeights> wanted) =>
        wanted.ToDictionary(one => one.Layer, Weights);

    private Tensor[] Weights(WantedWeights one)
    {
        int[] places = _names.Find(one) ?? throw new ModelFileException($"{one.Layer}: expected its weights ({one.Listing}) in the "
            + "manifest, each "
            + "named once, got not all of them. The converter loses weights of layers whose names begin with another's and a slash; rename "
            + "them in Keras and convert again.");
        return one.Specs.Select((spec, i) => Value(_entries[places[i]], spec.Shape, one.Layer)).ToArray();
    }

    private void Add(JsonNode? group, string folder)
    {
        if (KerasObject.Member(group, "paths") is not JsonArray paths || KerasObject.Member(group, "weights") is not JsonArray weights)
        {
            throw new ModelFileException("model.json: expected groups of paths and weights in weightsManifest, got something else.");
        }

        ShardBytes bytes = new(folder, paths.Select(path => KerasObject.Text(path)
            ?? throw new ModelFileException("model.json: expected paths in weightsManifest to be texts, got something else.")));
        long offset = 0;
        foreach (JsonNode? weight in weights)
        {
            Entry entry = Read(weight, bytes, offset);
            offset += entry.Length;

            // What an optimizer counted is no weight of the model.
            if (KerasObject.Text(KerasObject.Member(weight, "group")) != "optimizer")
            {
                _entries.Add(entry);
            }
        }

        if (offset != bytes.Length)
        {
            throw new ModelFileException($"model.json: expected files of {offset} bytes for a group of weights, got {bytes.Length}. Get "
                + "a fresh copy.");
        }
    }

    private static Entry Read(JsonNode? weight, ShardBytes bytes, long offset)
    {
        string name = KerasObject.Text(KerasObject.Member(weight, "name"))
            ?? throw new ModelFileException("model.json: expected weights with names in weightsManifest, got one without.");
        int[] extents = [.. (KerasObject.Member(weight, "shape") as JsonArray ?? throw Odd("a shape")).Select(extent =>
            KerasConfig.AsInteger(extent) is >= 0 and int size ? size : throw Odd("a shape of whole numbers"))];
        JsonNode? quantization = KerasObject.Member(weight, "quantization");
        string type = KerasObject.Text(KerasObject.Member(quantization, "dtype"))
            ?? KerasObject.Text(KerasObject.Member(weight, "dtype")) ?? "";
        int width = (type, quantization is not null) switch
        {
            ("float32" or "int32", false) => 4,
            ("float16", true) or ("uint16", true) => 2,
            ("uint8", _) or ("bool", false) => 1,
            _ => throw Odd("values of float32, int32, uint8, or quantised to uint8, uint16 or float16"),
        };
        decimal length = extents.Aggregate((decimal)width, (product, extent) => product * extent);
        double scale = KerasConfig.AsNumber(KerasObject.Member(quantization, "scale")) ?? 1;
        double min = KerasConfig.AsNumber(KerasObject.Member(quantization, "min")) ?? 0;
        return length <= bytes.Length - offset
            ? new Entry(name, new Shape(extents), type, (long)length, bytes, offset, scale, min)
            : throw new ModelFileException($"model.json: expected {length} bytes for '{name}' at {offset}, got files of {bytes.Length}. "
                + "Get a fresh copy.");

        ModelFileException Odd(string expected) => new($"model.json: expected '{name}' in weightsManifest to have {expected}, got "
            + $"{weight?.ToJsonString()}.");
    }

    private static Tensor Value(Entry entry, Shape shape, BuiltLayer layer)
    {
        if (entry.Shape != shape)
        {
            throw new ModelFileException($"{layer}: expected '{entry.Name}' to have shape {shape}, got {entry.Shape}. {Apart}");
        }

        byte[] raw = new byte[entry.Length];
        entry.Bytes.Read(entry.Offset, raw);
        return new Tensor(shape, entry.Type switch
        {
            "float32" => MemoryMarshal.Cast<byte, float>(raw).ToArray(),
            "int32" => Array.ConvertAll(MemoryMarshal.Cast<byte, int>(raw).ToArray(), value => (float)value),
            "float16" => Array.ConvertAll(MemoryMarshal.Cast<byte, Half>(raw).ToArray(), value => (float)value),
            "uint16" => Array.ConvertAll(MemoryMarshal.Cast<byte, ushort>(raw).ToArray(), q => (float)(q * entry.Scale + entry.Min)),
            _ => Array.ConvertAll(raw, q => (float)(q * entry.Scale + entry.Min)),
        });
    }

    private sealed record Entry(
        string Name, Shape Shape, string Type, long Length, ShardBytes Bytes, long Offset, double Scale, double Min);
}
