# What a person reads when something fails: id, category, the server's words, its request id, and the next step.
BeforeDiscovery {
    $noNamespace = -not $IsLinux -or -not (Get-Command unshare -ErrorAction Ignore) -or (& { unshare -n true 2>$null; $LASTEXITCODE }) -ne 0
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'Listener.psm1') -Force
    Import-Module (Get-TestModulePath) -Force

    function Connect-Somewhere([string] $Server, [hashtable] $With = @{}) {
        Connect-CseServer $Server -Org acme -Credential (Get-TestCredential alice 's3cret-word') @With
    }

    # Everything that has to be true of every error.
    function Confirm-Failure($Failure, [string] $Category) {
        $Failure.CategoryInfo.Category | Should -Be $Category
        $Failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
        $Failure.ErrorDetails.Message.EndsWith($Failure.ErrorDetails.RecommendedAction) | Should -BeTrue -Because $Failure.ErrorDetails.Message
        "$($Failure | Format-List * -Force | Out-String)$($Failure.Exception)" | Should -Not -Match 's3cret-word'
    }

    function Invoke-Apart([string] $Command, [string[]] $Before = @(), [hashtable] $Environment = @{}) {
        $script = Join-Path ([IO.Path]::GetTempPath()) "cse-$([guid]::NewGuid().ToString('N')).ps1"
        Set-Content $script @"
`$ErrorActionPreference = 'Stop'
Import-Module '$(Get-TestModulePath)'
`$who = [pscredential]::new('alice', (ConvertTo-SecureString x -AsPlainText -Force))
foreach (`$try in @({ $Command }).Invoke()) { `$try }
"@
        try {
            foreach ($name in $Environment.Keys) { Set-Item "env:$name" $Environment[$name] }
            $words = @($Before) + @('pwsh', '-NoProfile', '-NonInteractive', '-File', $script)
            & $words[0] $words[1..($words.Count - 1)] 2>&1 | ForEach-Object { "$_" }
        }
        finally {
            foreach ($name in $Environment.Keys) { Remove-Item "env:$name" }
            Remove-Item $script
        }
    }
}

Describe 'A server that cannot be reached' {
    It 'is a name that nobody knows, or that nobody can be asked about' {
        $failure = { Connect-Somewhere no-such-host.invalid } | Should -Throw -ErrorId 'CseServerNameNotResolved,*' -PassThru
        Confirm-Failure $failure ConnectionError
        $failure.ErrorDetails.Message | Should -BeLike '*no-such-host.invalid*'
    }

    It 'is a port at which nothing listens' {
        Confirm-Failure ({ Connect-Somewhere "127.0.0.1:$(Get-TestClosedPort)" } | Should -Throw -ErrorId 'CseConnectionRefused,*' -PassThru) ConnectionError
    }

    It 'is one that takes the connection and says nothing' {
        $silent = Start-TestListener
        try {
            $failure = { Connect-Somewhere $silent.Address @{ TimeoutSec = 1 } } | Should -Throw -ErrorId 'CseConnectionTimeout,*' -PassThru
            Confirm-Failure $failure OperationTimeout
            $failure.ErrorDetails.Message | Should -BeLike '*-TimeoutSec*'
        }
        finally { $silent | Stop-TestListener }
    }

    It 'is told apart in the same way by a machine that has no network at all' -Skip:$noNamespace {
        $said = Invoke-Apart -Before 'unshare', '-n' -Command {
            foreach ($server in 'no-such-host.invalid', 'localhost.invalid', '203.0.113.7') {
                try { Connect-CseServer $server -Org acme -Credential $who } catch { ($_.FullyQualifiedErrorId -split ',')[0] }
            }
        }
        $said | Should -Be 'CseServerNameNotResolved', 'CseServerNameNotResolved', 'CseServerUnreachable'
    }
}

