# A provider's whole side for tests of service mode: a broker of its own, a simulated vCloud Director that forwards to it, the extension registered, and one host.
$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1')

$script:rabbit = '/usr/lib/rabbitmq/bin/rabbitmq-server'

# Why service mode cannot be tested here; empty where it can.
function Get-TestServiceObstacle {
    if (-not (Test-Path $script:rabbit)) { 'rabbitmq-server is not installed' }
    elseif (-not (Test-TestGuest)) { 'guests cannot run here' }
    else { '' }
}

function Get-FreeTestPort {
    $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
    $listener.Start()
    try { $listener.LocalEndpoint.Port } finally { $listener.Stop() }
}

function Get-TestServiceProgram {
    if ($env:CSE_TEST_SERVICE) { return $env:CSE_TEST_SERVICE }
    (Get-TestSimulatorPath) -replace 'CsePowerShell\.Simulator', 'CsePowerShell.Service'
}

# Everything ends when its standard input does, so that nothing is left of a test run that was killed.
function Start-TestProcess([string] $Program, [string[]] $Argument, [hashtable] $Environment) {
    $start = [Diagnostics.ProcessStartInfo]::new('/bin/sh')
    @('-c', 'setsid "$0" "$@" & child=$!; cat > /dev/null; /bin/kill -s KILL -- -$child', $Program) + $Argument | ForEach-Object { $start.ArgumentList.Add($_) }
    foreach ($name in $Environment.Keys) { $start.Environment[$name] = [string]$Environment[$name] }
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.RedirectStandardError = $true
    $process = [Diagnostics.Process]::Start($start)
    # Read and forget, in .NET: a pipe that fills up would stop the program.
    $null = $process.StandardOutput.BaseStream.CopyToAsync([IO.Stream]::Null)
    $null = $process.StandardError.BaseStream.CopyToAsync([IO.Stream]::Null)
    $process
}

function Stop-TestProcess($Process) {
    if (-not $Process) { return }
    $Process.StandardInput.Close()
    if (-not $Process.WaitForExit(10000)) { $Process.Kill($true) }
    $Process.Dispose()
}

function Wait-TestCondition([scriptblock] $Condition, [string] $What, [int] $Seconds = 90) {
    $deadline = [datetime]::UtcNow.AddSeconds($Seconds)
    while (-not (& $Condition)) {
        if ([datetime]::UtcNow -gt $deadline) { throw "It did not come about within $Seconds s that $What." }
        Start-Sleep -Milliseconds 200
    }
}

function Test-TestPort([int] $Port) {
    $client = [Net.Sockets.TcpClient]::new()
    try { $client.Connect('127.0.0.1', $Port); $true } catch { $false } finally { $client.Dispose() }
}

<#
.SYNOPSIS
    Starts broker, simulator and one host of the service: what Start-TestSimulator returns, and Broker, BrokerPort, Service, Home.
#>
function Start-TestService {
    [CmdletBinding()]
    param([string[]] $Argument = @())

    $home_ = (New-Item -ItemType Directory -Path (Join-Path ([IO.Path]::GetTempPath()) "cse-service-$([guid]::NewGuid().ToString('N'))")).FullName
    $port = Get-FreeTestPort
    $mapper = Get-FreeTestPort
    Set-Content (Join-Path $home_ 'enabled_plugins') '[].'
    Set-Content (Join-Path $home_ 'rabbitmq.conf') "listeners.tcp.1 = 127.0.0.1:$port`nloopback_users = none`nlog.console = false`ndisk_free_limit.absolute = 50MB"
    $epmd = Start-TestProcess 'epmd' @('-address', '127.0.0.1', '-port', $mapper) @{}
    $broker = Start-TestProcess '/bin/sh' @($script:rabbit) @{
        HOME = $home_; ERL_EPMD_PORT = $mapper; ERL_EPMD_ADDRESS = '127.0.0.1'; RABBITMQ_NODENAME = "cse${PID}x$port@localhost"; RABBITMQ_DIST_PORT = Get-FreeTestPort
        RABBITMQ_MNESIA_BASE = Join-Path $home_ 'data'; RABBITMQ_LOG_BASE = Join-Path $home_ 'log'; RABBITMQ_CONFIG_FILE = Join-Path $home_ 'rabbitmq.conf'
        RABBITMQ_ENABLED_PLUGINS_FILE = Join-Path $home_ 'enabled_plugins'; RABBITMQ_PID_FILE = Join-Path $home_ 'pid'
        RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS = '-kernel inet_dist_use_interface {127,0,0,1} +S 2:2 +sbwt none'
    }
    $simulator = Start-TestSimulator (@('--broker', "amqp://guest:guest@127.0.0.1:$port/") + $Argument)
    foreach ($member in @{ Broker = $broker; Mapper = $epmd; BrokerPort = $port; Home = $home_; Service = $null; MetricsPort = 0 }.GetEnumerator()) {
        $simulator | Add-Member -NotePropertyName $member.Key -NotePropertyValue $member.Value
    }

    try {
        Wait-TestCondition { Test-TestPort $port } 'the broker listens'
        Register-TestService $simulator
        Start-TestServiceHost $simulator
        $simulator
    }
    catch {
        $simulator | Stop-TestService
        throw
    }
}

