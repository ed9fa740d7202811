<#
.SYNOPSIS
    Replaces bad workers of a cluster without losing capacity: a new one first, then the bad one goes.

.DESCRIPTION
    For each bad node: adds a worker and waits until it is Ready, then cordons, drains and removes the bad one. A node that cannot be emptied because it is dead is
    removed all the same; one that a disruption budget protects stays, and the budget is named. Returns a row per step. To be run again after any failure.

        ./Switch-ClusterNode.ps1 web
        ./Switch-ClusterNode.ps1 web -Node node-x7k2

.PARAMETER Cluster
    The cluster, by name or id.

.PARAMETER Node
    The workers to replace. Without it, those that are not Ready.

.PARAMETER Server
    The connection. Without it, the default one.

.PARAMETER DrainTimeoutSec
    How long evicting the pods of one worker may take.
#>
[CmdletBinding(SupportsShouldProcess)]
param(
    [Parameter(Mandatory, Position = 0)] [string] $Cluster,
    [string[]] $Node,
    [string] $Server,
    [ValidateRange(1, [int]::MaxValue)] [int] $DrainTimeoutSec = 300
)

$ErrorActionPreference = 'Stop'
$at = @{}
if ($Server) { $at.Server = $Server }

$all = Get-CseNode $Cluster @at
$bad = @($all | Where-Object Role -EQ 'Worker' | Where-Object { if ($Node) { $_.Name -in $Node } else { $_.Ready -ne $true } })

# What is gone already needs no place to be moved to, but Kubernetes may know it still.
$gone = @($Node | Where-Object { $_ -and $_ -notin $all.Name })
$failed = 0
foreach ($name in $gone) {
    if ($PSCmdlet.ShouldProcess($name, 'Remove the node, whose VM is gone')) {
        Remove-CseNode $Cluster $name -Confirm:$false @at
        [pscustomobject]@{ Node = $name; Step = 'Remove'; Result = 'Done'; Replacement = ''; Detail = 'Its VM was gone.' }
    }
}

foreach ($old in $bad) {
    if (-not $PSCmdlet.ShouldProcess($old.Name, 'Replace the node')) { continue }
    $step = 'Add'
    $new = $null
    try {
        $new = Add-CseNode $Cluster -NodePool $old.Pool @at
        [pscustomobject]@{ Node = $old.Name; Step = $step; Result = 'Done'; Replacement = $new.Name; Detail = "$($new.Address) is Ready." }
        $step = 'Remove'
        $old | Remove-CseNode -DrainTimeoutSec $DrainTimeoutSec -Confirm:$false @at
        [pscustomobject]@{ Node = $old.Name; Step = $step; Result = 'Done'; Replacement = $new.Name; Detail = '' }
    }
    catch {
        $failed++
        [pscustomobject]@{ Node = $old.Name; Step = $step; Result = 'Failed'; Replacement = "$($new.Name)"; Detail = $_.Exception.Message }
    }
}

exit [int][bool]$failed
