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
    private readonly bool _isCopied;
    private readonly int[] _taps;
    private readonly int[] _corners;
    private readonly Slab _padded;
    private readonly Mirror? _mirror;

    public DepthwiseStep(DepthwiseConv2D layer, Shape inputShape, ConvStep.Parameters parameters, Value input, Value output, bool relu, PlanMemory memory)
        : base(input, output)
    {
        (_parameters, _relu, _multiplier) = (parameters, relu, layer.DepthMultiplier);
        _geometry = new ConvGeometry(layer.Windows(inputShape), inputShape);
        _channels = _geometry.Filters;
        _isCopied = _geometry.IsPadded || _multiplier > 1;
        _taps = Taps(_geometry.PaddedWidth);
        _corners = [.. _geometry.Corners(1).Select(corner => corner * _multiplier)];
        memory.Arena.BeginStep();
        _padded = _isCopied ? memory.Arena.Scratch(_geometry.PaddedSize * _multiplier) : default;
        _mirror = input.HasGradient && _multiplier == 1 && _geometry.Strides == 1 ? new Mirror(this, memory) : null;
    }

    public override double Work => (double)Output.Size * _taps.Length;

    public override void Forward(Pass pass)
    {
        (int begin, int end) = pass.Part.Of(_corners.Length);
        for (int sample = 0; sample < pass.Count; sample++)
        {
            DepthwiseKernels.Forward(
                Image(pass, sample), _corners.AsSpan(begin..end), _taps, _parameters.Kernel.Values, _parameters.Bias is { } bias ? bias.Span : [], _relu, _channels,
                Of(pass.Data(Output), Output, sample)[(begin * _channels)..]);
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

            for (int sample = 0; sample < pass.Count; sample++)
            {
                DepthwiseKernels.KernelGradient(Image(pass, sample), _corners, _taps, Of(gradient, Output, sample), _channels, sum);
            }
        }

        for (int sample = 0; Input.HasGradient && sample < pass.Count; sample++)
        {
            Span<float> target = Of(pass.Gradient(Input), Input, sample);
            if (_mirror is not null)
            {
                _mirror.InputGradient(pass, Of(gradient, Output, sample), target);
            }
            else
            {
                AddInputGradient(pass, Of(gradient, Output, sample), target);
            }
        }
    }

    private static Span<float> Of(Span<float> values, Value value, int sample) => values.Slice(sample * value.Size, value.Size);

    // Where a kernel's taps lie in rows of so many windows.
    private int[] Taps(int width) =>
    [
        .. from y in Enumerable.Range(0, _geometry.Kernel.Height)
           from x in Enumerable.Range(0, _geometry.Kernel.Width)
           select ((y * _geometry.Dilation.Height * width) + (x * _geometry.Dilation.Width)) * _channels,
    ];

    // A sample as the windows see it.
    private ReadOnlySpan<float> Image(Pass pass, int sample)
    {
        Span<float> image = Of(pass.Data(Input), Input, sample);
        if (!_isCopied)
        {
            return image;
        }

        Span<float> padded = pass.Work[_padded];
        padded.Clear();
        Spread(image, padded);
        return padded;
    }

    // Every window adds to what it has seen.
    private void AddInputGradient(Pass pass, ReadOnlySpan<float> gradient, Span<float> image)
    {
        Span<float> target = _isCopied ? pass.Work[_padded] : image;
        target.Clear();
        DepthwiseKernels.InputGradient(gradient, _corners, _taps, _parameters.Kernel.Values, _channels, target);
        if (_isCopied)
        {
            Gather(target, image);
        }
    }

    /// <summary>The input's gradient at stride 1: a depthwise convolution of the output's gradient by the kernel turned round, every value of which is stored once.</summary>
    private sealed class Mirror
    {
        private readonly DepthwiseStep _step;
        private readonly Slab _padded;
        private readonly int _begin;
        private readonly int _pitch;
        private readonly int[] _taps;
        private readonly int[] _corners;

        public Mirror(DepthwiseStep step, PlanMemory memory)
        {
            _step = step;
            ConvGeometry geometry = step._geometry;
            int down = (geometry.Kernel.Height - 1) * geometry.Dilation.Height, across = (geometry.Kernel.Width - 1) * geometry.Dilation.Width;
            int width = geometry.Width + across;
            _pitch = width * step._channels;
            _begin = ((down - geometry.Top) * _pitch) + ((across - geometry.Left) * step._channels);
            _taps = [.. step.Taps(width).Reverse()];
            _corners = [.. from y in Enumerable.Range(0, geometry.Height) from x in Enumerable.Range(0, geometry.Width) select (y * _pitch) + (x * step._channels)];
            _padded = memory.Arena.Scratch((geometry.Height + down) * _pitch);
        }

        public void InputGradient(Pass pass, ReadOnlySpan<float> gradient, Span<float> image)
        {
            Span<float> padded = pass.Work[_padded];
            padded.Clear();
            int row = _step._geometry.OutputWidth * _step._channels;
            for (int y = 0; y < _step._geometry.OutputHeight; y++)
            {
                gradient.Slice(y * row, row).CopyTo(padded[(_begin + (y * _pitch))..]);
            }

            DepthwiseKernels.Forward(padded, _corners, _taps, _step._parameters.Kernel.Values, [], relu: false, _step._channels, image);
        }
    }

    private void Spread(ReadOnlySpan<float> image, Span<float> padded)
    {
        if (_multiplier == 1)
        {
            _geometry.Pad(image, padded);
            return;
        }

        int row = _geometry.Width * _geometry.Channels;
        for (int at = 0; at < image.Length; at += row)
        {
            Span<float> target = padded[PaddedRow(at / row)..];
            for (int i = 0; i < row; i++)
            {
                target.Slice(i * _multiplier, _multiplier).Fill(image[at + i]);
            }
        }
    }

    private void Gather(ReadOnlySpan<float> padded, Span<float> image)
    {
        if (_multiplier == 1)
        {
            _geometry.Crop(padded, image);
            return;
        }

        int row = _geometry.Width * _geometry.Channels;
        for (int at = 0; at < image.Length; at += row)
        {
            ReadOnlySpan<float> source = padded[PaddedRow(at / row)..];
            for (int i = 0; i < row; i++)
            {
                float sum = 0;
                foreach (float value in source.Slice(i * _multiplier, _multiplier))
                {
                    sum += value;
                }

                image[at + i] = sum;
            }
        }
    }

    private int PaddedRow(int row) => (((row + _geometry.Top) * _geometry.PaddedWidth) + _geometry.Left) * _channels;
}
