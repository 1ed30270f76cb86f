using System.CommandLine;

namespace Switchroom.Server.Commands;

/// <summary>The program's command line: one line per command.</summary>
internal static class SwitchroomCommand
{
    public static RootCommand Create()
    {
        var root = new RootCommand("Switchroom: rooms that can call anyone. Without a command it serves.");
        ServeCommand.ActAs(root);
        root.Subcommands.Add(ServeCommand.Create());
        root.Subcommands.Add(KeysCommand.Create());
        root.Subcommands.Add(MigrateCommand.Create());
        root.Subcommands.Add(PhoneCommand.Create());
        root.Subcommands.Add(DemoCommand.Create());
        return root;
    }
}
