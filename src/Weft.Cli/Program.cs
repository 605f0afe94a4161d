using Weft.Cli;

using Interruption interruption = new();
return await Tool.RunAsync(args, ToolContext.ForProcess(), interruption.Token);
