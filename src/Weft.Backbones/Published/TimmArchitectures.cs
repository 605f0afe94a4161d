using System.Text.RegularExpressions;

namespace Weft.Backbones.Published;

/// <summary>The architectures of timm's that Weft makes of their arrays, by timm's names.</summary>
/// <remarks>Arrays do not tell all: those of <c>resnetblur50</c> are those of <c>resnet50</c>. So the name decides.</remarks>
internal static partial class TimmArchitectures
{
    /// <summary>What they are, for people.</summary>
    public const string Listed = "resnet10t to resnet200d (with c, d, s and t), wide_resnet50_2, wide_resnet101_2, resnext50_32x4d, resnext50d_32x4d and "
        + "resnext101 of any groups; mobilenetv2_035 to 140 (110d, 120d); mobilenetv3_small and mobilenetv3_large, with tf_ too; efficientnet_b0 to b8 and "
        + "l2, efficientnet_lite0 to lite4, efficientnetv2_s, m, l, xl and rw_t, rw_s, rw_m, tf_efficientnetv2_b0 to b3, with tf_ too; densenet121, 161, "
        + "169 and 201; vgg11 to vgg19, with _bn too; convnext_tiny, small, base, large and xlarge; regnetx and regnety, with _tv too";

    /// <summary>Refuses a name of others.</summary>
    /// <exception cref="ModelFileException">Weft does not have the network.</exception>
    public static void Require(string architecture)
    {
        if (!Ours().IsMatch(architecture))
        {
            throw new ModelFileException($"expected an architecture that Weft has ({Listed}), got '{architecture}'. Export the network as ONNX, and "
                + "name the file.");
        }
    }

    [GeneratedRegex("""
        ^(
          resnet(10|14|18|26|34|50|101|152|200)[cdst]? | wide_resnet(50|101)_2 | resnext(50|101)d?_\d+x\d+d | test_resnet
        | mobilenetv2_\d+d? | (tf_)?mobilenetv3_(small|large)_\d+d?
        | (tf_)?efficientnet_(b[0-8]|l2|lite[0-4]) | (tf_)?efficientnetv2_(s|m|l|xl|b[0-3]) | efficientnetv2_rw_[tsm] | test_efficientnet
        | densenet(121|161|169|201) | vgg(11|13|16|19)(_bn)?
        | convnext_(tiny|small|base|large|xlarge) | test_convnext
        | regnet[xy]_\d+(_tv)?
        )$
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Ours();
}
