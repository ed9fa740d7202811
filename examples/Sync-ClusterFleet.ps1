<#
.SYNOPSIS
    Brings a fleet of clusters to what a CSV file says: a runbook for every night.

.DESCRIPTION
    Reads the file and, with one list, all clusters. Says for every row what is to be done (Create, Scale, Delete, NoChange or Conflict), writes that plan to a
    file, stops where it would delete more than it may, and applies it, several clusters at a time. One bad row does not keep the others from being done.

    Columns of the file: Org, Vdc, Name, Workers, Cpu, MemoryMB, Template, StorageProfile, Network, State. State is present or absent; a cell that is empty means "as
    it is" or the default. Clusters that are not in the file are left alone.

    The exit code is 0 only if every row is as the file says. To be run again at any time: what was cut off is continued, and what is done is left as it is.

    As a provider administrator, for all organizations:

        ./Sync-ClusterFleet.ps1 fleet.csv -Server vcd.example.com -Org System -CredentialPath ~/vcd.credential.xml -ResultPath result.csv

.PARAMETER Path
    The CSV file.

.PARAMETER Server
    The vCloud Director. Without it, the connection that is the default is used.

.PARAMETER Org
    Organization to sign in to; System for a provider administrator.

.PARAMETER Credential
    The user.

.PARAMETER CredentialPath
    File with the user, made with Export-Clixml on this machine by the account that runs this: Windows encrypts it for that account.

.PARAMETER ConnectionOption
    More parameters of Connect-CseServer, such as @{ CertificateThumbprint = '...' }.

.PARAMETER PlanPath
    CSV file that gets the plan.

.PARAMETER ResultPath
    CSV file that gets a row per row of the input: what was done, the task, how long it took, and the error.

.PARAMETER MaxDelete
    How many clusters may be deleted in one run.

.PARAMETER MaxDeletePercent
    Which part of all clusters that are seen may be deleted in one run.

.PARAMETER ThrottleLimit
    How many clusters are changed at the same time.

.PARAMETER TimeoutSec
    How long one operation may take.

.PARAMETER Force
    Deletes however many the file says.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory, Position = 0)] [string] $Path,
    [string] $Server,
    [string] $Org,
    [pscredential] [Management.Automation.Credential()] $Credential = [pscredential]::Empty,
    [string] $CredentialPath,
    [hashtable] $ConnectionOption = @{},
    [string] $PlanPath,
    [string] $ResultPath,
    [ValidateRange(0, [int]::MaxValue)] [int] $MaxDelete = 3,
    [ValidateRange(0, 100)] [int] $MaxDeletePercent = 10,
    [ValidateRange(1, 50)] [int] $ThrottleLimit = 4,
    [ValidateRange(1, [int]::MaxValue)] [int] $TimeoutSec = 7200,
    [switch] $Force
)

# Without this, pwsh -File ends with exit code 0 after an error.
$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

function Get-Number([string] $Text) { if ([string]::IsNullOrWhiteSpace($Text)) { $null } else { [int]::Parse($Text.Trim(), [cultureinfo]::InvariantCulture) } }

# What is to be done for one row. Nothing is asked of the server: the list has everything.
function Get-Step($Row, $Fleet, $Seen) {
    $key = '{0}/{1}/{2}' -f $Row.Org, $Row.Vdc, $Row.Name
    if (-not $Row.Name -or -not $Row.Vdc) { return 'Conflict', 'Name and Vdc are needed.' }
    if (-not $Seen.Add($key)) { return 'Conflict', 'The row is in the file twice.' }
    if ($Row.State -notin 'present', 'absent', '') { return 'Conflict', "State is '$($Row.State)'; it has to be present or absent." }
    try { $workers = Get-Number $Row.Workers; $cpu = Get-Number $Row.Cpu; $memory = Get-Number $Row.MemoryMB }
    catch { return 'Conflict', "A number cannot be read: $_" }

    $found = $Fleet[$key]
    if ($Row.State -eq 'absent') {
        if ($found) { return 'Delete', '' }
        return 'NoChange', 'It is not there.'
    }

    if (-not $found) {
        if (-not $Row.Network -or -not $Row.Template) { return 'Conflict', 'A new cluster needs Network and Template.' }
        return 'Create', ''
    }

    # What cannot be changed in place is for people to decide.
    $pool = $found.NodePools | Where-Object Role -EQ 'Worker' | Select-Object -First 1
    $different = @(
        if ($Row.Template -and $found.Template -ne $Row.Template) { "template is $($found.Template)" }
        if ($Row.Network -and $found.Network -ne $Row.Network) { "network is $($found.Network)" }
        if ($cpu -and $pool.Cpu -and $pool.Cpu -ne $cpu) { "CPU is $($pool.Cpu)" }
        if ($memory -and $pool.MemoryMB -and $pool.MemoryMB -ne $memory) { "memory is $($pool.MemoryMB) MB" }
    )
    if ($different) { return 'Conflict', ($different -join ', ') }
    if ($found.State -in 'Creating', 'Resizing', 'Removing') { return 'Conflict', "It is $($found.State) just now." }
    if ($found.State -in 'Failed', 'Interrupted' -and $found.Task.Kind -eq 'Create') { return 'Create', 'An earlier run was cut off.' }
    if ($workers -and $found.WorkerCount -ne $workers) { return 'Scale', "$($found.WorkerCount) -> $workers workers" }
    if ($workers -and $found.State -in 'Interrupted', 'Degraded') { return 'Scale', 'An earlier run was cut off.' }
    'NoChange', ''
}

