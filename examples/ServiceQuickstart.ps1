<#
.SYNOPSIS
    The provider's path: registers the API extension, runs two hosts of the service, and lets a tenant make a cluster through it while one host is killed.

.DESCRIPTION
    Connects as system administrator, registers the extension (a second time, to show that nothing is written again), starts two hosts, each in a process of
    its own, as on two machines. Then a tenant's New-CseCluster goes through the public API of vCloud Director, /api/cse: the process that runs the cmdlet does
    none of the work. In the middle of it the host that works is killed without a warning; the other one finishes. Every step is checked; the exit code is 0
    only if each was as expected.

    For a vCloud Director and a RabbitMQ to try things with: the simulated one (dotnet run --project src/CsePowerShell.Simulator) and any broker. It registers
    the extension for good: take it back with Unregister-CseExtension.

.PARAMETER Server
    The vCloud Director: host, host:port or https://host:port.

.PARAMETER Credential
    A system administrator. The hosts of the service use the same account.

.PARAMETER BrokerHost
    The RabbitMQ that vCloud Director and the hosts share.

.PARAMETER BrokerPort
    Its port; 5671, or 5672 without TLS.

.PARAMETER BrokerCredential
    A user who may declare exchanges and queues there.

.PARAMETER BrokerNoTls
    Speaks to the broker without TLS. Session tokens of tenants then cross the network in clear text: for a broker on this machine.

.PARAMETER SetVcdBroker
    Also makes this the broker of vCloud Director itself, for all it publishes.

.PARAMETER Org
    A tenant's organization.

.PARAMETER TenantCredential
    A user of that organization who may make vApps.

.PARAMETER Vdc
    The organization VDC for the cluster.

.PARAMETER Network
    The VDC's network for the nodes, with at least three free addresses that the hosts of the service reach.

.PARAMETER Template
    The template; without it, the one with the latest Kubernetes.

.PARAMETER CertificateThumbprint
    Thumbprint of vCloud Director's certificate, where the machine does not trust its issuer.

.PARAMETER NodeSshPort
    SSH port of the nodes.

.PARAMETER Name
    Name of the cluster.
#>
[Diagnostics.CodeAnalysis.SuppressMessage('PSAvoidUsingWriteHost', '', Justification = 'It shows a person what happens; its output is no data.')]
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Server,
    [Parameter(Mandatory)] [pscredential] [Management.Automation.Credential()] $Credential,
    [Parameter(Mandatory)] [string] $BrokerHost,
    [ValidateRange(1, 65535)] [int] $BrokerPort = 5671,
    [Parameter(Mandatory)] [pscredential] [Management.Automation.Credential()] $BrokerCredential,
    [switch] $BrokerNoTls,
    [switch] $SetVcdBroker,
    [Parameter(Mandatory)] [string] $Org,
    [Parameter(Mandatory)] [pscredential] [Management.Automation.Credential()] $TenantCredential,
    [Parameter(Mandatory)] [string] $Vdc,
    [Parameter(Mandatory)] [string] $Network,
    [string] $Template,
    [string] $CertificateThumbprint,
    [ValidateRange(1, 65535)] [int] $NodeSshPort = 22,
    [string] $Name = "shared-$([guid]::NewGuid().ToString('N').Substring(0, 6))"
)

$ErrorActionPreference = 'Stop'
if (-not (Get-Module CsePowerShell)) {
    Import-Module CsePowerShell
}

$started = [Diagnostics.Stopwatch]::StartNew()
$script:number = 0
$connections = [Collections.Generic.List[object]]::new()
$hosts = [ordered]@{}

# Runs a step, prints what came of it and what it took; its output is the step's.
function Step([string] $Title, [scriptblock] $Action, [scriptblock] $Say = { '' }) {
    $script:number++
    $watch = [Diagnostics.Stopwatch]::StartNew()
    $result = & $Action
    Write-Host ('{0,2}. {1,-58} {2,6:n1} s  {3}' -f $script:number, $Title, $watch.Elapsed.TotalSeconds, (& $Say $result))
    $result
}

function Confirm-That([bool] $Fact, [string] $Otherwise) {
    if (-not $Fact) {
        throw $Otherwise
    }
}

function Wait-Until([scriptblock] $Condition, [string] $What, [int] $Seconds = 120) {
    $limit = [datetime]::UtcNow.AddSeconds($Seconds)
    while (-not (& $Condition)) {
        Confirm-That ([datetime]::UtcNow -lt $limit) "After $Seconds s still not: $What."
        Start-Sleep -Milliseconds 200
    }
}

