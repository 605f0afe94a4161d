using System.Text.Json.Nodes;

using Weft.Initializers;

namespace Weft.Formats;

/// <summary>Initializers in config.json.</summary>
internal static class InitializerCodec
{
    private static readonly (string Name, Func<KerasConfig, Initializer> Read)[] All =
    [
        ("Zeros", _ => new Zeros()),
        ("Ones", _ => new Ones()),
        ("Constant", config => new Constant((float)config.Number("value", 0))),
        ("Identity", config => new IdentityInitializer((float)config.Number("gain", 1))),
        ("GlorotUniform", config => new GlorotUniform { Seed = config.Seed() }),
        ("GlorotNormal", config => new GlorotNormal { Seed = config.Seed() }),
        ("HeUniform", config => new HeUniform { Seed = config.Seed() }),
        ("HeNormal", config => new HeNormal { Seed = config.Seed() }),
        ("LecunUniform", config => new LecunUniform { Seed = config.Seed() }),
        ("LecunNormal", config => new LecunNormal { Seed = config.Seed() }),
        ("VarianceScaling", ReadVarianceScaling),
        ("RandomNormal", config => new RandomNormal(config.Number("mean", 0), config.Number("stddev", 0.05)) { Seed = config.Seed() }),
        ("TruncatedNormal",
            config => new TruncatedNormal(config.Number("mean", 0), config.Number("stddev", 0.05)) { Seed = config.Seed() }),
        ("RandomUniform",
            config => new RandomUniform(config.Number("minval", -0.05), config.Number("maxval", 0.05)) { Seed = config.Seed() }),
        ("Orthogonal", config => new Orthogonal(config.Number("gain", 1)) { Seed = config.Seed() }),
    ];

    // Names that Keras' own classes answer to as well, today's and those of Keras 2.
    private static readonly (string Alias, string Name)[] Aliases =
    [
        ("IdentityInitializer", "Identity"),
        ("OrthogonalInitializer", "Orthogonal"),
        ("normal", "RandomNormal"),
        ("uniform", "RandomUniform"),
        ("zero", "Zeros"),
        ("one", "Ones"),
    ];

    private static readonly (string Name, FanMode Value)[] Modes =
        [("fan_in", FanMode.FanIn), ("fan_out", FanMode.FanOut), ("fan_avg", FanMode.FanAvg)];

    private static readonly (string Name, RandomDistribution Value)[] Distributions =
    [
        ("truncated_normal", RandomDistribution.TruncatedNormal),
        ("untruncated_normal", RandomDistribution.UntruncatedNormal),
        ("uniform", RandomDistribution.Uniform),
        ("normal", RandomDistribution.TruncatedNormal),
    ];

    public static JsonObject Write(Initializer initializer)
    {
        JsonObject config = initializer switch
        {
            Zeros or Ones => [],
            Constant constant => new() { ["value"] = constant.Value },
            IdentityInitializer identity => new() { ["gain"] = identity.Gain },
            Orthogonal orthogonal => new() { ["gain"] = orthogonal.Gain },
            RandomNormal normal => new() { ["mean"] = normal.Mean, ["stddev"] = normal.StandardDeviation },
            TruncatedNormal normal => new() { ["mean"] = normal.Mean, ["stddev"] = normal.StandardDeviation },
            RandomUniform uniform => new() { ["minval"] = uniform.Minimum, ["maxval"] = uniform.Maximum },
            _ when initializer.GetType() == typeof(VarianceScaling) => WriteVarianceScaling((VarianceScaling)initializer),
            _ => [],
        };
        if (initializer is RandomInitializer random)
        {
            config["seed"] = random.Seed;
        }

        string name = initializer is IdentityInitializer ? "Identity" : initializer.GetType().Name;
        return KerasObject.Create("keras.initializers", name, config);
    }

    /// <summary>Null where Weft does not have it, or not with these options.</summary>
    public static Initializer? Read(JsonNode node, KerasConfig owner)
    {
        (string? name, JsonObject json) = KerasObject.Identify(node);
        string? known = Array.Find(Aliases, entry => entry.Alias == name).Name ?? name;
        try
        {
            return Array.Find(All, entry => entry.Name == known || Layers.Layer.ToSnakeCase(entry.Name) == known)
                .Read?.Invoke(owner.Of(json, name ?? ""));
        }
        catch (Exception error) when (error is ModelFileException or ArgumentException)
        {
            return null;
        }
    }

    private static JsonObject WriteVarianceScaling(VarianceScaling initializer) => new()
    {
        ["scale"] = initializer.Scale,
        ["mode"] = Array.Find(Modes, entry => entry.Value == initializer.Mode).Name,
        ["distribution"] = Array.Find(Distributions, entry => entry.Value == initializer.Distribution).Name,
    };

    private static VarianceScaling ReadVarianceScaling(KerasConfig config)
    {
        config.RequireUnset("input_axes", "output_axes");
        RandomDistribution distribution = Choice(config, "distribution", Distributions);
        return new VarianceScaling(config.Number("scale", 1), Choice(config, "mode", Modes), distribution) { Seed = config.Seed() };
    }

    private static T Choice<T>(KerasConfig config, string option, (string Name, T Value)[] choices)
    {
        string wanted = config.OptionalText(option)?.ToLowerInvariant() ?? choices[0].Name;
        return Array.Exists(choices, entry => entry.Name == wanted)
            ? Array.Find(choices, entry => entry.Name == wanted).Value
            : throw config.Expected(option, $"one of {string.Join(", ", choices.Select(entry => entry.Name))}");
    }
}
