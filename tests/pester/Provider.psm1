# What a provider has: a broker of the tests' own with TLS from a private authority, a simulated vCD that uses it, and a host of the service.
$ErrorActionPreference = 'Stop'
Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1')

$script:server = '/usr/lib/rabbitmq/bin/rabbitmq-server'

# Whether RabbitMQ is on this machine. No broker is started for the answer.
function Test-TestBroker { $IsLinux -and (Test-Path $script:server) }

function Get-TestFreePort {
    $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
    $listener.Start()
    try { $listener.LocalEndpoint.Port } finally { $listener.Stop() }
}

# An authority, and a certificate for localhost that it signed.
function New-TestCertificate([string] $Folder) {
    $now = [DateTimeOffset]::UtcNow
    $authorityKey = [Security.Cryptography.RSA]::Create(2048)
    $request = [Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=Test Broker Authority', $authorityKey, 'SHA256', [Security.Cryptography.RSASignaturePadding]::Pkcs1)
    $request.CertificateExtensions.Add([Security.Cryptography.X509Certificates.X509BasicConstraintsExtension]::new($true, $false, 0, $true))
    $authority = $request.CreateSelfSigned($now.AddDays(-1), $now.AddDays(2))
    $key = [Security.Cryptography.RSA]::Create(2048)
    $request = [Security.Cryptography.X509Certificates.CertificateRequest]::new('CN=localhost', $key, 'SHA256', [Security.Cryptography.RSASignaturePadding]::Pkcs1)
    $names = [Security.Cryptography.X509Certificates.SubjectAlternativeNameBuilder]::new()
    $names.AddDnsName('localhost')
    $request.CertificateExtensions.Add($names.Build())
    $certificate = $request.Create($authority, $now.AddDays(-1), $now.AddDays(1), [guid]::NewGuid().ToByteArray())
    Set-Content (Join-Path $Folder 'ca.pem') $authority.ExportCertificatePem()
    Set-Content (Join-Path $Folder 'mq.pem') $certificate.ExportCertificatePem()
    Set-Content (Join-Path $Folder 'mq.key') $key.ExportPkcs8PrivateKeyPem()
    $certificate.GetCertHashString('SHA256')
}

# A port that was free a moment ago may be taken by the time the broker comes to it, since others start theirs at the same time: then it is tried again.
function Start-TestBrokerProcess {
    $folder = (New-Item -ItemType Directory -Path (Join-Path ([IO.Path]::GetTempPath()) "cse-pester-mq-$([guid]::NewGuid().ToString('N'))")).FullName
    $thumbprint = New-TestCertificate $folder
    $plain, $tls, $mapper, $distribution = 1..4 | ForEach-Object { Get-TestFreePort }
    Set-Content (Join-Path $folder 'enabled_plugins') '[].'
    Set-Content (Join-Path $folder 'rabbitmq.conf') @"
listeners.tcp.1 = 127.0.0.1:$plain
listeners.ssl.1 = 127.0.0.1:$tls
ssl_options.cacertfile = $folder/ca.pem
ssl_options.certfile = $folder/mq.pem
ssl_options.keyfile = $folder/mq.key
ssl_options.verify = verify_none
ssl_options.fail_if_no_peer_cert = false
loopback_users = none
disk_free_limit.absolute = 50MB
"@
    # The group of processes ends when its input does, and so with this process; the folder goes with it.
    Set-Content (Join-Path $folder 'run.sh') @"
cd $folder
export HOME=$folder ERL_EPMD_PORT=$mapper ERL_EPMD_ADDRESS=127.0.0.1 RABBITMQ_NODENAME=cse${PID}p$plain@localhost RABBITMQ_DIST_PORT=$distribution
export RABBITMQ_MNESIA_BASE=$folder/data RABBITMQ_LOG_BASE=$folder/log RABBITMQ_CONFIG_FILE=$folder/rabbitmq.conf RABBITMQ_ENABLED_PLUGINS_FILE=$folder/enabled_plugins RABBITMQ_PID_FILE=$folder/pid
export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="-kernel inet_dist_use_interface {127,0,0,1} +S 2:2 +sbwt none"
epmd -address 127.0.0.1 -port $mapper < /dev/null &
/bin/sh $script:server < /dev/null 2>&1 &
cat > /dev/null
rm -rf $folder
kill -KILL 0
"@
    $start = [Diagnostics.ProcessStartInfo]::new('setsid')
    '--wait', '/bin/bash', (Join-Path $folder 'run.sh') | ForEach-Object { $start.ArgumentList.Add($_) }
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $process = [Diagnostics.Process]::Start($start)
    $deadline = [datetime]::UtcNow.AddSeconds(90)
    do {
        $line = $process.StandardOutput.ReadLineAsync()
        if (-not $line.Wait([math]::Max(0, ($deadline - [datetime]::UtcNow).TotalMilliseconds)) -or $null -eq $line.Result) {
            $process.StandardInput.Close()
            return
        }
    } until ($line.Result -match 'completed with')
    $null = $process.StandardOutput.ReadToEndAsync()
    [pscustomobject]@{ Port = $plain; TlsPort = $tls; Authority = Join-Path $folder 'ca.pem'; Thumbprint = $thumbprint; Process = $process }
}

<#
.SYNOPSIS
    One broker for all files of a run: ports, the authority's file, the certificate's thumbprint. It ends with this process, whichever way that ends.
#>
function Get-TestBroker {
    for ($try = 1; -not $global:CseTestBroker; $try++) {
        if ($try -gt 3) { throw 'The broker did not get ready.' }
        $global:CseTestBroker = Start-TestBrokerProcess
    }

    $global:CseTestBroker
}

<#
.SYNOPSIS
    A simulator on the shared broker, this process connected to it as its administrator, and names on the broker that no other test has.
#>
function Start-TestProvider {
    [CmdletBinding()]
    param([string[]] $Argument = @('--guests', 'paper'))

    $broker = Get-TestBroker
    $simulator = Start-TestSimulator -Argument (@('--broker', "amqp://guest:guest@localhost:$($broker.Port)/") + $Argument)
    $name = "t$([guid]::NewGuid().ToString('N').Substring(0, 8))"
    $secret = @{ BrokerHost = 'localhost'; BrokerPort = $broker.TlsPort; BrokerCredential = Get-TestCredential guest guest; BrokerCertificateAuthority = $broker.Authority; WarningAction = 'Ignore' }
    [pscustomobject]@{
        Simulator = $simulator
        Server    = Connect-TestSimulator $simulator -Org System -User administrator
        Name      = $name
        # How the broker is reached, and what is the test's own on it; registering needs both.
        Broker    = $secret + @{ QueuePrefix = $name }
        Register  = $secret + @{ QueuePrefix = $name; Exchange = "$name-ext"; RoutingKey = $name }
    }
}

function Stop-TestProvider {
    [CmdletBinding()]
    param([Parameter(ValueFromPipeline)] $Provider)

    process {
        if (-not $Provider) { return }
        Get-Job | Where-Object PSJobTypeName -EQ CseService | Stop-Job -PassThru | Remove-Job
        $Provider.Simulator | Stop-TestSimulator
    }
}

<#
.SYNOPSIS
    A configuration for a host of the provider's service, with passwords by reference.
#>
function New-TestServiceConfiguration($Provider, [string] $HostName = 'h1') {
    $env:CSE_TEST_VCD_PASSWORD = 'Passw0rd!'
    $env:CSE_TEST_MQ_PASSWORD = 'guest'
    $broker = Get-TestBroker
    $server, $port = $Provider.Simulator.Server -split ':'
    $path = Join-Path $Provider.Simulator.Folder "$HostName.yaml"
    Set-Content $path @"
vcd: { host: $server, port: $port, username: administrator, password: { env: CSE_TEST_VCD_PASSWORD }, certificate_thumbprint: $($Provider.Simulator.Thumbprint) }
amqp: { host: localhost, port: $($broker.TlsPort), username: guest, password: { env: CSE_TEST_MQ_PASSWORD }, ca_file: $($broker.Authority), exchange: $($Provider.Name)-ext, routing_key: $($Provider.Name), queue_prefix: $($Provider.Name) }
service: { host_name: $HostName }
nodes: { ssh_key: $(Join-Path $Provider.Simulator.Folder 'key'), ssh_port: $($Provider.Simulator.SshPort) }
"@
    $path
}

<#
.SYNOPSIS
    Starts a host as a job and returns once it serves.
#>
function Start-TestService($Provider, [string] $HostName = 'h1') {
    $job = Start-CseService (New-TestServiceConfiguration $Provider $HostName) -AsJob -WarningAction Ignore
    $deadline = [datetime]::UtcNow.AddSeconds(60)
    while ($job.StatusMessage -notmatch ': (Serving|Disabled)') {
        if ([datetime]::UtcNow -gt $deadline) { throw "The host did not get ready: $($job.StatusMessage) $($job | Receive-Job -Keep 3>&1)" }
        Start-Sleep -Milliseconds 50
    }
    $job
}

Export-ModuleMember -Function *-Test*
