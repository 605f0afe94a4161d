using Google.Protobuf;

using Weft.Data;
using Weft.Formats;
using Weft.Onnx.Proto;
using Weft.Onnx.Quantizing;
using Weft.Onnx.Reading;
using Weft.Onnx.Writing;

namespace Weft.Onnx;

/// <summary>Image classifiers in ONNX' files, and the way from there to a model of Weft's.</summary>
/// <remarks>
/// <code>
/// Model model = OnnxModel.Load("resnet18.onnx");
/// model.Save("resnet18.keras");
/// </code>
/// What is read is an ordinary <see cref="Model"/>: it predicts, trains on and is saved. Images that the file takes as
/// <c>[batch, channels, height, width]</c> are computed with channels last; arrays given to the model keep the file's layout
/// (<see cref="ModelMetadata.ChannelsFirst"/>).
/// </remarks>
public static class OnnxModel
{
    /// <summary>The newest version of ONNX' operators that is read.</summary>
    internal const int NewestOpset = 28;

    /// <summary>The versions that are written.</summary>
    internal const int OldestWrittenOpset = 17;

    internal const int NewestWrittenOpset = 21;

    /// <summary>Reads a model from an ONNX file.</summary>
    /// <param name="path">The file; numbers that it keeps in other files are read from its folder alone.</param>
    /// <param name="options">What the file leaves open; null for nothing.</param>
    /// <exception cref="ModelFileException">The file is damaged, or holds an operator that Weft does not have; the message names
    /// it.</exception>
    public static Model Load(string path, OnnxReadOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16);
            return Load(stream, Path.GetDirectoryName(Path.GetFullPath(path)), options);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new ModelFileException($"{path}: {error.Message}", error);
        }
        catch (ModelFileException error)
        {
            throw new ModelFileException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>Reads a model from the content of an ONNX file that keeps all of its numbers inside.</summary>
    /// <param name="stream">The whole content; it stays open.</param>
    /// <param name="options">What the file leaves open; null for nothing.</param>
    /// <exception cref="ModelFileException">The content is damaged, or holds an operator that Weft does not have; the message names
    /// it.</exception>
    public static Model Load(Stream stream, OnnxReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return Load(stream, null, options);
    }

    /// <summary>Whether a file's content looks like ONNX: the fields of its outermost message, without reading the network.</summary>
    /// <param name="stream">The content, in a stream that can seek; its position is put back.</param>
    public static bool IsOnnx(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return OnnxSignature.IsThere(stream);
    }

    /// <summary>Whether a file's content looks like ONNX. One that is missing or cannot be opened does not: whoever reads it says so.</summary>
    /// <param name="path">The file.</param>
    public static bool IsOnnx(string path)
    {
        if (!File.Exists(path))
        {
            return false;
        }

        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            return IsOnnx(stream);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>Writes a model as an ONNX file, atomically; its batch is of any size.</summary>
    /// <param name="model">The model; what acts in training alone is left out, and batch normalisations go into the convolutions before
    /// them.</param>
    /// <param name="path">Where to; an existing file is replaced only once the new one is complete.</param>
    /// <param name="options">How it is written; null for the defaults.</param>
    /// <exception cref="ModelFileException">The file cannot be written, or the model has a layer that ONNX has no operators
    /// for.</exception>
    public static void Save(Model model, string path, OnnxWriteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentException.ThrowIfNullOrEmpty(path);
        Write(new ModelExport(model, options ?? new OnnxWriteOptions()).Run(), path);
    }

    /// <summary>
    /// Writes a model in 8 bits, atomically: pairs of QuantizeLinear and DequantizeLinear, weights by channel, values by the ranges that
    /// some
    /// data shows.
    /// </summary>
    /// <param name="model">The model, of one input.</param>
    /// <param name="path">Where to.</param>
    /// <param name="data">Samples as the model will meet them; their labels are not needed.</param>
    /// <param name="quantization">How many samples are looked at, and how many bits weights have; null for the defaults.</param>
    /// <param name="options">How the file is written; null for the defaults.</param>
    /// <returns>The model as the file has it, its values rounded: to measure what that costs. It is not for training.</returns>
    /// <exception cref="ModelFileException">The file cannot be written, or the model has a layer that ONNX has no operators
    /// for.</exception>
    public static Model SaveInt8(Model model, string path, Dataset data, OnnxQuantization? quantization = null,
        OnnxWriteOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentException.ThrowIfNullOrEmpty(path);
        float scale = options?.FromBytes == true ? 1 : model.PixelScale;
        ModelProto file = new ModelExport(model, options ?? new OnnxWriteOptions()).Run();
        new Quantizer(file, quantization ?? new OnnxQuantization()).Run(data, scale);
        Write(file, path);
        Model rounded = new ModelImport(file, null, new OnnxReadOptions { RoundsValues = true }).Run();
        rounded.Metadata = rounded.Metadata with { PixelScale = scale };
        return rounded;
    }

    private static void Write(ModelProto file, string path)
    {
        if (file.CalculateSize() < 0)
        {
            throw new ModelFileException($"{path}: expected a model of less than 2 GB, which is what one file of ONNX can hold, got a "
                + $"larger one.");
        }

        AtomicFile.Write(path, file.WriteTo);
    }

    private static Model Load(Stream stream, string? folder, OnnxReadOptions? options)
    {
        ModelProto model;
        try
        {
            model = ModelProto.Parser.ParseFrom(stream);
        }
        catch (InvalidProtocolBufferException error)
        {
            throw new ModelFileException($"expected an ONNX model, got a file that is damaged, cut short or something else: "
                + $"{error.Message}", error);
        }

        if (model.Graph is null)
        {
            throw new ModelFileException("expected an ONNX model, got a file without a graph: it is empty, damaged or something else.");
        }

        return new ModelImport(model, folder, options ?? new OnnxReadOptions()).Run();
    }
}
