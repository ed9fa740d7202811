using CsePowerShell.Packaging;

return CommandLine.Run(args);
