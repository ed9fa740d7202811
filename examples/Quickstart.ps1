<#
.SYNOPSIS
    The whole life of a Kubernetes cluster on vCloud Director, step by step, with what each step took.

.DESCRIPTION
    Connects, lists templates, makes a cluster with one control plane and two workers, asks kubectl for its nodes, scales to four workers and to one,
    shows that a second tenant does not see it, and removes it. Every step is checked; the exit code is 0 only if each was as expected.

    Works as it stands against a real vCloud Director:

        ./Quickstart.ps1 -Server vcd.example.com -Org acme -Credential alice -Vdc acme-vdc -Network acme-net

    and against the simulated one, whose last line says where it is (dotnet run --project src/CsePowerShell.Simulator).

.PARAMETER Server
    The vCloud Director: host, host:port or https://host:port.

.PARAMETER Org
    The first tenant's organization.

.PARAMETER Credential
    A user of that organization who may make vApps.

.PARAMETER Vdc
    The organization VDC for the cluster.

.PARAMETER Network
    The VDC's network for the nodes, with at least six free addresses.

.PARAMETER Template
    The template; without it, the one with the latest Kubernetes.

.PARAMETER SecondOrg
    Another tenant's organization.

.PARAMETER SecondCredential
    A user of the other organization. Without it, that step is left out, and it is said so.

.PARAMETER CertificateThumbprint
    Thumbprint of the server's certificate, where the machine does not trust its issuer.

.PARAMETER NodeSshPort
    SSH port of the nodes.

.PARAMETER SshKeyPath
    Management key for the nodes; made for this run, and thrown away with it, where none is given.

.PARAMETER JumpHost
    Host through which the nodes are reached, as [user@]host[:port].

.PARAMETER Name
    Name of the cluster.
#>
[Diagnostics.CodeAnalysis.SuppressMessage('PSAvoidUsingWriteHost', '', Justification = 'It shows a person what happens; its output is no data.')]
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Server,
    [Parameter(Mandatory)] [string] $Org,
    [Parameter(Mandatory)] [pscredential] [Management.Automation.Credential()] $Credential,
    [Parameter(Mandatory)] [string] $Vdc,
    [Parameter(Mandatory)] [string] $Network,
    [string] $Template,
    [string] $SecondOrg,
    [pscredential] [Management.Automation.Credential()] $SecondCredential = [pscredential]::Empty,
    [string] $CertificateThumbprint,
    [ValidateRange(1, 65535)] [int] $NodeSshPort = 22,
    [string] $SshKeyPath,
    [string] $JumpHost,
    [string] $Name = "demo-$([guid]::NewGuid().ToString('N').Substring(0, 6))"
)

$ErrorActionPreference = 'Stop'
if (-not (Get-Module CsePowerShell)) {
    Import-Module CsePowerShell
}

$started = [Diagnostics.Stopwatch]::StartNew()
$script:number = 0
$connections = [Collections.Generic.List[object]]::new()

# Runs a step, prints what came of it, what it took and how many requests went to vCloud Director; its output is the step's.
function Step([string] $Title, [scriptblock] $Action, [scriptblock] $Say = { '' }) {
    $script:number++
    $before = ($connections | Measure-Object RequestCount -Sum).Sum
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $result = & $Action
    $requests = ($connections | Measure-Object RequestCount -Sum).Sum - $before
    Write-Host ('{0,2}. {1,-58} {2,6:n1} s {3,4} requests  {4}' -f $script:number, $Title, $watch.Elapsed.TotalSeconds, $requests, (& $Say $result))
    $result
}

function Confirm-That([bool] $Fact, [string] $Otherwise) {
    if (-not $Fact) {
        throw $Otherwise
    }
}

