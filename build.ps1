<#
.SYNOPSIS
Builds, demonstrates, tests, packages or measures CsePowerShell.
.DESCRIPTION
Calls build.cs, which is the build; it needs the .NET 10 SDK and nothing else. Ends with the exit code of the task.
.EXAMPLE
./build.ps1 -Task Test
#>
[CmdletBinding()]
param(
    [Parameter(Position = 0)]
    [ValidateSet('Build', 'Demo', 'Test', 'Package', 'Bench')]
    [string] $Task = 'Build',

    # Fetches missing servers (sshd, kubectl, xmllint, shellcheck) from the distribution; needs root.
    [switch] $Install,

    # Demo only: keeps every body that crossed the wire in this folder.
    [string] $Trace
)

$ErrorActionPreference = 'Stop'
$words = @($Task.ToLowerInvariant())
if ($Install) { $words += '--install' }
if ($Trace) { $words += '--trace', $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Trace) }

Push-Location -LiteralPath $PSScriptRoot
try {
    & dotnet run build.cs -- @words
    $code = $LASTEXITCODE
}
finally {
    Pop-Location
}

exit $code
