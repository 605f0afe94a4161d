using System.Numerics.Tensors;

using Weft.Kernels;

namespace Weft.Engine;

/// <summary>An activation function applied value by value.</summary>
internal sealed class ActivationStep(Activation function, Value input, Value output) : Step(input, output)
{
    public override void Forward(Pass pass) => ActivationKernels.Forward(function, pass.Data(Input), pass.Data(Output));

    public override void Backward(Pass pass)
    {
        if (Input.HasGradient)
        {
            ActivationKernels.Backward(function, pass.Data(Input), pass.Data(Output), pass.Gradient(Output), pass.Gradient(Input));
        }
    }
}

/// <summary>Scale and offset.</summary>
internal sealed class RescalingStep(RescalingConstants constants, Value input, Value output) : Step(input, output)
{
    public override void Forward(Pass pass) => constants.Apply(pass.Data(Input), pass.Data(Output));

    public override void Backward(Pass pass)
    {
        if (Input.HasGradient)
        {
            constants.ApplyGradient(pass.Gradient(Output), pass.Gradient(Input));
        }
    }
}

/// <summary>Inverted dropout; the mask is drawn per sample from (seed, layer, step, sample), so it does not depend on who computes it.</summary>
internal sealed class DropoutStep(double rate, ulong key, Value input, Value output, Slab mask) : Step(input, output)
{
    private readonly float _scale = rate < 1 ? (float)(1 / (1 - rate)) : 0;
    private readonly uint _threshold = (uint)Math.Round(rate * uint.MaxValue);

    public override void Forward(Pass pass)
    {
        if (!pass.Training)
        {
            pass.Data(Input).CopyTo(pass.Data(Output));
            return;
        }

        Span<float> kept = Mask(pass);
        for (int i = 0; i < pass.Count; i++)
        {
            Generator random = new(key, (ulong)RandomPurpose.Dropout, pass.Batch!.Step, (ulong)(pass.First + i));
            Draw(ref random, kept.Slice(i * Input.Size, Input.Size));
        }

        TensorPrimitives.Multiply(pass.Data(Input), kept, pass.Data(Output));
    }

    public override void Backward(Pass pass)
    {
        if (Input.HasGradient)
        {
            TensorPrimitives.Multiply(pass.Gradient(Output), Mask(pass), pass.Gradient(Input));
        }
    }

    private Span<float> Mask(Pass pass) => pass.Work[mask][..(pass.Count * Input.Size)];

    // Without a branch: which way it goes is a surprise every time.
    private void Draw(ref Generator random, Span<float> kept)
    {
        int i = 0;
        for (; i + 2 <= kept.Length; i += 2)
        {
            ulong bits = random.NextUInt64();
            kept[i] = Scaled((uint)bits);
            kept[i + 1] = Scaled((uint)(bits >> 32));
        }

        if (i < kept.Length)
        {
            kept[i] = Scaled((uint)random.NextUInt64());
        }
    }

    // The scale where the bits reach the threshold, zero where they do not.
    private float Scaled(uint bits)
    {
        int below = (int)(((long)bits - _threshold) >> 63);
        return BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(_scale) & ~below);
    }
}
