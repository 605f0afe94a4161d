using Weft.Layers;

namespace Weft.Onnx.Writing;

/// <summary>Which batch normalisations go into the layer before them: one that alone it feeds, and that is used once.</summary>
internal sealed class BatchFolding
{
    private readonly Dictionary<LayerCall, WindowWriter.Fold> _folds = [];
    private readonly HashSet<LayerCall> _gone = [];
    private readonly HashSet<LayerCall> _pooled;

    public BatchFolding(ModelGraph graph)
    {
        ILookup<Node, LayerCall> readers = graph.Calls.SelectMany(call => call.Inputs.Select(input => (input, call))).ToLookup(pair =>
            pair.input, pair => pair.call);
        _pooled = [.. graph.Calls.Where(call => call.Layer.Layer is ZeroPadding2D
            && readers[call.Outputs[0]].Any(reader => reader.Layer.Layer is MaxPooling2D))];
        foreach (LayerCall call in graph.Calls.Where(call => call.Layer.Layer is BatchNormalization))
        {
            LayerCall before = call.Inputs[0].Call;
            bool isLast = ((BatchNormalization)call.Layer.Layer).ChannelAxis(call.Inputs[0].Shape) == call.Inputs[0].Shape.Rank - 1;
            bool isLinear = isLast && before.Layer.Layer is Conv2D or DepthwiseConv2D or SeparableConv2D or Dense
                && before.Layer.Layer.LastActivation.Kind == ActivationKind.Linear;
            if (isLinear && readers[call.Inputs[0]].Count() == 1 && !graph.Outputs.Contains(call.Inputs[0])
                && graph.CallsOf(before.Layer).Count == 1 && before.Layer.Calls.Count == 1)
            {
                _folds[before] = NormalizationWriter.FoldOf(call.Layer);
                _gone.Add(call);
            }
        }
    }

    /// <summary>Whether a normalisation went into the layer before it.</summary>
    public bool IsGone(LayerCall call) => _gone.Contains(call);

    /// <summary>Whether a maximum is taken over what a padding puts there.</summary>
    public bool IsPooled(LayerCall call) => _pooled.Contains(call);

    /// <summary>What a layer takes in; null for nothing.</summary>
    public WindowWriter.Fold? Of(LayerCall call) => _folds.GetValueOrDefault(call);
}
