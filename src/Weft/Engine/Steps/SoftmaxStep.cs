using Weft.Kernels;

namespace Weft.Engine;

/// <summary>Softmax, its logarithm or sparsemax, row by row.</summary>
internal sealed class SoftmaxStep : Step
{
    private readonly ActivationKind _kind;
    private readonly AxisRows _rows;
    private readonly Slab _memory;

    public SoftmaxStep(ActivationKind kind, AxisRows rows, Value input, Value output, ArenaLayout arena)
        : base(input, output)
    {
        (_kind, _rows) = (kind, rows);
        int own = kind switch
        {
            ActivationKind.Softmax => 0,
            ActivationKind.LogSoftmax => rows.Length,
            _ => SparsemaxKernels.Memory(rows.Length),
        };
        arena.BeginStep();
        _memory = own + rows.Memory == 0 ? default : arena.Scratch(own + (2 * rows.Memory));
    }

    /// <summary>Whether a function is one of these.</summary>
    public static bool Takes(ActivationKind kind) => kind is ActivationKind.Softmax or ActivationKind.LogSoftmax or ActivationKind.Sparsemax;

    public override void Forward(Pass pass)
    {
        Span<float> memory = Memory(pass, out Span<float> own);
        for (int at = 0; at < pass.Count * Input.Size; at += Input.Size)
        {
            ReadOnlySpan<float> sample = pass.Data(Input).Slice(at, Input.Size);
            Span<float> result = pass.Data(Output).Slice(at, Input.Size);
            for (int row = 0; row < _rows.Count; row++)
            {
                ReadOnlySpan<float> x = _rows.Take(sample, row, memory);
                Span<float> y = _rows.Target(result, row, memory);
                switch (_kind)
                {
                    case ActivationKind.Softmax:
                        SoftmaxKernels.Forward(x, y);
                        break;
                    case ActivationKind.LogSoftmax:
                        SoftmaxKernels.LogForward(x, y, own);
                        break;
                    default:
                        SparsemaxKernels.Forward(x, y, own);
                        break;
                }

                _rows.Put(y, result, row);
            }
        }
    }

    public override void Backward(Pass pass)
    {
        if (!Input.HasGradient)
        {
            return;
        }

        int length = _rows.Memory;
        Span<float> memory = Memory(pass, out Span<float> own);
        for (int at = 0; at < pass.Count * Input.Size; at += Input.Size)
        {
            Span<float> target = pass.Gradient(Input).Slice(at, Input.Size);
            for (int row = 0; row < _rows.Count; row++)
            {
                ReadOnlySpan<float> y = _rows.Take(pass.Data(Output).Slice(at, Input.Size), row, memory);
                ReadOnlySpan<float> dy = _rows.Take(pass.Gradient(Output).Slice(at, Input.Size), row, memory[length..]);
                Span<float> dx = _rows.Target(target, row, memory[length..]);
                switch (_kind)
                {
                    case ActivationKind.Softmax:
                        SoftmaxKernels.Backward(y, dy, dx);
                        break;
                    case ActivationKind.LogSoftmax:
                        SoftmaxKernels.LogBackward(y, dy, dx, own);
                        break;
                    default:
                        SparsemaxKernels.Backward(_rows.Take(pass.Data(Input).Slice(at, Input.Size), row, memory), dy, dx, own);
                        break;
                }

                _rows.Put(dx, target, row);
            }
        }
    }

    // First what rows are gathered into, then what the function needs.
    private Span<float> Memory(Pass pass, out Span<float> own)
    {
        Span<float> all = _memory.Length == 0 ? [] : pass.Work[_memory];
        own = all[(2 * _rows.Memory)..];
        return all;
    }
}
