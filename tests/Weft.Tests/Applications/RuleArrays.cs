using System.Text.Json;

using Weft.Data;

namespace Weft.Tests.Applications;

/// <summary>The <c>state_dict</c> of a stored network of PyTorch, filled by the rule.</summary>
internal sealed class RuleArrays : NamedArrays
{
    private readonly FillRule _rule;
    private readonly Dictionary<string, ulong> _numbers = [];

    public RuleArrays(StoredApplication stored)
    {
        _rule = stored.Rule;
        foreach (JsonElement entry in stored.Root.GetProperty("state_dict").EnumerateArray())
        {
            string name = entry[0].GetString()!;
            Add(name, new Shape([.. entry[1].EnumerateArray().Select(extent => extent.GetInt32())]));
            if (!name.EndsWith("num_batches_tracked", StringComparison.Ordinal))
            {
                _numbers.Add(name, (ulong)_numbers.Count);
            }
        }
    }

    public override string Kind => "rule";

    public override float[] Read(string name)
    {
        Shape shape = Shapes[name];
        float[] values = new float[shape.Size];
        _rule.Fill(values, _numbers[name], RoleOf(name[(name.LastIndexOf('.') + 1)..], shape));
        return values;
    }

    private Role RoleOf(string word, Shape shape) => word switch
    {
        "weight" when shape.Rank > 1 => _rule.Kernel(shape.Skip(1).Aggregate(1, (product, extent) => product * extent)),
        "weight" or "gamma" or "layer_scale" => FillRule.Of("gamma"),
        "running_mean" => FillRule.Of("moving_mean"),
        "running_var" => FillRule.Of("moving_variance"),
        _ => FillRule.Of(word),
    };
}