Describe 'A certificate or TLS that does not fit' {
    It 'is a certificate of an unknown issuer, with the parameter that pins it' {
        $server = Start-TestListener -Certificate (New-TestCertificate localhost)
        try {
            $failure = { Connect-Somewhere $server.Address } | Should -Throw -ErrorId 'CseCertificateUntrusted,*' -PassThru
            Confirm-Failure $failure SecurityError
            $failure.ErrorDetails.RecommendedAction | Should -Match '-CertificateThumbprint [0-9A-F]{64}$'
        }
        finally { $server | Stop-TestListener }
    }

    It 'is a certificate that is trusted and made for another name' -Skip:(-not $IsLinux) {
        $certificate = New-TestCertificate another.example
        $trusted = Join-Path ([IO.Path]::GetTempPath()) "cse-$([guid]::NewGuid().ToString('N')).pem"
        Set-Content $trusted $certificate.ExportCertificatePem()
        $server = Start-TestListener -Certificate $certificate
        try {
            # Which certificates are trusted OpenSSL learns when a process begins.
            $said = Invoke-Apart -Environment @{ SSL_CERT_FILE = $trusted } -Command "try { Connect-CseServer $($server.Address) -Org acme -Credential `$who } catch { (`$_.FullyQualifiedErrorId -split ',')[0]; `$_.CategoryInfo.Category; `$_.ErrorDetails.RecommendedAction }"
            $said[0..1] | Should -Be 'CseCertificateNameMismatch', 'SecurityError'
            $said[2] | Should -Match '-CertificateThumbprint [0-9A-F]{64}$'
        }
        finally {
            $server | Stop-TestListener
            Remove-Item $trusted
        }
    }

    It 'is a server with which no TLS version is shared' {
        # The alert protocol_version, as a server sends it that knows TLS 1.0 alone.
        $server = Start-TestListener -Bytes 0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46
        try { Confirm-Failure ({ Connect-Somewhere $server.Address } | Should -Throw -ErrorId 'CseTlsProtocolMismatch,*' -PassThru) SecurityError }
        finally { $server | Stop-TestListener }
    }
}

Describe 'A proxy that is in the way' {
    It 'does not run' {
        Confirm-Failure ({ Connect-Somewhere vcd.example.com @{ Proxy = "http://127.0.0.1:$(Get-TestClosedPort)" } } | Should -Throw -ErrorId 'CseProxyFailed,*' -PassThru) ConnectionError
    }

    It 'does not go to that server' {
        $proxy = Start-TestListener @{ '^CONNECT' = Get-TestAnswer 403 }
        try { Confirm-Failure ({ Connect-Somewhere vcd.example.com @{ Proxy = "http://$($proxy.Address)" } } | Should -Throw -ErrorId 'CseProxyFailed,*' -PassThru) ConnectionError }
        finally { $proxy | Stop-TestListener }
    }

    It 'wants a user and password' {
        $proxy = Start-TestListener @{ '^CONNECT' = Get-TestAnswer 407 -Header 'Proxy-Authenticate: Basic realm="p"' }
        try {
            $failure = { Connect-Somewhere vcd.example.com @{ Proxy = "http://$($proxy.Address)" } } | Should -Throw -ErrorId 'CseProxyCredentialRequired,*' -PassThru
            Confirm-Failure $failure AuthenticationError
            $failure.ErrorDetails.RecommendedAction | Should -BeLike '*-ProxyCredential*'
        }
        finally { $proxy | Stop-TestListener }
    }
}

