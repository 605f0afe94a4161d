using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Weft.Tests.Onnx;

/// <summary>What ONNX Runtime makes of a file.</summary>
internal static class OrtRun
{
    /// <summary>The file's outputs for arrays in its own layout.</summary>
    public static IReadOnlyList<Tensor> Of(string path, params IReadOnlyList<Tensor> inputs)
    {
        using SessionOptions options = new()
        {
            IntraOpNumThreads = 1,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR
        };
        using InferenceSession session = new(path, options);
        List<NamedOnnxValue> values = [.. session.InputNames.Zip(inputs, (name, x) =>
            NamedOnnxValue.CreateFromTensor(name, new DenseTensor<float>(x.Span.ToArray(), [.. x.Shape])))];
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results = session.Run(values);
        return [.. results.Select(result => result.AsTensor<float>()).Select(y => new Tensor(new Shape(y.Dimensions), y.ToArray()))];
    }

    /// <summary>The same for bytes.</summary>
    public static Tensor OfBytes(string path, Shape shape, byte[] pixels)
    {
        using InferenceSession session = new(path);
        using IDisposableReadOnlyCollection<DisposableNamedOnnxValue> results =
            session.Run([NamedOnnxValue.CreateFromTensor(session.InputNames[0], new DenseTensor<byte>(pixels, [.. shape]))]);
        return results.Select(result => result.AsTensor<float>()).Select(y => new Tensor(new Shape(y.Dimensions), y.ToArray())).Single();
    }
}
