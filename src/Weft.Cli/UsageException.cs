namespace Weft.Cli;

/// <summary>A command line that means nothing, found out only once it is carried out: a data set or class of that name does not exist.</summary>
internal sealed class UsageException(string message) : Exception(message);
