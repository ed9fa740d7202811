<#
.SYNOPSIS
    Tells which tenant has which cluster: as a CSV file, and as one HTML page with a chart per organization.

.DESCRIPTION
    Two lists, however many clusters there are: the clusters and their nodes. As a provider administrator it covers all organizations, as a tenant one's own. With the
    CSV file of an earlier run it says what is new, gone and changed since. The page needs nothing from the network and runs no script, so it can be mailed.

        ./New-FleetReport.ps1 -CsvPath fleet.csv -HtmlPath fleet.html -PreviousPath yesterday.csv

.PARAMETER CsvPath
    CSV file to write.

.PARAMETER HtmlPath
    HTML page to write.

.PARAMETER PreviousPath
    CSV file of an earlier run to compare with.

.PARAMETER Server
    The vCloud Director. Without it, the connection that is the default is used.

.PARAMETER Org
    Organization to sign in to; System for a provider administrator.

.PARAMETER Credential
    The user.

.PARAMETER ConnectionOption
    More parameters of Connect-CseServer.

.PARAMETER Title
    Headline of the page.
#>
[CmdletBinding()]
param(
    [string] $CsvPath,
    [string] $HtmlPath,
    [string] $PreviousPath,
    [string] $Server,
    [string] $Org,
    [pscredential] [Management.Automation.Credential()] $Credential = [pscredential]::Empty,
    [hashtable] $ConnectionOption = @{},
    [string] $Title = 'Kubernetes clusters'
)

$ErrorActionPreference = 'Stop'
$ProgressPreference = 'SilentlyContinue'

function ConvertTo-Text($Value) { [Net.WebUtility]::HtmlEncode("$Value") }

# A bar per cluster, as SVG: no script, no font, no file from elsewhere.
function New-Chart($Rows) {
    $largest = [math]::Max(1, ($Rows | Measure-Object VCpu -Maximum).Maximum)
    $y = 0
    $bars = foreach ($row in $Rows) {
        $width = [math]::Round(420 * $row.VCpu / $largest)
        $color = if ($row.Attention) { '#c0392b' } else { '#2e86c1' }
        "<text x='0' y='$($y + 14)'>$(ConvertTo-Text $row.Cluster)</text><rect x='170' y='$y' width='$([math]::Max(1, $width))' height='18' fill='$color'/>" +
            "<text x='$(178 + $width)' y='$($y + 14)'>$($row.VCpu) vCPU, $([math]::Round($row.MemoryMB / 1024, 1)) GB, $($row.Workers) workers</text>"
        $y += 24
    }

    "<svg xmlns='http://www.w3.org/2000/svg' width='860' height='$y' role='img' font-family='sans-serif' font-size='13'>$($bars -join '')</svg>"
}

function New-Table($Rows, $Columns) {
    $head = ($Columns | ForEach-Object { "<th>$(ConvertTo-Text $_)</th>" }) -join ''
    $body = ($Rows | ForEach-Object { $row = $_; '<tr>' + (($Columns | ForEach-Object { "<td>$(ConvertTo-Text $row.$_)</td>" }) -join '') + '</tr>' }) -join "`n"
    "<table><thead><tr>$head</tr></thead><tbody>`n$body`n</tbody></table>"
}

$connection = if ($Server) {
    $who = @{ Server = $Server; Credential = $Credential; NotDefault = $true }
    if ($Org) { $who.Org = $Org }
    Connect-CseServer @who @ConnectionOption
}
else { Get-CseServer -Default }
if (-not $connection) { throw 'There is no connection. Give -Server and -Credential, or connect first with Connect-CseServer.' }

try {
    $clusters = @(Get-CseCluster -IncludeNodes -Server $connection)
}
finally {
    if ($Server) { Disconnect-CseServer $connection -Confirm:$false }
}

