using CsePowerShell.Service;

return await CommandLine.RunAsync(args);
