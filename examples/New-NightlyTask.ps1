<#
.SYNOPSIS
    The nightly reconcile as a task of Windows Task Scheduler.

.DESCRIPTION
    Makes the definition of a task that runs Sync-ClusterFleet.ps1 every night, and registers it on Windows. Elsewhere, or with -DefinitionPath, the definition is
    written to a file, which schtasks /Create /XML takes. The task ends with the exit code of the script, which is what Task Scheduler shows and alerts look at.

    The user for vCloud Director is read from a file that the account of the task has to make once, on this machine, so that Windows encrypts it for that account:

        Get-Credential | Export-Clixml C:\cse\vcd.credential.xml

.PARAMETER FleetPath
    The CSV file.

.PARAMETER Server
    The vCloud Director.

.PARAMETER Org
    Organization to sign in to.

.PARAMETER CredentialPath
    The file with the user.

.PARAMETER Account
    Windows account that the task runs as; a group managed service account ends in $.

.PARAMETER At
    Time of day.

.PARAMETER LogFolder
    Folder for plan and result.

.PARAMETER TaskName
    Name of the task.

.PARAMETER DefinitionPath
    File that gets the definition; nothing is registered then.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory)] [string] $FleetPath,
    [Parameter(Mandatory)] [string] $Server,
    [Parameter(Mandatory)] [string] $Org,
    [Parameter(Mandatory)] [string] $CredentialPath,
    [Parameter(Mandatory)] [string] $Account,
    [timespan] $At = '01:00',
    [Parameter(Mandatory)] [string] $LogFolder,
    [string] $TaskName = 'CSE nightly reconcile',
    [string] $DefinitionPath
)

$ErrorActionPreference = 'Stop'

# In single quotes for PowerShell, which reads the command line again.
function Get-Quoted([string] $Text) { "'" + $Text.Replace("'", "''") + "'" }

$script = Join-Path $PSScriptRoot 'Sync-ClusterFleet.ps1'
$command = "& $(Get-Quoted $script) $(Get-Quoted $FleetPath) -Server $(Get-Quoted $Server) -Org $(Get-Quoted $Org) -CredentialPath $(Get-Quoted $CredentialPath)" +
    " -PlanPath $(Get-Quoted (Join-Path $LogFolder 'plan.csv')) -ResultPath $(Get-Quoted (Join-Path $LogFolder 'result.csv')); exit `$LASTEXITCODE"

# An error ends pwsh -Command with 1, and nothing ever asks. Encoded, so that no quote of a path can be misread on the way.
$argument = "-NoProfile -NonInteractive -EncodedCommand $([Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($command)))"
$logon = if ($Account.EndsWith('$')) { 'Password' } else { 'S4U' }

$definition = [xml]@"
<Task version="1.3" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo><Description>Brings the Kubernetes clusters on vCloud Director to what a CSV file says.</Description></RegistrationInfo>
  <Triggers><CalendarTrigger><StartBoundary>2026-01-01T$($At.ToString('hh\:mm\:ss'))</StartBoundary><ScheduleByDay><DaysInterval>1</DaysInterval></ScheduleByDay></CalendarTrigger></Triggers>
  <Principals><Principal id="Author"><UserId></UserId><LogonType>$logon</LogonType><RunLevel>LeastPrivilege</RunLevel></Principal></Principals>
  <Settings><MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy><StartWhenAvailable>true</StartWhenAvailable><ExecutionTimeLimit>PT6H</ExecutionTimeLimit></Settings>
  <Actions Context="Author"><Exec><Command>pwsh.exe</Command><Arguments></Arguments></Exec></Actions>
</Task>
"@

# Through the document, which encodes what has to be.
$definition.Task.Principals.Principal.UserId = $Account
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