$work = New-Item -ItemType Directory -Path (Join-Path ([IO.Path]::GetTempPath()) "cse-quickstart-$([guid]::NewGuid().ToString('N'))")
try {
    $node = @{ NodeSshPort = $NodeSshPort; SshKeyPath = if ($SshKeyPath) { $SshKeyPath } else { Join-Path $work 'management-key' } }
    if ($JumpHost) { $node.JumpHost = $JumpHost }
    $trust = @{}
    if ($CertificateThumbprint) { $trust.CertificateThumbprint = $CertificateThumbprint }

    $tenant = Step "Connect to $Org as $($Credential.UserName)" {
        $connection = Connect-CseServer -Server $Server -Org $Org -Credential $Credential @trust @node
        $connections.Add($connection)
        $connection
    } { param($c) "API $($c.ApiVersion)" }

    $templates = Step 'List templates' { Get-CseTemplate } { param($all) ($all | ForEach-Object { "$($_.Name) r$($_.Revision)" }) -join ', ' }
    if (-not $Template) {
        $Template = ($templates | Where-Object IsUsable | Sort-Object { [version]$_.KubernetesVersion.TrimStart('v') }, Revision | Select-Object -Last 1).Name
    }

    $checks = Step 'Check the environment' { Test-CseEnvironment -Vdc $Vdc -Network $Network -Template $Template -WorkerCount 4 } {
        param($rows) ($rows | Group-Object Result | ForEach-Object { "$($_.Count) $($_.Name.ToLowerInvariant())" }) -join ', '
    }
    $failed = @($checks | Where-Object Result -EQ 'Failed')
    Confirm-That ($failed.Count -eq 0) "The environment is not ready: $(($failed | ForEach-Object { "$($_.Name): $($_.Detail) $($_.Fix)" }) -join ' ')"

    $wanted = @{ Name = $Name; Vdc = $Vdc; Network = $Network; Template = $Template; WorkerCount = 2 }
    $cluster = Step "Create '$Name' with 1 control plane and 2 workers" { New-CseCluster @wanted } { param($c) "$($c.NodeSummary) nodes ready, $($c.ControlPlaneEndpoint)" }
    Confirm-That ($cluster.State -eq 'Ready' -and $cluster.ReadyNodes -eq 3) "3 nodes should be ready, and $($cluster.ReadyNodes) are; the cluster is $($cluster.State)."

    $again = Step 'Create it once more: nothing changes' { New-CseCluster @wanted } { param($c) $c.Id }
    Confirm-That ($again.Id -eq $cluster.Id) 'The same command made another cluster.'

    $listed = @(Step 'List clusters' { Get-CseCluster } { param($all) $all.Name -join ', ' })
    Confirm-That (@($listed | Where-Object Id -EQ $cluster.Id).Count -eq 1) 'The cluster is not listed.'

    $kubeconfig = Join-Path $work "$Name.kubeconfig"
    $null = Step 'Export the kubeconfig' { $cluster | Export-CseKubeconfig -Path $kubeconfig -PassThru } { param($file) "$($file.Length) bytes" }

    function Test-Node([int] $Expected) {
        $nodes = @(Step 'List nodes' { Get-CseNode $cluster } { param($all) ($all | ForEach-Object { "$($_.Name) $($_.Address)" }) -join ', ' })
        Confirm-That ($nodes.Count -eq $Expected -and @($nodes | Where-Object Ready).Count -eq $Expected) "$Expected nodes should be ready: $($nodes | ForEach-Object { "$($_.Name) $($_.Ready)" })"
        if (-not (Get-Command kubectl -CommandType Application -ErrorAction Ignore)) {
            Write-Host '    kubectl is not on this machine and was not asked.'
            return
        }

        $rows = @(Step 'kubectl get nodes' {
                $answer = kubectl --kubeconfig $kubeconfig --request-timeout=20s get nodes --no-headers
                Confirm-That ($LASTEXITCODE -eq 0) "kubectl ended with exit code $LASTEXITCODE."
                $answer
            } { param($all) "$($all.Count) nodes" })
        Confirm-That ($rows.Count -eq $Expected -and @($rows | Where-Object { $_ -notmatch '\sReady\s' }).Count -eq 0) "kubectl should see $Expected ready nodes:`n$($rows -join "`n")"
        $rows | ForEach-Object { Write-Host "      $_" }
    }

    Test-Node 3

    $larger = Step 'Scale to 4 workers' { $cluster | Set-CseClusterSize -WorkerCount 4 } { param($c) "$($c.NodeSummary) nodes ready" }
    Confirm-That ($larger.ReadyNodes -eq 5) "5 nodes should be ready, and $($larger.ReadyNodes) are."
    Test-Node 5

    $smaller = Step 'Scale to 1 worker' { $cluster | Set-CseClusterSize -WorkerCount 1 -Confirm:$false } { param($c) "$($c.NodeSummary) nodes ready" }
    Confirm-That ($smaller.ReadyNodes -eq 2) "2 nodes should be ready, and $($smaller.ReadyNodes) are."
    Test-Node 2

    if ($SecondCredential -ne [pscredential]::Empty) {
        $stranger = Step "Connect to $SecondOrg as $($SecondCredential.UserName)" {
            $connection = Connect-CseServer -Server $Server -Org $SecondOrg -Credential $SecondCredential -NotDefault @trust @node
            $connections.Add($connection)
            $connection
        } { param($c) "API $($c.ApiVersion)" }
        $seen = @(Step 'The other tenant lists clusters' { Get-CseCluster -Server $stranger } { param($all) "$(@($all | Where-Object Id).Count) of its own" })
        Confirm-That (@($seen | Where-Object { $_.Id -eq $cluster.Id -or $_.Name -eq $Name }).Count -eq 0) 'Another tenant sees the cluster.'
        $refused = Step 'The other tenant asks for it by id' {
            try { Get-CseCluster -Server $stranger -Id $cluster.Id } catch { $_.FullyQualifiedErrorId }
        } { param($id) $id }
        Confirm-That ($refused -is [string] -and $refused -like 'CseClusterNotFound,*') "Another tenant should be told that there is no such cluster, and got: $refused"
    }
    else {
        Write-Host '    No -SecondCredential was given, so no other tenant looked for the cluster.'
    }

    $removed = Step "Remove '$Name'" { $cluster | Remove-CseCluster -Confirm:$false -PassThru } { param($r) "$($r.Owned.Count) things removed, $($r.Left.Count) left" }
    Confirm-That ($removed.Left.Count -eq 0) "This is left: $($removed.Left -join ', ')"
    $left = @(Step 'List clusters' { Get-CseCluster } { param($all) "$(@($all | Where-Object Id).Count) left" })
    Confirm-That (@($left | Where-Object Id -EQ $cluster.Id).Count -eq 0) 'The cluster is still listed.'

    Write-Host ('Every step was as expected: {0:n0} s, {1} requests to vCloud Director.' -f $started.Elapsed.TotalSeconds, ($connections | Measure-Object RequestCount -Sum).Sum)
}
finally {
    if ($connections.Count) {
        $connections | Disconnect-CseServer -Confirm:$false
    }

    Remove-Item -LiteralPath $work -Recurse -Force
}
