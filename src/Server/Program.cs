using System.CommandLine;
using Switchroom.Server.Commands;

// the host itself answers Ctrl-C and SIGTERM: it knows how long a clean stop takes
return await SwitchroomCommand.Create().Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
