using System.Globalization;
using System.Text.Encodings.Web;

using Fluid;
using Fluid.Values;

namespace Weft.Cli.Pages;

/// <summary>A part of a page.</summary>
/// <param name="Template">The name of its template: <c>check</c>.</param>
/// <param name="Values">What the template shows: texts, numbers, records, and lists and dictionaries of them.</param>
internal sealed record PagePart(string Template, IReadOnlyDictionary<string, object?> Values);

/// <summary>Web pages that stand alone: one file with its style and pictures, readable without a network, by day and by night, on a phone.</summary>
/// <remarks>
/// A part of a page is a template of its own within <c>layout.liquid</c>. Every value that a template shows is escaped by the engine; only the page's own markup, its parts and its plots, is taken as it is.
/// The page forbids the browser to load anything.
/// </remarks>
internal sealed class HtmlPage
{
    private const double Largest = 1e27;

    private readonly FluidParser _parser = new();
    private readonly TemplateOptions _options = new() { MemberAccessStrategy = new UnsafeMemberAccessStrategy() };

    private HtmlPage()
    {
        // The engine counts in decimals, which have no room for these.
        _options.ValueConverters.Add(value => value is double number && !(Math.Abs(number) < Largest) ? new StringValue(number.ToString("G4", CultureInfo.InvariantCulture)) : null);
        AddFormat("percent", "0.0 '%'", 100);
        AddFormat("percent2", "0.00 '%'", 100);
        AddFormat("fixed1", "0.0", 1);
        AddFormat("fixed3", "0.000", 1);
        AddFormat("fixed4", "0.0000", 1);
        AddFormat("count", "#,0", 1);
        AddFormat("megabytes", "#,0 'MB'", 1e-6);
        AddFormat("rate", "G4", 1);
    }

    /// <summary>A whole page.</summary>
    /// <param name="title">Its title.</param>
    /// <param name="parts">Its parts, in order.</param>
    public static string Render(string title, params IEnumerable<PagePart> parts)
    {
        HtmlPage page = new();
        return page.Fill(new PagePart("layout", new Dictionary<string, object?>
        {
            ["title"] = title,
            ["body"] = string.Concat(parts.Select(page.Fill)),
        }));
    }

    private string Fill(PagePart part)
    {
        using Stream stream = typeof(HtmlPage).Assembly.GetManifestResourceStream($"{part.Template}.liquid")
            ?? throw new InvalidOperationException($"template '{part.Template}' is not in the tool.");
        using StreamReader reader = new(stream);
        IFluidTemplate template = _parser.Parse(reader.ReadToEnd());
        TemplateContext context = new(_options);
        foreach ((string key, object? value) in part.Values)
        {
            context.SetValue(key, value);
        }

        return template.Render(context, HtmlEncoder.Default);
    }

    private void AddFormat(string name, string format, double scale) => _options.Filters.AddFilter(name, (input, _, _) => new ValueTask<FluidValue>(
        input.IsNil() ? StringValue.Empty : input is StringValue ? input : StringValue.Create(((double)input.ToNumberValue() * scale).ToString(format, CultureInfo.InvariantCulture))));
}
