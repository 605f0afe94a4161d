using System.CommandLine;

using Weft.Cli.Commands;

namespace Weft.Cli.CommandLine;

/// <summary>Help for a command of many options: group by group, each option with what it takes, what it does and what it is without a word.</summary>
internal static class GroupedHelp
{
    /// <summary>The columns that all help keeps to, in a terminal and in a pipe.</summary>
    public const int Width = 80;

    private const int Indent = 30;

    public static void Write(ToolCommand command, TextWriter writer)
    {
        writer.WriteLine($"Description:\n  {Fold(command.Description!, indent: 2)}\n\nUsage:\n  weft {command.Name} "
            + $"{string.Concat(command.Arguments.Select(argument => $"[{argument.Name}] "))}[options]\n");
        foreach (OptionGroup group in command.Groups)
        {
            writer.WriteLine($"{group.Title}:");
            foreach (Option option in group.Options)
            {
                WriteOption(option, writer);
            }

            writer.WriteLine();
        }
    }

    private static void WriteOption(Option option, TextWriter writer)
    {
        string head = $"  {string.Join(", ", option.Aliases.Append(option.Name))}{(option.HelpName is null ? string.Empty : $" {option.HelpName}")}";
        string initial = option.HasDefaultValue && option.ValueType != typeof(bool) ? Show(option.GetDefaultValue()) : string.Empty;
        writer.Write(head.Length < Indent ? head.PadRight(Indent) : $"{head}\n{new string(' ', Indent)}");
        writer.WriteLine(Fold($"{option.Description}{(initial.Length == 0 ? string.Empty : $" [{initial}]")}", Indent));
    }

    private static string Fold(string text, int indent)
    {
        string line = string.Empty;
        int used = indent;
        foreach (string word in text.Split(' '))
        {
            if (used > indent && used + word.Length > Width)
            {
                line = $"{line.TrimEnd(' ')}\n{new string(' ', indent)}";
                used = indent;
            }

            line += $"{word} ";
            used += word.Length + 1;
        }

        return line.TrimEnd();
    }

    private static string Show(object? value) => value switch
    {
        null => string.Empty,
        System.Collections.IEnumerable list and not string => string.Join(',', list.Cast<object>()),
        IFormattable number => number.ToString(null, System.Globalization.CultureInfo.InvariantCulture),
        _ => $"{value}",
    };
}
