<#
.SYNOPSIS
    A host of the API extension's service as a task of Windows Task Scheduler.

.DESCRIPTION
    Makes the definition of a task that starts the host program when Windows starts, before anyone signs in, and again a minute after it failed, and registers it
    on Windows. Elsewhere, or with -DefinitionPath, the definition is written to a file, which schtasks /Create /XML takes. On Linux the host program's own
    install-unit does this with systemd.

    The configuration names its secrets by file, which the account of the task can read, and nobody else:

        password: {file: C:\cse\vcd.secret}

    Task Scheduler ends a task without a warning. What the host had begun is then finished by another host, or by its next start. To let it finish first, drain it:

        Connect-CseServer vcd.example.com -Org System -Credential $admin
        Stop-CseService -Drain

.PARAMETER HostProgram
    The host program: CsePowerShell.Service.exe, or CsePowerShell.Service.dll, which dotnet then runs.

.PARAMETER Configuration
    The service's configuration.

.PARAMETER Account
    Windows account that the task runs as; a group managed service account ends in $.

.PARAMETER TaskName
    Name of the task.

.PARAMETER DefinitionPath
    File that gets the definition; nothing is registered then.

.EXAMPLE
    ./New-ServiceTask.ps1 -HostProgram C:\cse\CsePowerShell.Service.exe -Configuration C:\cse\cse.yaml -Account 'CORP\cse$'
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory)] [string] $HostProgram,
    [Parameter(Mandatory)] [string] $Configuration,
    [Parameter(Mandatory)] [string] $Account,
    [string] $TaskName = 'CSE service host',
    [string] $DefinitionPath
)

$ErrorActionPreference = 'Stop'

# A path on the command line of a Windows program: in double quotes, which no path can hold.
function Get-Quoted([string] $Path) { '"' + $Path + '"' }

$isLibrary = $HostProgram -like '*.dll'
$argument = "run --config $(Get-Quoted $Configuration)"
if ($isLibrary) { $argument = "$(Get-Quoted $HostProgram) $argument" }
$logon = if ($Account.EndsWith('$')) { 'Password' } else { 'S4U' }

# Neither ends after some days, as tasks do by default, nor waits for mains power.
$definition = [xml]@"
<Task version="1.3" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Description>Answers /api/cse for vCloud Director and makes tenants' Kubernetes clusters.</Description></RegistrationInfo>
  <Triggers><BootTrigger /></Triggers>
  <Principals><Principal id="Author"><UserId></UserId><LogonType>$logon</LogonType><RunLevel>LeastPrivilege</RunLevel></Principal></Principals>
  <Settings><DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries><StopIfGoingOnBatteries>false</StopIfGoingOnBatteries><MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy><RestartOnFailure><Interval>PT1M</Interval><Count>999</Count></RestartOnFailure><ExecutionTimeLimit>PT0S</ExecutionTimeLimit></Settings>
  <Actions Context="Author"><Exec><Command></Command><Arguments></Arguments></Exec></Actions>
</Task>
"@

# Through the document, which encodes what has to be.
$definition.Task.Principals.Principal.UserId = $Account
$definition.Task.Actions.Exec.Command = if ($isLibrary) { 'dotnet' } else { $HostProgram }
$definition.Task.Actions.Exec.Arguments = $argument

if ($DefinitionPath -or -not (Get-Command Register-ScheduledTask -ErrorAction Ignore)) {
    if (-not $DefinitionPath) { throw 'Tasks can be registered on Windows alone. Give -DefinitionPath to write the definition to a file.' }
    $target = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($DefinitionPath)
    if ($PSCmdlet.ShouldProcess($target, 'Write the definition of the task')) {
        $definition.Save($target)
        Get-Item -LiteralPath $target
    }
}
elseif ($PSCmdlet.ShouldProcess($TaskName, 'Register the task')) {
    Register-ScheduledTask -TaskName $TaskName -Xml $definition.OuterXml -Force
}
