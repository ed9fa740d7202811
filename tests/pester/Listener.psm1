# Servers that are no vCloud Director, on the loopback interface: what a connection fails at. Nothing here needs a network or its name servers.
$ErrorActionPreference = 'Stop'

function Get-TestClosedPort {
    $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
    $listener.Start()
    $listener.LocalEndpoint.Port
    $listener.Stop()
}

# A certificate for a name, with its key.
function New-TestCertificate([string] $Name) {
    $key = [Security.Cryptography.RSA]::Create(2048)
    $request = [Security.Cryptography.X509Certificates.CertificateRequest]::new("CN=$Name", $key, 'SHA256', [Security.Cryptography.RSASignaturePadding]::Pkcs1)
    $names = [Security.Cryptography.X509Certificates.SubjectAlternativeNameBuilder]::new()
    $names.AddDnsName($Name)
    $request.CertificateExtensions.Add($names.Build())
    $made = $request.CreateSelfSigned([datetimeoffset]::UtcNow.AddDays(-1), [datetimeoffset]::UtcNow.AddDays(30))
    [Security.Cryptography.X509Certificates.X509CertificateLoader]::LoadPkcs12($made.Export('Pfx'), $null)
}

<#
.SYNOPSIS
    Listens until Stop-TestListener: answers each connection and hangs up.
.PARAMETER Route
    What is answered to a first line that fits the pattern, as text; the first that fits counts. An empty answer is silence.
.PARAMETER Bytes
    What every connection is answered instead.
.PARAMETER Certificate
    Speaks TLS with it.
#>
function Start-TestListener {
    [CmdletBinding()]
    param([Collections.IDictionary] $Route = @{}, [byte[]] $Bytes, $Certificate)

    $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
    $listener.Start()
    $job = Start-ThreadJob -ThrottleLimit 20 -ArgumentList $listener, $Route, $Bytes, $Certificate {
        param($listener, $route, $bytes, $certificate)
        $open = [Collections.Generic.List[object]]::new()
        while ($true) {
            try { $client = $listener.AcceptTcpClient() } catch { break }
            $open.Add($client)
            try {
                $stream = $client.GetStream()
                if ($certificate) {
                    $stream = [Net.Security.SslStream]::new($stream)
                    $stream.AuthenticateAsServer($certificate)
                }

                $buffer = [byte[]]::new(8192)
                $count = $stream.Read($buffer, 0, $buffer.Length)
                $first = ([Text.Encoding]::ASCII.GetString($buffer, 0, $count) -split "`r`n")[0]
                $answer = $bytes
                foreach ($pattern in $route.Keys) {
                    if (-not $answer -and $first -match $pattern) { $answer = [Text.Encoding]::UTF8.GetBytes([string]$route[$pattern]) }
                }

                if ($answer) {
                    $stream.Write($answer, 0, $answer.Length)
                    $client.Client.Shutdown('Send')
                }
            }
            catch [Exception] {
                # The other side did not like what it saw, which is what it is for.
                $null = $_
            }
        }

        $open.ForEach({ $_.Dispose() })
    }

    [pscustomobject]@{ Address = "127.0.0.1:$($listener.LocalEndpoint.Port)"; Listener = $listener; Job = $job }
}

function Stop-TestListener {
    [CmdletBinding()]
    param([Parameter(ValueFromPipeline)] $Listener)

    process {
        if (-not $Listener) { return }
        $Listener.Listener.Stop()
        $Listener.Job | Wait-Job -Timeout 10 | Remove-Job -Force
    }
}

# An answer as HTTP has it.
function Get-TestAnswer([int] $Status, [string] $Body = '', [string] $Type = 'text/html', [string] $Header = '') {
    $extra = if ($Header) { "$Header`r`n" } else { '' }
    "HTTP/1.1 $Status X`r`nContent-Type: $Type`r`nContent-Length: $([Text.Encoding]::UTF8.GetByteCount($Body))`r`n${extra}Connection: close`r`n`r`n$Body"
}

Export-ModuleMember -Function *-Test*
