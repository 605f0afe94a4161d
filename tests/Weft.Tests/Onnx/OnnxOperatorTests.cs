using System.IO.Compression;

using Weft.Onnx;
using Weft.Tests.Keras;

namespace Weft.Tests.Onnx;

/// <summary>Every operator in every version and form, with ONNX Runtime's answers: right, or refused by name; none is wrong.</summary>
public sealed class OnnxOperatorTests
{
    // What is refused, and why. A form has the same fate in all versions of its operator.
    private static readonly Dictionary<string, string[]> s_refused = new()
    {
        ["samples are mixed, or the batch is no axis of its own"] =
        [
            "Add_both_spread", "Div_both_spread", "Expand_channels", "Expand_ones_keep", "Flatten_axis0", "Flatten_axis2",
            "Flatten_minus1", "Gather_2d_indices", "Gemm_C_column", "Gemm_transA", "MatMul_1d_right",
            "MeanVarianceNormalization_default_axes", "Mul_both_spread", "ReduceL2_all", "ReduceL2_no_axes", "ReduceMax_all",
            "ReduceMax_no_axes", "ReduceMean_all", "ReduceMean_no_axes", "ReduceMin_all", "ReduceMin_no_axes", "ReduceSum_all",
            "ReduceSum_no_axes", "Resize_linear_sizes_align_corners", "Resize_linear_sizes_asymmetric",
            "Resize_linear_sizes_half_pixel", "Resize_linear_sizes_pytorch_half_pixel", "Resize_sizes_one",
            "Slice_attributes_no_axes", "Sub_both_spread", "Tile_plain", "Transpose_default_reverses", "Unsqueeze_input",
        ],
        ["inputs, or outputs, of whole numbers or truths"] =
        [
            "ArgMax_axis1", "ArgMax_channels", "ArgMax_default", "ArgMax_last_index", "Cast_bool_to_float",
            "Cast_int64_to_float", "Cast_to_bool", "Cast_to_int32", "Cast_to_int64", "ConstantOfShape_int_value",
            "ConstantOfShape_value", "ConstantOfShape_zeros", "Div_int64_negative", "Equal_scalar", "GreaterOrEqual_scalar",
            "Greater_scalar", "Hardmax_defaults", "Less_scalar", "Shape_plain", "Shape_start", "Shape_start_end",
            "TopK_attribute", "TopK_channels", "TopK_input", "TopK_smallest", "Where_spread",
        ],
        ["no input that a sample decides"] =
        [
            "Constant_value", "Constant_value_float", "Constant_value_floats", "Constant_value_int", "Constant_value_ints",
            "DequantizeLinear_weights_axis0",
        ],
        ["8 or 16 bits"] =
        [
            "Cast_to_float16", "DequantizeLinear_blocked", "DequantizeLinear_int32_bias", "DequantizeLinear_int8_no_zero_point",
            "DequantizeLinear_per_channel", "DequantizeLinear_uint8", "QuantizeLinear_int16", "QuantizeLinear_int8",
            "QuantizeLinear_no_zero_point", "QuantizeLinear_output_dtype", "QuantizeLinear_per_channel",
            "QuantizeLinear_per_last_axis", "QuantizeLinear_uint8",
        ],
        ["one axis alone, or an axis without places"] =
        [
            "Reshape_allowzero", "Round_halves",
        ],
        ["outputs beside the first"] =
        [
            "BatchNormalization_training", "Dropout_not_training", "LayerNormalization_three_outputs", "MaxPool_indices",
        ],
        ["a layer that Weft does not have"] =
        [
            "Concat_channels", "Conv_rank5", "Conv_weights_as_input", "Erf_plain", "GlobalLpPool_p2", "LRN_size4_defaults",
            "LpNormalization_p1", "LpPool_p1", "LpPool_p2", "LpPool_p3", "LpPool_pads", "MatMul_4d_broadcast", "Pow_channel",
            "Resize_keep_not_larger", "Resize_keep_not_smaller", "Resize_linear_antialias", "Resize_tf_crop_and_resize",
        ],
    };

    private static readonly string? s_zip = KerasFiles.Find("onnx") is { } folder ? Path.Combine(folder, "operators.zip") : null;

    public static IEnumerable<TheoryDataRow<string>> Operators
    {
        get
        {
            using ZipArchive? zip = s_zip is null ? null : ZipFile.OpenRead(s_zip);
            string[] names = [.. zip?.Entries.Select(entry => entry.FullName.Split('_')[0]).Distinct() ?? []];
            return KerasFiles.Rows("onnx", names);
        }
    }

    [Theory]
    [MemberData(nameof(Operators))]
    public void Load_EveryForm_IsRightOrRefused(string op)
    {
        using ZipArchive zip = ZipFile.OpenRead(s_zip!);
        HashSet<string> known = [.. s_refused.Values.SelectMany(names => names)];
        foreach (ZipArchiveEntry entry in zip.Entries.Where(entry => entry.FullName.StartsWith($"{op}_", StringComparison.Ordinal)
            && entry.FullName.EndsWith(".onnx", StringComparison.Ordinal)))
        {
            string name = entry.FullName[..^".onnx".Length], form = name[..name.LastIndexOf("_op", StringComparison.Ordinal)];
            using MemoryStream file = Content(entry), arrays = Content(zip.GetEntry($"{name}.npz")!);
            if (known.Contains(form))
            {
                ModelFileException error = Assert.Throws<ModelFileException>(() =>
                    OnnxModel.Load(file, new OnnxReadOptions { SeveralInputs = true }));
                Assert.Matches($"^({op} \\(node |input |output |expected (a graph|inputs) )", error.Message);
                continue;
            }

            Model model = OnnxModel.Load(file, new OnnxReadOptions { SeveralInputs = true });
            Assert.True(OnnxFiles.Difference(model, OnnxFiles.Arrays(arrays)) <= 1e-4,
                $"{name}: wrong by {OnnxFiles.Difference(model, OnnxFiles.Arrays(arrays))}");
        }
    }

    private static MemoryStream Content(ZipArchiveEntry entry)
    {
        MemoryStream bytes = new();
        using Stream stream = entry.Open();
        stream.CopyTo(bytes);
        bytes.Position = 0;
        return bytes;
    }
}
