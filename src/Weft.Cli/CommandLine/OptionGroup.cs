using System.CommandLine;

namespace Weft.Cli.CommandLine;

/// <summary>Options that belong together, as help shows them.</summary>
internal sealed record OptionGroup(string Title, params IReadOnlyList<Option> Options);
