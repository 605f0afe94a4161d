using System.Numerics.Tensors;

using Weft.Kernels;
using Weft.Layers;

namespace Weft.Engine;

/// <summary>Depthwise convolution with its bias and ReLU.</summary>
/// <remarks>With a depth multiplier m every channel is copied m times while the image is padded, and m gradients are added on the way back: in between there is one window per channel.</remarks>
internal sealed class DepthwiseStep : Step
{
    private readonly ConvGeometry _geometry;
    private readonly ConvStep.Parameters _parameters;
    private readonly bool _relu;
    private readonly int _multiplier;
    private readonly int _channels;
    private readonly int _paddedSize;
    private readonly bool _isCopied;
    private readonly int[] _taps;
    private readonly int[] _corners;
    private readonly Slab _padded;
    private readonly Slab _paddedGradient;

    public DepthwiseStep(DepthwiseConv2D layer, Shape inputShape, ConvStep.Parameters parameters, Value input, Value output, bool relu, PlanMemory memory)
        : base(input, output)
    {
        (_parameters, _relu, _multiplier) = (parameters, relu, layer.DepthMultiplier);
        _geometry = new ConvGeometry(layer.Windows(inputShape), inputShape);
        _channels = _geometry.Filters;
        _paddedSize = _geometry.PaddedSize * _multiplier;
        _isCopied = _geometry.IsPadded || _multiplier > 1;
        _taps =
        [
            .. from y in Enumerable.Range(0, layer.KernelSize.Height)
               from x in Enumerable.Range(0, layer.KernelSize.Width)
               select ((y * layer.DilationRate.Height * _geometry.PaddedWidth) + (x * layer.DilationRate.Width)) * _channels,
        ];
        _corners = [.. _geometry.Corners(memory.Group).Select(corner => corner * _multiplier)];
        _padded = _isCopied ? memory.Arena.Floats(memory.Group * _paddedSize) : default;
        _paddedGradient = _isCopied && input.HasGradient ? memory.Arena.Floats(memory.Group * _paddedSize) : default;
    }

    public override double Work => (double)Output.Size * _taps.Length;

    public override void Forward(Pass pass)
    {
        if (_isCopied)
        {
            Spread(pass.Data(Input), pass.Work[_padded]);
        }

        (int begin, int end) = pass.Part.Of(pass.Data(Output).Length / _channels);
        Span<float> output = pass.Data(Output)[(begin * _channels)..(end * _channels)];
        for (int at = 0; at < output.Length; at += _channels)
        {
            Span<float> row = output.Slice(at, _channels);
            if (_parameters.Bias is { } bias)
            {
                bias.Span.CopyTo(row);
            }
            else
            {
                row.Clear();
            }
        }

        DepthwiseKernels.Forward(Image(pass), Corners(pass)[begin..end], _taps, _parameters.Kernel.Values, _channels, output);
        if (_relu)
        {
            TensorPrimitives.Max(output, 0, output);
        }
    }

    public override void Backward(Pass pass)
    {
        Span<float> gradient = pass.Gradient(Output);
        if (_relu)
        {
            Elementwise.MaskPositive(pass.Data(Output), gradient);
        }

        if (_parameters.BiasGradient is { } bias)
        {
            Elementwise.SumRows(gradient, pass.Gradient(bias), pass.Accumulate);
        }

        if (_parameters.KernelGradient is { } kernel)
        {
            Span<float> sum = pass.Gradient(kernel);
            if (!pass.Accumulate)
            {
                sum.Clear();
            }

            DepthwiseKernels.KernelGradient(Image(pass), Corners(pass), _taps, gradient, _channels, sum);
        }

        if (Input.HasGradient)
        {
            Span<float> target = _isCopied ? pass.Work[_paddedGradient][..(pass.Count * _paddedSize)] : pass.Gradient(Input);
            target.Clear();
            DepthwiseKernels.InputGradient(gradient, Corners(pass), _taps, _parameters.Kernel.Values, _channels, target);
            if (_isCopied)
            {
                Gather(target, pass.Gradient(Input));
            }
        }
    }

    private ReadOnlySpan<int> Corners(Pass pass) => _corners.AsSpan(0, pass.Count * (Output.Size / _channels));

    private ReadOnlySpan<float> Image(Pass pass) => _isCopied ? pass.Work[_padded] : pass.Data(Input);

    private void Spread(ReadOnlySpan<float> images, Span<float> padded)
    {
        if (_multiplier == 1)
        {
            _geometry.Pad(images, padded);
            return;
        }

        int row = _geometry.Width * _geometry.Channels;
        for (int at = 0; at < images.Length; at += row)
        {
            Span<float> target = padded[PaddedRow(at / row)..];
            for (int i = 0; i < row; i++)
            {
                target.Slice(i * _multiplier, _multiplier).Fill(images[at + i]);
            }
        }
    }

    private void Gather(ReadOnlySpan<float> padded, Span<float> images)
    {
        if (_multiplier == 1)
        {
            _geometry.Crop(padded, images);
            return;
        }

        int row = _geometry.Width * _geometry.Channels;
        for (int at = 0; at < images.Length; at += row)
        {
            ReadOnlySpan<float> source = padded[PaddedRow(at / row)..];
            for (int i = 0; i < row; i++)
            {
                float sum = 0;
                foreach (float value in source.Slice(i * _multiplier, _multiplier))
                {
                    sum += value;
                }

                images[at + i] = sum;
            }
        }
    }

    private int PaddedRow(int row)
    {
        (int sample, int y) = Math.DivRem(row, _geometry.Height);
        return (sample * _paddedSize) + ((((y + _geometry.Top) * _geometry.PaddedWidth) + _geometry.Left) * _channels);
    }
}