Describe 'Something that answers and is not what was meant' {
    It 'is no vCloud Director: <What>' -ForEach @(
        @{ What = 'a web page'; Status = 200 }
        @{ What = 'a web server that has nothing there'; Status = 404 }
    ) {
        $server = Start-TestListener @{ '.' = Get-TestAnswer $Status '<html><body>Welcome</body></html>' }
        try { Confirm-Failure ({ Connect-Somewhere "http://$($server.Address)" } | Should -Throw -ErrorId 'CseNotVCloud,*' -PassThru) ProtocolError }
        finally { $server | Stop-TestListener }
    }

    It 'is no vCloud Director: a port that speaks no TLS' {
        $server = Start-TestListener @{ '.' = Get-TestAnswer 200 }
        try { Confirm-Failure ({ Connect-Somewhere "https://$($server.Address)" } | Should -Throw -ErrorId 'CseNotVCloud,*' -PassThru) ProtocolError }
        finally { $server | Stop-TestListener }
    }

    It 'is a vCloud Director too old to be spoken to' {
        $versions = '<SupportedVersions xmlns="http://www.vmware.com/vcloud/versions"><VersionInfo><Version>5.1</Version><LoginUrl>x</LoginUrl></VersionInfo></SupportedVersions>'
        $server = Start-TestListener @{ ' /api/versions ' = Get-TestAnswer 200 $versions 'text/xml' }
        try {
            $failure = { Connect-Somewhere "http://$($server.Address)" } | Should -Throw -ErrorId 'CseVersionUnsupported,*' -PassThru
            Confirm-Failure $failure InvalidOperation
            $failure.ErrorDetails.Message | Should -BeLike '*5.1*'
        }
        finally { $server | Stop-TestListener }
    }
}

Describe 'Somebody who is not let in, or not let do it' {
    BeforeAll {
        $faults = 'http method=POST path=/cloudapi/1.0.0/sessions/provider count=1 status=401 minor=UNAUTHORIZED message="Your account is locked until 12:00."',
            'http method=DELETE path=/api/vApp/* status=500 minor=INTERNAL_SERVER_ERROR message="The disk of cell 3 is full."' -join '; '
        $simulator = Start-TestSimulator '--guests', 'paper', '--scale', '2,1,1', '--faults', $faults
        $trust = @{ CertificateThumbprint = $simulator.Thumbprint }
    }

    AfterAll { $simulator | Stop-TestSimulator }

    It 'has <What>' -ForEach @(
        @{ What = 'the wrong password'; Org = 'acme'; User = 'alice'; Password = 's3cret-word' }
        @{ What = 'the wrong organization'; Org = 'globex'; User = 'alice'; Password = 'Passw0rd!' }
        @{ What = 'an organization that does not exist'; Org = 'nowhere'; User = 'alice'; Password = 'Passw0rd!' }
    ) {
        $failure = { Connect-CseServer $simulator.Server -Org $Org -Credential (Get-TestCredential $User $Password) @trust } | Should -Throw -ErrorId 'CseUnauthenticated,*' -PassThru
        Confirm-Failure $failure AuthenticationError
        # vCloud Director does not say which of the three it is, so neither can anybody else.
        $failure.ErrorDetails.RecommendedAction | Should -Match 'user, organization and password.*locked'
        $failure.ErrorDetails.Message | Should -BeLike "*$User@$Org*"
    }

    It 'has an account that vCloud Director calls locked' {
        # Once; the test below signs in as the same user.
        $failure = { Connect-CseServer $simulator.Server -Org System -Credential (Get-TestCredential administrator) @trust } | Should -Throw -ErrorId 'CseAccountLocked,*' -PassThru
        Confirm-Failure $failure AuthenticationError
        $failure.ErrorDetails.Message | Should -BeLike '*Your account is locked until 12:00.*'
    }

    It 'reads the words of vCloud Director and the id of the request, to look for in the log of its cell' {
        $null = Connect-TestSimulator $simulator System administrator
        $cluster = @(Get-CseCluster)[0]
        $failure = { Remove-CseCluster $cluster -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'Cse*' -PassThru
        $failure.ErrorDetails.Message | Should -Match 'The disk of cell 3 is full\.'
        $failure.ErrorDetails.Message | Should -Match '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
        Confirm-Failure $failure InvalidResult
        $failure.TargetObject.Id | Should -Be $cluster.Id
    }
}
