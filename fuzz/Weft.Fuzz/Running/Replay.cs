using Weft.Fuzz.Readers;

namespace Weft.Fuzz.Running;

/// <summary>Runs one input in this process, where a debugger can look.</summary>
internal static class Replay
{
    /// <summary>An input by its number; written to a file where one is named.</summary>
    public static int Run(string name, long number, string? output)
    {
        Inputs inputs = Inputs.Of(name);
        Seed input = inputs[number];
        if (output is not null)
        {
            File.WriteAllBytes(output, input.Bytes);
        }

        return Run(name, input, inputs.IsWhole(number));
    }

    /// <summary>Any file.</summary>
    public static int Run(string name, Seed input, bool isWhole)
    {
        using Reader reader = AllReaders.Create(name);
        Outcome outcome = new Meter(reader).Run(input, isWhole);
        Console.WriteLine($"{name}: {input.Name} of {input.Bytes.Length} bytes: "
            + $"{outcome.Kind} in {outcome.Seconds:f3} s and {outcome.Bytes >> 10} KB");
        if (outcome.Kind != OutcomeKind.Answer)
        {
            Console.WriteLine($"[{outcome.Place}] {outcome.Message}");
            Show(reader, input);
        }

        return outcome.Kind == OutcomeKind.Finding ? 1 : 0;
    }

    private static void Show(Reader reader, Seed input)
    {
        try
        {
            reader.Read(input);
        }
        catch (Exception error)
        {
            Console.WriteLine(error);
        }
    }
}
