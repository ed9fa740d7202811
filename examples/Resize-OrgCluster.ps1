<#
.SYNOPSIS
    Gives all clusters of an organization the same number of workers, several at a time.

.DESCRIPTION
    Clusters that have that size already are left alone, those that somebody is changing just now are told of, and one that fails does not keep the others. Returns
    a row per cluster; the exit code is 0 only if every cluster has the size.

        ./Resize-OrgCluster.ps1 -TargetOrg acme -WorkerCount 5 -Server vcd.example.com -Org System -Credential administrator

.PARAMETER TargetOrg
    The organization.

.PARAMETER WorkerCount
    Number of workers.

.PARAMETER Name
    Only clusters whose names match.

.PARAMETER Server
    The vCloud Director. Without it, the connection that is the default is used.

.PARAMETER Org
    Organization to sign in to; System for a provider administrator.

.PARAMETER Credential
    The user.

.PARAMETER ConnectionOption
    More parameters of Connect-CseServer.

.PARAMETER DrainTimeoutSec
    How long evicting the pods of one worker may take.

.PARAMETER TimeoutSec
    How long all of it may take.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory)] [string] $TargetOrg,
    [Parameter(Mandatory)] [ValidateRange(1, 100)] [int] $WorkerCount,
    [string] $Name = '*',
    [string] $Server,
    [string] $Org,
    [pscredential] [Management.Automation.Credential()] $Credential = [pscredential]::Empty,
    [hashtable] $ConnectionOption = @{},
    [ValidateRange(1, [int]::MaxValue)] [int] $DrainTimeoutSec = 300,
    [ValidateRange(1, [int]::MaxValue)] [int] $TimeoutSec = 3600
)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

$connection = if ($Server) {
    $who = @{ Server = $Server; Credential = $Credential; NotDefault = $true }
    if ($Org) { $who.Org = $Org }
    Connect-CseServer @who @ConnectionOption
}
else { Get-CseServer -Default }
if (-not $connection) { throw 'There is no connection. Give -Server and -Credential, or connect first with Connect-CseServer.' }

try {
    $tasks = @{}
    $rows = foreach ($cluster in Get-CseCluster $Name -Org $TargetOrg -Server $connection) {
        $row = [pscustomobject]@{ Cluster = $cluster.Name; Vdc = $cluster.Vdc; Before = $cluster.WorkerCount; Workers = $WorkerCount; Status = ''; Error = '' }
        if ($cluster.WorkerCount -eq $WorkerCount -and $cluster.State -eq 'Ready') { $row.Status = 'NoChange' }
        elseif (-not $PSCmdlet.ShouldProcess($cluster.Name, "Set the number of workers from $($cluster.WorkerCount) to $WorkerCount")) { $row.Status = 'Planned' }
        else {
            try {
                $task = Set-CseClusterSize $cluster -WorkerCount $WorkerCount -DrainTimeoutSec $DrainTimeoutSec -Force -RunAsync -Confirm:$false
                $tasks[$task.Id] = $row
            }
            catch { $row.Status = 'Failed'; $row.Error = $_.Exception.Message }
        }

        $row
    }

    if ($tasks.Count) {
        # Each comes out once, whether it succeeded, failed or took too long.
        foreach ($task in Wait-CseTask @($tasks.Keys) -PassThru -TimeoutSec $TimeoutSec -Server $connection -ErrorAction SilentlyContinue) {
            $row = $tasks[$task.Id]
            $row.Status = if ($task.Status -eq 'Succeeded') { 'Resized' } else { $task.Status }
            $row.Error = $task.ErrorMessage
        }
    }
}
finally {
    if ($Server) { Disconnect-CseServer $connection -Confirm:$false -WhatIf:$false }
}

$rows
exit [int][bool]@($rows | Where-Object Status -NotIn 'NoChange', 'Resized', 'Planned').Count
