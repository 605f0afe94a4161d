using System.Text.Encodings.Web;

using Fluid;

namespace Weft.Cli.Pages;

/// <summary>Web pages that stand alone: one file with its style and pictures, readable without a network, by day and by night, on a phone.</summary>
/// <remarks>
/// A page is a template of its own within <c>layout.liquid</c>. Every value that a template shows is escaped by the engine; only the layout takes the page's own markup as it is.
/// </remarks>
internal static class HtmlPage
{
    /// <summary>A whole page.</summary>
    /// <param name="template">The name of its template: <c>check</c>.</param>
    /// <param name="title">Its title.</param>
    /// <param name="values">What the template shows: texts, numbers, lists and dictionaries of them.</param>
    public static string Render(string template, string title, IReadOnlyDictionary<string, object?> values) => Fill("layout", new Dictionary<string, object?>
    {
        ["title"] = title,
        ["body"] = Fill(template, values),
    });

    private static string Fill(string name, IReadOnlyDictionary<string, object?> values)
    {
        using Stream stream = typeof(HtmlPage).Assembly.GetManifestResourceStream($"{name}.liquid")
            ?? throw new InvalidOperationException($"template '{name}' is not in the tool.");
        using StreamReader reader = new(stream);
        IFluidTemplate template = new FluidParser().Parse(reader.ReadToEnd());
        TemplateContext context = new();
        foreach ((string key, object? value) in values)
        {
            context.SetValue(key, value);
        }

        return template.Render(context, HtmlEncoder.Default);
    }
}
