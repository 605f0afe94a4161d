using System.CommandLine;

using Weft.Fuzz;
using Weft.Fuzz.Readers;
using Weft.Fuzz.Running;
using Weft.Fuzz.Seeds;

Option<string[]> readers = new("--reader")
{
    Description = "The readers; all of them where none is named.",
    AllowMultipleArgumentsPerToken = true,
};
Option<long> first = new("--first") { Description = "The number of the first input." };
Option<long> count = new("--count") { Description = "How many inputs for each reader.", DefaultValueFactory = _ => long.MaxValue / 2 };
Option<double> seconds = new("--seconds") { Description = "How long at most, for all readers together.", DefaultValueFactory = _ => 60 };
Option<int> jobs = new("--jobs") { Description = "How many processes at once.", DefaultValueFactory = _ => Environment.ProcessorCount };
Option<long?> replay = new("--replay") { Description = "Runs one input of a reader, by its number, in this process." };
Option<string?> file = new("--file") { Description = "Runs a file through a reader, in this process." };
Option<string?> output = new("--output") { Description = "Where the input that is replayed is written." };
Option<string?> corpus = new("--make-corpus") { Description = "Writes the files that Weft can write itself into this folder." };
Option<string?> child = new("--child") { Hidden = true };
Option<bool> collect = new("--collect") { Description = "Collects garbage after every input, and checks the heap.", Hidden = true };
readers.AcceptOnlyFromAmong([.. AllReaders.Names, TrapReader.Name]);

RootCommand command = new("Feeds Weft's readers with damaged files. What ends neither in a right answer nor in a named error is a finding; "
    + "exit code 1 says that there is one.")
{
    readers, first, count, seconds, jobs, replay, file, output, corpus, child, collect,
};
command.SetAction(parsed =>
{
    string[] named = parsed.GetValue(readers) is { Length: > 0 } some ? some : [.. AllReaders.Names];
    TimeSpan time = TimeSpan.FromSeconds(parsed.GetValue(seconds));
    (long from, long many) = (parsed.GetValue(first), parsed.GetValue(count));
    if (parsed.GetValue(corpus) is { } folder)
    {
        SeedFiles.Write(folder);
        return 0;
    }

    if (parsed.GetValue(child) is { } progress)
    {
        Child.Run(named[0], progress, from, from + many, time, parsed.GetValue(collect));
        return 0;
    }

    if (parsed.GetValue(replay) is { } number)
    {
        return Replay.Run(named[0], number, parsed.GetValue(output));
    }

    return parsed.GetValue(file) is { } path
        ? Replay.Run(named[0], new Seed(Path.GetFileName(path), File.ReadAllBytes(path)), isWhole: false)
        : Fuzzing.Run(named, from, many, time, parsed.GetValue(jobs), parsed.GetValue(collect), Console.Out);
});
return command.Parse(args).Invoke();