# Starts what a row needs and returns its task.
function Start-Step($Item, $Connection) {
    $row = $Item.Row
    $run = @{ Server = $Connection; RunAsync = $true; TimeoutSec = $TimeoutSec; Confirm = $false }
    switch ($Item.Action) {
        'Create' { $row | New-CseCluster @run }
        'Scale' { Set-CseClusterSize $Item.Cluster -WorkerCount (Get-Number $row.Workers) -Force @run }
        'Delete' { Remove-CseCluster $Item.Cluster @run }
    }
}

$rows = @(Import-Csv -LiteralPath $Path)
$connection = if ($Server) {
    if ($CredentialPath) { $Credential = Import-Clixml -LiteralPath $CredentialPath }
    $who = @{ Server = $Server; Credential = $Credential; NotDefault = $true }
    if ($Org) { $who.Org = $Org }
    Connect-CseServer @who @ConnectionOption
}
else { Get-CseServer -Default }
if (-not $connection) { throw 'There is no connection. Give -Server and -Credential, or connect first with Connect-CseServer.' }

try {
    $fleet = @{}
    foreach ($cluster in Get-CseCluster -Server $connection) { $fleet['{0}/{1}/{2}' -f $cluster.Org, $cluster.Vdc, $cluster.Name] = $cluster }

    $seen = [Collections.Generic.HashSet[string]]::new([StringComparer]::OrdinalIgnoreCase)
    $plan = foreach ($row in $rows) {
        # A tenant's file need not say which organization: it can only be its own.
        if (-not $row.Org -and -not $connection.IsSystem) { $row | Add-Member -NotePropertyName Org -NotePropertyValue $connection.Org -Force }
        $action, $detail = Get-Step $row $fleet $seen
        [pscustomobject]@{
            Row = $row; Org = $row.Org; Vdc = $row.Vdc; Name = $row.Name; Action = $action; Detail = $detail
            Cluster = $fleet['{0}/{1}/{2}' -f $row.Org, $row.Vdc, $row.Name]
            Status = ''; TaskId = ''; Seconds = 0; ErrorCode = ''; Error = ''
        }
    }

    $plan = @($plan)
    if ($PlanPath) { $plan | Select-Object Org, Vdc, Name, Action, Detail | Export-Csv -LiteralPath $PlanPath -NoTypeInformation -Encoding utf8 -WhatIf:$false }

    # The guard: a file that was cut short or mixed up must not empty the cloud.
    $deletes = @($plan | Where-Object Action -EQ 'Delete').Count
    $allowed = [math]::Min($MaxDelete, [math]::Floor($fleet.Count * $MaxDeletePercent / 100))
    if ($deletes -gt $allowed -and -not $Force) {
        throw "The file would delete $deletes of $($fleet.Count) clusters, and $allowed may be deleted in one run. Look at the plan, then use -Force or raise -MaxDelete and -MaxDeletePercent."
    }

    $waiting = [Collections.Generic.Queue[object]]::new()
    foreach ($item in $plan) {
        if ($item.Action -eq 'NoChange') { $item.Status = 'Converged' }
        elseif ($item.Action -eq 'Conflict') { $item.Status = 'Failed'; $item.ErrorCode = 'Conflict'; $item.Error = $item.Detail }
        elseif ($PSCmdlet.ShouldProcess("$($item.Org)/$($item.Vdc)/$($item.Name)", "$($item.Action) $($item.Detail)".Trim())) { $waiting.Enqueue($item) }
        else { $item.Status = 'Planned' }
    }

    $running = @{}
    while ($waiting.Count -or $running.Count) {
        while ($waiting.Count -and $running.Count -lt $ThrottleLimit) {
            $item = $waiting.Dequeue()
            try {
                $task = Start-Step $item $connection
                $item.TaskId = $task.Id
                $running[$task.Id] = $item
                Write-Verbose "$($item.Action) $($item.Name): task $($task.Id)"
            }
            catch {
                $item.Status = 'Failed'
                $item.ErrorCode = ($_.FullyQualifiedErrorId -split ',')[0]
                $item.Error = $_.Exception.Message
            }
        }

        if (-not $running.Count) { continue }
        foreach ($task in Wait-CseTask @($running.Keys) -Any -PassThru -Server $connection -ErrorAction SilentlyContinue) {
            $item = $running[$task.Id]
            $running.Remove($task.Id)
            $item.Status = if ($task.Status -eq 'Succeeded') { 'Converged' } else { 'Failed' }
            $item.Seconds = [math]::Round(($task.Ended - $task.Started).TotalSeconds)
            $item.ErrorCode = $task.ErrorCode
            $item.Error = $task.ErrorMessage
        }
    }
}
finally {
    if ($Server) { Disconnect-CseServer $connection -Confirm:$false -WhatIf:$false }
}

$result = $plan | Select-Object Org, Vdc, Name, Action, Detail, Status, TaskId, Seconds, ErrorCode, Error
if ($ResultPath) { $result | Export-Csv -LiteralPath $ResultPath -NoTypeInformation -Encoding utf8 -WhatIf:$false }
$result
exit [int][bool]@($result | Where-Object Status -EQ 'Failed').Count