$work = New-Item -ItemType Directory -Path (Join-Path ([IO.Path]::GetTempPath()) "cse-service-$([guid]::NewGuid().ToString('N'))")

function Get-HostLog([string] $HostName) {
    $path = Join-Path $work "$HostName.log"
    if (Test-Path -LiteralPath $path) { Get-Content -LiteralPath $path -Raw } else { '' }
}

# A host is what a provider runs on each of two machines: Start-CseService with the same configuration. Passwords are in its environment, not in the file.
function Start-ServiceHost([string] $HostName) {
    $command = "`$ErrorActionPreference = 'Stop'; Import-Module '$(Join-Path (Get-Module CsePowerShell).ModuleBase 'CsePowerShell.psd1')'; " +
        "Start-CseService -Configuration '$configuration' -HostName $HostName -LogPath '$(Join-Path $work "$HostName.log")' -Confirm:`$false"
    $start = [Diagnostics.ProcessStartInfo]::new((Get-Process -Id $PID).Path, "-NoProfile -NonInteractive -Command `"$command`"")
    $start.UseShellExecute = $false
    $start.RedirectStandardOutput = $start.RedirectStandardError = $start.RedirectStandardInput = $true
    $start.EnvironmentVariables['CSE_VCD_PASSWORD'] = $Credential.GetNetworkCredential().Password
    $start.EnvironmentVariables['CSE_AMQP_PASSWORD'] = $BrokerCredential.GetNetworkCredential().Password
    $process = [Diagnostics.Process]::Start($start)
    # Read to the end in the background: a full pipe would stop the host.
    $hosts[$HostName] = [pscustomobject]@{ Process = $process; Output = $process.StandardOutput.ReadToEndAsync(); Errors = $process.StandardError.ReadToEndAsync() }
}

function Wait-ServiceHost([string] $HostName) {
    Wait-Until {
        $one = $hosts[$HostName]
        if ($one.Process.HasExited) { throw "Host $HostName ended: $($one.Errors.Result) $($one.Output.Result)" }
        (Get-HostLog $HostName) -match 'Connected to the broker'
    } "host $HostName is connected"
}

try {
    $trust = @{}
    if ($CertificateThumbprint) { $trust.CertificateThumbprint = $CertificateThumbprint }
    # No host of the service may be running yet: the administrator asks vCloud Director itself.
    $administrator = Step 'Connect to System' {
        $connection = Connect-CseServer -Server $Server -Org System -Credential $Credential -Mode Direct -NotDefault @trust
        $connections.Add($connection)
        $connection
    } { param($c) "API $($c.ApiVersion)" }

    $broker = @{ BrokerHost = $BrokerHost; BrokerPort = $BrokerPort; BrokerCredential = $BrokerCredential; BrokerNoTls = $BrokerNoTls; Server = $administrator }
    $plan = Step 'Look what registering would write' { Register-CseExtension @broker -SetVcdBroker:$SetVcdBroker -PlanOnly } { param($p) "$($p.Steps.Count) writes" }
    $plan.Steps | ForEach-Object { Write-Host "      $_" }
    $extension = Step 'Register the extension' { Register-CseExtension @broker -SetVcdBroker:$SetVcdBroker -Confirm:$false } { param($e) "$($e.Name), exchange $($e.Exchange), $($e.State)" }
    Confirm-That $extension.IsEnabledInVcd 'The extension is registered, but not enabled.'
    $again = Step 'Register it once more: nothing to write' { Register-CseExtension @broker -PlanOnly } { param($p) "$($p.Steps.Count) writes" }
    Confirm-That ($again.Steps.Count -eq 0) "A second run would write: $($again.Steps -join '; ')"

    if (-not $Template) {
        $Template = (Get-CseTemplate -Server $administrator | Where-Object IsUsable | Sort-Object { [version]$_.KubernetesVersion.TrimStart('v') }, Revision | Select-Object -Last 1).Name
    }

    $configuration = Join-Path $work 'cse.yaml'
    Set-Content -LiteralPath $configuration -Encoding utf8 -Value @"
vcd:
  host: '$Server'
  username: '$($Credential.UserName)'
  password: {env: CSE_VCD_PASSWORD}
$(if ($CertificateThumbprint) { "  certificate_thumbprint: $CertificateThumbprint" })
amqp:
  host: '$BrokerHost'
  port: $BrokerPort
  username: '$($BrokerCredential.UserName)'
  password: {env: CSE_AMQP_PASSWORD}
  ssl: $("$(-not $BrokerNoTls)".ToLowerInvariant())
  exchange: $($extension.Exchange)
  routing_key: $($extension.RoutingKey)
service:
  metrics_port: 0
broker:
  default_template: $Template
nodes:
  ssh_key: '$(Join-Path $work 'management-key')'
  ssh_port: $NodeSshPort
"@
    $null = Step 'Start host h1' { Start-ServiceHost h1; Wait-ServiceHost h1 } { "process $($hosts.h1.Process.Id)" }
    $null = Step 'Start host h2' { Start-ServiceHost h2; Wait-ServiceHost h2 } { "process $($hosts.h2.Process.Id)" }

    $tenant = Step "Connect to $Org as $($TenantCredential.UserName)" {
        $connection = Connect-CseServer -Server $Server -Org $Org -Credential $TenantCredential -Mode Service @trust
        $connections.Add($connection)
        $connection
    } { param($c) "mode $($c.Mode)" }

    $task = Step "Ask the service for '$Name' with 2 workers" { New-CseCluster -Name $Name -Vdc $Vdc -Network $Network -Template $Template -WorkerCount 2 -RunAsync } { param($t) "task $($t.Id)" }
    $null = Step 'Its VMs are being made' {
        Wait-Until { (Get-CseCluster | Where-Object Name -EQ $Name).VmCount -eq 3 } 'the VMs of the cluster are there'
    }

    # The host that subscribed first runs the jobs, the other one answers requests and stands by.
    $null = Step 'Kill host h1 without a warning' { $hosts.h1.Process.Kill(); $hosts.h1.Process.WaitForExit() }
    $cluster = Step 'Host h2 finishes' { $task | Wait-CseTask -TimeoutSec 600 | Out-Null; Get-CseCluster -Name $Name } { param($c) "$($c.NodeSummary) nodes ready, $($c.ControlPlaneEndpoint)" }
    Confirm-That (@($cluster).Count -eq 1 -and $cluster.State -eq 'Ready' -and $cluster.ReadyNodes -eq 3) "There should be one cluster with 3 ready nodes, and there are $(@($cluster).Count): $($cluster.State), $($cluster.ReadyNodes) ready."
    Confirm-That ((Get-HostLog h2) -match "was another host's") 'Host h2 did not take the work over.'
    $nodes = @(Step 'List nodes' { Get-CseNode $cluster } { param($all) ($all | ForEach-Object { "$($_.Name) $($_.Address)" }) -join ', ' })
    Confirm-That ($nodes.Count -eq 3) "There should be 3 VMs, and there are $($nodes.Count)."

    $kubeconfig = Join-Path $work 'kubeconfig'
    $null = Step 'Export the kubeconfig' { $cluster | Export-CseKubeconfig -Path $kubeconfig -PassThru } { param($file) "$($file.Length) bytes" }
    if (Get-Command kubectl -CommandType Application -ErrorAction Ignore) {
        $rows = @(Step 'kubectl get nodes' {
                $answer = kubectl --kubeconfig $kubeconfig --request-timeout=20s get nodes --no-headers
                Confirm-That ($LASTEXITCODE -eq 0) "kubectl ended with exit code $LASTEXITCODE."
                $answer
            } { param($all) "$($all.Count) nodes" })
        Confirm-That ($rows.Count -eq 3 -and @($rows | Where-Object { $_ -notmatch '\sReady\s' }).Count -eq 0) "kubectl should see 3 ready nodes:`n$($rows -join "`n")"
    }
    else {
        Write-Host '    kubectl is not on this machine and was not asked.'
    }

    $null = Step "Remove '$Name'" { $cluster | Remove-CseCluster -Confirm:$false }
    $left = @(Step 'List clusters' { Get-CseCluster } { param($all) "$(@($all | Where-Object Id).Count) left" })
    Confirm-That (@($left | Where-Object Id -EQ $cluster.Id).Count -eq 0) 'The cluster is still listed.'
    Write-Host ('Every step was as expected: {0:n0} s.' -f $started.Elapsed.TotalSeconds)
}
finally {
    foreach ($one in $hosts.Values) {
        if (-not $one.Process.HasExited) {
            $one.Process.Kill()
        }
    }

    if ($connections.Count) {
        $connections | Disconnect-CseServer -Confirm:$false
    }

    Remove-Item -LiteralPath $work -Recurse -Force
}