# One order of columns and of rows for ever, so that two files can be compared by any tool.
$rows = @($clusters | Sort-Object Org, Vdc, Name, Id | ForEach-Object {
        [pscustomobject][ordered]@{
            Org                = $_.Org
            Vdc                = $_.Vdc
            Cluster            = $_.Name
            Id                 = $_.Id
            Owner              = $_.Owner
            Created            = if ($_.Created) { $_.Created.ToUniversalTime().ToString('u') }
            State              = $_.State
            KubernetesVersion  = $_.KubernetesVersion
            Template           = $_.Template
            TemplateRevision   = $_.TemplateRevision
            ControlPlanes      = @($_.Nodes | Where-Object Role -EQ 'ControlPlane').Count
            Workers            = @($_.Nodes | Where-Object Role -EQ 'Worker').Count
            VCpu               = [int]($_.Nodes | Measure-Object Cpu -Sum).Sum
            MemoryMB           = [int]($_.Nodes | Measure-Object MemoryMB -Sum).Sum
            CertificateExpires = if ($_.CertificateExpires) { $_.CertificateExpires.ToUniversalTime().ToString('yyyy-MM-dd') }
            LastOperation      = if ($_.Task) { "$($_.Task.Kind) $($_.Task.Status)" }
            LastActor          = $_.Task.Actor
            Attention          = (@(
                    if ($_.State -notin 'Ready', 'PoweredOff') { "It is $($_.State)." }
                    if ($_.CertificateExpires -and $_.CertificateExpires -lt (Get-Date).AddDays(30)) { 'Its certificate ends soon.' }
                    if ($_.IsLegacy) { 'CSE 1.x made it.' }
                    $_.Warnings
                ) -join ' ')
        }
    })

$changes = if ($PreviousPath) {
    $before = @{}
    Import-Csv -LiteralPath $PreviousPath | ForEach-Object { $before[$_.Id] = $_ }
    foreach ($row in $rows) {
        $old = $before[$row.Id]
        if (-not $old) { [pscustomobject]@{ Change = 'New'; Org = $row.Org; Cluster = $row.Cluster; Detail = "$($row.Workers) workers" }; continue }
        $before.Remove($row.Id)
        $different = foreach ($column in 'State', 'Workers', 'VCpu', 'MemoryMB', 'KubernetesVersion', 'Owner', 'Vdc') {
            if ("$($old.$column)" -ne "$($row.$column)") { "$column $($old.$column) -> $($row.$column)" }
        }
        if ($different) { [pscustomobject]@{ Change = 'Changed'; Org = $row.Org; Cluster = $row.Cluster; Detail = $different -join ', ' } }
    }

    $before.Values | Sort-Object Org, Cluster | ForEach-Object { [pscustomobject]@{ Change = 'Gone'; Org = $_.Org; Cluster = $_.Cluster; Detail = "$($_.Workers) workers" } }
}

if ($CsvPath) { $rows | Export-Csv -LiteralPath $CsvPath -NoTypeInformation -Encoding utf8 }

if ($HtmlPath) {
    $sections = foreach ($group in $rows | Group-Object Org) {
        "<h2>$(ConvertTo-Text $group.Name)</h2><p>$($group.Count) clusters, $(($group.Group | Measure-Object Workers -Sum).Sum) workers, $(($group.Group | Measure-Object VCpu -Sum).Sum) vCPU</p>"
        New-Chart $group.Group
        New-Table $group.Group @('Vdc', 'Cluster', 'Owner', 'State', 'KubernetesVersion', 'Template', 'ControlPlanes', 'Workers', 'VCpu', 'MemoryMB', 'CertificateExpires', 'LastOperation', 'Attention')
    }

    $since = if ($PreviousPath) {
        "<h2>Since the last report</h2>" + $(if ($changes) { New-Table $changes @('Change', 'Org', 'Cluster', 'Detail') } else { '<p>Nothing has changed.</p>' })
    }

    @"
<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>$(ConvertTo-Text $Title)</title>
<style>
body { font-family: sans-serif; margin: 2em; color: #222 }
table { border-collapse: collapse; margin: 1em 0 }
th, td { border: 1px solid #ccc; padding: 4px 8px; text-align: left; font-size: 13px }
th { background: #eee }
</style>
</head>
<body>
<h1>$(ConvertTo-Text $Title)</h1>
<p>$($rows.Count) clusters of $(@($rows | Select-Object -ExpandProperty Org -Unique).Count) organizations, read from $(ConvertTo-Text $connection.Name) at $([datetime]::UtcNow.ToString('u')).</p>
$since
$($sections -join "`n")
</body>
</html>
"@ | Set-Content -LiteralPath $HtmlPath -Encoding utf8
}

if ($PreviousPath) { $changes } else { $rows }
