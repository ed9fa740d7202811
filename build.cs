#:property PublishAot=false
#:property TargetFramework=net10.0
#:project src/CsePowerShell.Build/CsePowerShell.Build.csproj

// The build: dotnet run build.cs -- demo | test | package | bench | build
// It needs nothing but the .NET SDK. What a task needs beyond that (sshd, kubectl, PowerShell) it takes from the machine; what is
// missing is named, with the line that installs it, and what could not run is counted as skipped.
// Each task is a file in src/CsePowerShell.Build.
return await CsePowerShell.Build.BuildProgram.RunAsync(args);
