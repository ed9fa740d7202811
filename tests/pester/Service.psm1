# What a tenant finds in service mode: a simulated vCloud Director in which the extension is registered, and a host program of its own process that answers.
$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot 'Provider.psm1')

# Why service mode cannot be tested here; empty where it can.
function Get-TestServiceObstacle {
    if (-not (Test-TestBroker)) { 'rabbitmq-server is not installed' }
    elseif (-not (Test-TestGuest)) { 'guests cannot run here' }
    else { '' }
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

<#
.SYNOPSIS
    Starts simulator and one host of the service, on the broker that all tests share: what Start-TestSimulator returns, and Name, Service and Home.
#>
function Start-TestServiceMode {
    [CmdletBinding()]
    param([string[]] $Argument = @())

    $broker = Get-TestBroker
    $simulator = Start-TestSimulator (@('--broker', "amqp://guest:guest@127.0.0.1:$($broker.Port)/") + $Argument)
    $folder = (New-Item -ItemType Directory -Path (Join-Path ([IO.Path]::GetTempPath()) "cse-service-$([guid]::NewGuid().ToString('N'))")).FullName
    foreach ($member in @{ Name = "m$([guid]::NewGuid().ToString('N').Substring(0, 8))"; BrokerPort = $broker.Port; Home = $folder; Service = $null; MetricsPort = 0 }.GetEnumerator()) {
        $simulator | Add-Member -NotePropertyName $member.Key -NotePropertyValue $member.Value
    }

    try {
        Register-TestService $simulator
        Start-TestServiceHost $simulator
        $simulator
    }
    catch {
        $simulator | Stop-TestServiceMode
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
        '<vmext:Enabled>true</vmext:Enabled><vmext:RoutingKey>cse</vmext:RoutingKey><vmext:Priority>0</vmext:Priority>' +
        "<vmext:Exchange>$($Simulator.Name)-ext</vmext:Exchange>" +
        "<vmext:ApiFilters>$filters</vmext:ApiFilters></vmext:Service>"
    $null = Invoke-WebRequest "$base/api/admin/extension/service" -Method Post -SkipCertificateCheck -SkipHeaderValidation -Headers $headers -Body $body -ContentType 'application/vnd.vmware.admin.service+xml'
    $null = Invoke-WebRequest "$base/api/session" -Method Delete -SkipCertificateCheck -SkipHeaderValidation -Headers $headers
}

# Starts a host and returns when it takes work.
function Start-TestServiceHost($Simulator) {
    $Simulator.MetricsPort = Get-TestFreePort
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
  exchange: $($Simulator.Name)-ext
  routing_key: cse
  queue_prefix: $($Simulator.Name)
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

function Stop-TestServiceMode {
    [CmdletBinding()]
    param([Parameter(ValueFromPipeline)] $Simulator)

    process {
        if (-not $Simulator) { return }
        Stop-TestServiceHost $Simulator
        $Simulator | Stop-TestSimulator
        Remove-Item -LiteralPath $Simulator.Home -Recurse -Force -ErrorAction Ignore
    }
}

Export-ModuleMember -Function Get-TestServiceObstacle, Start-TestServiceMode, Stop-TestServiceMode, Start-TestServiceHost, Stop-TestServiceHost, Wait-TestCondition
