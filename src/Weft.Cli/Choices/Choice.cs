namespace Weft.Cli.Choices;

/// <summary>Something a command line names: the word for it, and in derived records what it stands for.</summary>
internal abstract record Choice(string Name)
{
    public sealed override string ToString() => Name;
}
