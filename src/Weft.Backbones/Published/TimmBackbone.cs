using Weft.Backbones.Opening;
using Weft.Data;

namespace Weft.Backbones.Published;

/// <summary>A network that timm publishes on Hugging Face: <c>timm/resnet18.a1_in1k</c>, of <c>config.json</c> and
/// <c>model.safetensors</c>.</summary>
/// <param name="Model">The name behind <c>timm/</c>.</param>
internal sealed record TimmBackbone(string Model) : NamedBackbone
{
    private const string Prefix = "timm/";

    private static readonly RemoteFile s_config = new("config.json"), s_weights = new("model.safetensors");

    /// <inheritdoc/>
    public override string Name => Prefix + Model;

    private string Page => $"https://huggingface.co/{Name}";

    /// <summary>The network of a name that begins with <c>timm/</c>; null for another name.</summary>
    /// <exception cref="ModelFileException">It goes on as no name can.</exception>
    public static new TimmBackbone? Find(string name)
    {
        if (!name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        string model = name[Prefix.Length..];
        return model.Length > 0 && model.All(sign => char.IsAsciiLetterOrDigit(sign) || sign is '.' or '_' or '-') && model[0] != '.'
            ? new(model)
            : throw new ModelFileException($"{name}: expected timm/ and the name of a model with its tag, as in timm/resnet18.a1_in1k.");
    }

    /// <inheritdoc/>
    public override bool IsHere(string root) => HubCache.Find(Name, Environment.GetEnvironmentVariable, s_config.Name, s_weights.Name) is not null
        || File.Exists(Path.Combine(root, "timm", Model, s_weights.Name));

    /// <inheritdoc/>
    public override async Task<PublishedFeatures> OpenAsync(
        string root, BackboneOptions options, FileFetcher fetcher, IProgress<DownloadProgress>? progress, CancellationToken ct)
    {
        string folder = HubCache.Find(Name, Environment.GetEnvironmentVariable, s_config.Name, s_weights.Name) ?? Path.Combine(root, "timm", Model);
        await FetchAsync(folder, s_config, fetcher, progress, ct).ConfigureAwait(false);

        // Before the weights are fetched: they may be of a network that Weft does not have.
        TimmConfig config = TimmConfig.Read(Path.Combine(folder, s_config.Name));
        await FetchAsync(folder, s_weights, fetcher, progress, ct).ConfigureAwait(false);
        return new(
            await Task.Run(() => Read(Path.Combine(folder, s_weights.Name), config, options), ct).ConfigureAwait(false),
            Page,
            config.Licence ?? $"not said; see {Page}");
    }

    private Task FetchAsync(string folder, RemoteFile file, FileFetcher fetcher, IProgress<DownloadProgress>? progress, CancellationToken ct) =>
        fetcher.FetchAsync(
            folder,
            [file],
            [new Uri($"{Page}/resolve/main/")],
            $"Connect to the network, put {s_config.Name} and {s_weights.Name} of {Page} there by hand, or let {Mirror.Variable} name a server or a folder "
                + "that has them. A model has a tag behind its name: timm/resnet18.a1_in1k.",
            progress,
            ct);

    private Model Read(string path, TimmConfig config, BackboneOptions options)
    {
        int height = options.ImageSize ?? config.Height, width = options.ImageSize ?? config.Width;
        Model network = Weft.Model.FromPyTorch(path, [height, width, config.Channels], config.Architecture);
        return FeatureModel.Of(network, Name, PixelSteps.Of(config.Pixels, config.Channels), options);
    }
}
