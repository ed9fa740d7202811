<#
.SYNOPSIS
    The nightly reconcile as an Azure Automation runbook.

.DESCRIPTION
    Takes the user from the Automation account's credential asset and the wanted clusters, as CSV text, from a variable asset; runs Sync-ClusterFleet.ps1, which has to lie
    beside it on the Hybrid Worker; and ends with an error when a row is not as wanted, so that the job shows as Failed and its alert fires.

    Azure Automation keeps no progress and shows verbose lines only where the runbook's settings ask for them; results go to the output.

.PARAMETER Server
    The vCloud Director.

.PARAMETER CredentialName
    Name of the credential asset; its user is name@organization.

.PARAMETER FleetVariable
    Name of the variable asset with the CSV text.

.PARAMETER ConnectionOption
    More parameters of Connect-CseServer.

.PARAMETER MaxDelete
    How many clusters may be deleted in one run.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Server,
    [string] $CredentialName = 'CseAutomation',
    [string] $FleetVariable = 'CseFleet',
    [hashtable] $ConnectionOption = @{},
    [ValidateRange(0, [int]::MaxValue)] [int] $MaxDelete = 0
)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

$credential = Get-AutomationPSCredential -Name $CredentialName
if (-not $credential) { throw "The Automation account has no credential '$CredentialName'." }

$file = Join-Path ([IO.Path]::GetTempPath()) "fleet-$([guid]::NewGuid().ToString('N')).csv"
try {
    Set-Content -LiteralPath $file -Value (Get-AutomationVariable -Name $FleetVariable) -Encoding utf8
    $result = & (Join-Path $PSScriptRoot 'Sync-ClusterFleet.ps1') $file -Server $Server -Credential $credential -ConnectionOption $ConnectionOption -MaxDelete $MaxDelete
}
finally {
    Remove-Item -LiteralPath $file -ErrorAction Ignore
}

$result | Format-Table Org, Vdc, Name, Action, Status, Seconds, ErrorCode | Out-String -Width 160 | Write-Output
$failed = @($result | Where-Object Status -EQ 'Failed')
if ($failed) { throw "$($failed.Count) of $(@($result).Count) rows are not as wanted: $(($failed | ForEach-Object { "$($_.Name) ($($_.ErrorCode))" }) -join ', ')." }
