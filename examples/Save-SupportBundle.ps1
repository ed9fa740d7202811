<#
.SYNOPSIS
    Looks all clusters over and writes a support bundle for each that is not sound.

.DESCRIPTION
    Bundles have no secrets in them (see Export-CseSupportBundle) and may be sent on as they are. Those older than -KeepDays are removed. Returns a row per
    cluster; the exit code is the number of clusters that are not sound, 255 at most.

        ./Save-SupportBundle.ps1 -Folder ./bundles

.PARAMETER Folder
    Folder for the bundles; made where it is missing.

.PARAMETER Name
    Only clusters whose names match.

.PARAMETER Since
    How far back the nodes' logs go.

.PARAMETER KeepDays
    How long bundles are kept.

.PARAMETER All
    Writes a bundle for sound clusters, too.

.PARAMETER Server
    The connection. Without it, the default one.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Folder,
    [string] $Name = '*',
    [datetime] $Since = (Get-Date).AddDays(-1),
    [ValidateRange(1, 3650)] [int] $KeepDays = 30,
    [switch] $All,
    [string] $Server
)

$ErrorActionPreference = 'Stop'
$at = @{}
if ($Server) { $at.Server = $Server }

$null = New-Item -ItemType Directory -Path $Folder -Force
Get-ChildItem -LiteralPath $Folder -Filter 'cse-*.zip' | Where-Object LastWriteTime -LT (Get-Date).AddDays(-$KeepDays) | Remove-Item

$rows = foreach ($cluster in Get-CseCluster $Name @at) {
    $findings = @(Test-CseCluster $cluster | Where-Object Result -EQ 'Failed')
    $bundle = if ($findings -or $All) {
        Export-CseSupportBundle $cluster -Since $Since -Path (Join-Path $Folder ('cse-{0}-{1:yyyyMMdd-HHmmss}.zip' -f $cluster.Name, (Get-Date)))
    }

    [pscustomobject]@{
        Org = $cluster.Org; Cluster = $cluster.Name; Sound = -not $findings
        Findings = ($findings | ForEach-Object { "$($_.Name): $($_.Detail)" }) -join ' '
        Bundle = $bundle.Path; Redactions = $bundle.Redactions; Problems = $bundle.Problems -join ' '
    }
}

$rows
exit [math]::Min(255, @($rows | Where-Object Sound -EQ $false).Count)
