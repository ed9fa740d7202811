BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Get-TestModulePath) -Force
    # What an earlier file left open would be among the defaults.
    Disconnect-CseServer -All -Confirm:$false
    $simulator = Start-TestSimulator '--guests', 'paper'
}

AfterAll {
    $simulator | Stop-TestSimulator
}

Describe 'Connect-CseServer' {
    AfterEach {
        Disconnect-CseServer -All -Confirm:$false
    }

    It 'returns the connection and makes it the default of both variables' {
        $server = Connect-TestSimulator $simulator
        $server.Id | Should -Be "$($simulator.Server)/acme/alice"
        $server.IsConnected | Should -BeTrue
        $server.Org, $server.User, $server.IsSystem | Should -Be 'acme', 'alice', $false
        $DefaultCseServer | Should -Be $server
        $DefaultCseServers | Should -HaveCount 1
    }

    It 'signs a provider in to System' {
        (Connect-TestSimulator $simulator System administrator).IsSystem | Should -BeTrue
    }

    It 'takes the organization from user@org' {
        $server = Connect-CseServer $simulator.Server -Credential (Get-TestCredential 'bob@globex') -CertificateThumbprint $simulator.Thumbprint
        $server.Org, $server.User | Should -Be 'globex', 'bob'
    }

    It 'leaves the default alone with -NotDefault' {
        $first = Connect-TestSimulator $simulator
        $second = Connect-TestSimulator $simulator globex bob -With @{ NotDefault = $true }
        $DefaultCseServer | Should -Be $first
        Get-CseServer | Should -HaveCount 2
        $second.IsConnected | Should -BeTrue
    }

    It 'counts the requests it makes' {
        $server = Connect-TestSimulator $simulator
        $before = $server.RequestCount
        $before | Should -BeGreaterThan 0
        $null = Get-CseCluster
        $server.RequestCount | Should -BeGreaterThan $before
    }

    It 'refuses an untrusted certificate and prints the parameter that pins it' {
        $failure = { Connect-CseServer $simulator.Server -Org acme -Credential (Get-TestCredential) } | Should -Throw -ErrorId 'CseCertificateUntrusted,*' -PassThru
        $failure.ErrorDetails.Message | Should -BeLike "*-CertificateThumbprint $($simulator.Thumbprint)*"
        $failure.CategoryInfo.Category | Should -Be 'SecurityError'
    }

    It 'refuses another certificate than the pinned one' {
        { Connect-CseServer $simulator.Server -Org acme -Credential (Get-TestCredential) -CertificateThumbprint ('AB' * 32) } | Should -Throw -ErrorId 'CseCertificatePinMismatch,*'
    }

    It 'accepts any certificate when told to, for that connection alone' {
        (Connect-CseServer $simulator.Server -Org acme -Credential (Get-TestCredential) -SkipCertificateCheck).IsConnected | Should -BeTrue
        { Connect-CseServer $simulator.Server -Org acme -Credential (Get-TestCredential carol) } | Should -Throw -ErrorId 'CseCertificateUntrusted,*'
    }

    It 'says that the password is wrong, without repeating it' {
        $failure = { Connect-CseServer $simulator.Server -Org acme -Credential (Get-TestCredential alice 'Wr0ng-secret') -CertificateThumbprint $simulator.Thumbprint } | Should -Throw -ErrorId 'CseUnauthenticated,*' -PassThru
        $failure.CategoryInfo.Category | Should -Be 'AuthenticationError'
        ($failure | Format-List * -Force | Out-String) | Should -Not -Match 'Wr0ng-secret'
    }

    It 'says that nothing listens there' {
        { Connect-CseServer 127.0.0.1:9 -Org acme -Credential (Get-TestCredential) } | Should -Throw -ErrorId 'CseConnectionRefused,*'
    }

    It 'says that the name is unknown' {
        { Connect-CseServer no-such-host.invalid -Org acme -Credential (Get-TestCredential) } | Should -Throw -ErrorId 'CseServerNameNotResolved,*'
    }

    It 'asks which organization when nobody said so' {
        { Connect-CseServer $simulator.Server -Credential (Get-TestCredential) -CertificateThumbprint $simulator.Thumbprint } | Should -Throw -ErrorId 'CseBadRequest,*'
    }

    It 'speaks the version it is told' {
        (Connect-TestSimulator $simulator -With @{ ApiVersion = '33.0' }).ApiVersion | Should -Be '33.0'
        { Connect-TestSimulator $simulator -With @{ ApiVersion = '5.1' } } | Should -Throw -ErrorId 'CseVersionUnsupported,*'
    }

    It 'shows no secret in any view' {
        $server = Connect-TestSimulator $simulator
        ($server | Format-List * -Force | Out-String) + ($server | ConvertTo-Json -Depth 3) + [Management.Automation.PSSerializer]::Serialize($server) | Should -Not -Match 'Passw0rd|Bearer|eyJ'
    }

    It 'tells the verbose stream what it does and no secret' {
        $said = Connect-TestSimulator $simulator -With @{ Verbose = $true } 4>&1 | Out-String
        $said | Should -Match 'Connected to'
        $said | Should -Match 'Asking whether an API extension answers at /api/cse, 5 s at most'
        $said | Should -Not -Match 'Passw0rd|eyJ'
    }

    It 'keeps one connection per server, organization and user' {
        $first = Connect-TestSimulator $simulator
        $second = Connect-TestSimulator $simulator
        Get-CseServer | Should -HaveCount 1
        $first.IsConnected | Should -BeFalse
        $second.IsConnected | Should -BeTrue
    }

    It 'is visible to parallel runspaces, which are given the server' {
        $server = Connect-TestSimulator $simulator
        $module = Get-TestModulePath
        $found = 1..4 | ForEach-Object -Parallel { Import-Module $using:module; @(Get-CseTemplate -Server $using:server).Count } -ThrottleLimit 4
        $found | Should -HaveCount 4
        $found | ForEach-Object { $_ | Should -BeGreaterThan 0 }
        $failure = 1 | ForEach-Object -Parallel { Import-Module $using:module; try { Get-CseTemplate -ErrorAction Stop } catch { $_.FullyQualifiedErrorId } }
        $failure | Should -BeLike 'CseNotConnected,*'
    }
}