# As pyvcloud registers an extension: what is tested is what comes after.
function Register-TestService($Simulator) {
    $base = "https://$($Simulator.Server)"
    $accept = 'application/*+xml;version=31.0'
    $basic = [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes('administrator@System:Passw0rd!'))
    $session = Invoke-WebRequest "$base/api/sessions" -Method Post -SkipCertificateCheck -SkipHeaderValidation -Headers @{ Accept = $accept; Authorization = "Basic $basic" }
    $headers = @{ Accept = $accept; 'x-vcloud-authorization' = [string]$session.Headers['x-vcloud-authorization'] }
    $filters = -join ('/api/cse', '/api/cse/.*', '/api/cse/.*/.*' | ForEach-Object { "<vmext:ApiFilter><vmext:UrlPattern>$_</vmext:UrlPattern></vmext:ApiFilter>" })
    $body = '<vmext:Service xmlns:vmext="http://www.vmware.com/vcloud/extension/v1.5" xmlns="http://www.vmware.com/vcloud/v1.5" name="cse"><vmext:Namespace>cse</vmext:Namespace>' +
        '<vmext:Enabled>true</vmext:Enabled><vmext:RoutingKey>cse</vmext:RoutingKey><vmext:Priority>0</vmext:Priority><vmext:Exchange>cse-ext</vmext:Exchange>' +
        "<vmext:ApiFilters>$filters</vmext:ApiFilters></vmext:Service>"
    $null = Invoke-WebRequest "$base/api/admin/extension/service" -Method Post -SkipCertificateCheck -SkipHeaderValidation -Headers $headers -Body $body -ContentType 'application/vnd.vmware.admin.service+xml'
    $null = Invoke-WebRequest "$base/api/session" -Method Delete -SkipCertificateCheck -SkipHeaderValidation -Headers $headers
}

# Starts a host and returns when it takes work.
function Start-TestServiceHost($Simulator) {
    $Simulator.MetricsPort = Get-FreeTestPort
    $server, $apiPort = $Simulator.Server -split ':'
    $file = Join-Path $Simulator.Home 'cse.yaml'
    Set-Content $file @"
vcd:
  host: $server
  port: $apiPort
  username: administrator
  password: {env: CSE_TEST_VCD_PASSWORD}
  certificate_thumbprint: $($Simulator.Thumbprint)
amqp:
  host: 127.0.0.1
  port: $($Simulator.BrokerPort)
  username: guest
  password: {env: CSE_TEST_AMQP_PASSWORD}
  ssl: false
  exchange: cse-ext
  routing_key: cse
service:
  host_name: h1
  metrics_port: $($Simulator.MetricsPort)
  enforce_authorization: false
broker:
  default_template: ubuntu-24.04_k8s-1.31
nodes:
  ssh_key: $(Join-Path $Simulator.Home 'management-key')
  ssh_port: $($Simulator.SshPort)
"@
    $Simulator.Service = Start-TestProcess 'dotnet' @((Get-TestServiceProgram), 'run', '--config', $file) @{ CSE_TEST_VCD_PASSWORD = 'Passw0rd!'; CSE_TEST_AMQP_PASSWORD = 'guest' }
    Wait-TestCondition {
        try { (Invoke-WebRequest "http://127.0.0.1:$($Simulator.MetricsPort)/ready" -SkipHttpErrorCheck).StatusCode -eq 200 } catch { $false }
    } 'the host is ready'
}

function Stop-TestServiceHost($Simulator) {
    Stop-TestProcess $Simulator.Service
    $Simulator.Service = $null
}

function Stop-TestService {
    [CmdletBinding()]
    param([Parameter(ValueFromPipeline)] $Simulator)

    process {
        if (-not $Simulator) { return }
        Stop-TestServiceHost $Simulator
        $Simulator | Stop-TestSimulator
        Stop-TestProcess $Simulator.Broker
        Stop-TestProcess $Simulator.Mapper
        Remove-Item -LiteralPath $Simulator.Home -Recurse -Force -ErrorAction Ignore
    }
}

Export-ModuleMember -Function Get-TestServiceObstacle, Start-TestService, Stop-TestService, Start-TestServiceHost, Stop-TestServiceHost, Wait-TestCondition
