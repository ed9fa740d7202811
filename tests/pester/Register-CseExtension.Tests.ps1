BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Provider.psm1') -Force
    $noBroker = -not (Test-TestBroker)
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'Provider.psm1') -Force
    Import-Module (Get-TestModulePath) -Force
}

Describe 'Register-CseExtension, with RabbitMQ' -Skip:$noBroker {
    BeforeAll {
        $provider = Start-TestProvider
        $register = $provider.Register
    }

    AfterAll {
        $provider | Stop-TestProvider
    }

    It 'says which certificate it does not trust, and how to' {
        $untrusting = $register.Clone()
        $untrusting.Remove('BrokerCertificateAuthority')
        $failure = { Register-CseExtension @untrusting } | Should -Throw -ErrorId 'CseCertificateUntrusted,*' -PassThru
        "$failure" | Should -Match ([regex]::Escape((Get-TestBroker).Thumbprint))
        "$failure" | Should -Match 'authority'
    }

    It 'names user, host and virtual host of a login that fails, and never the password' {
        $wrong = $register.Clone()
        $wrong.BrokerCredential = Get-TestCredential guest 'Planted-Secret-9'
        $failure = { Register-CseExtension @wrong } | Should -Throw -ErrorId 'CseUnauthenticated,*' -PassThru
        "$failure" | Should -Match 'user "guest" on localhost:\d+/'
        "$failure $($failure.Exception | Format-List * -Force | Out-String)" | Should -Not -Match 'Planted-Secret-9'
    }

    It 'lists every write with -WhatIf, and writes nothing' {
        $said = Register-CseExtension @register -WhatIf *>&1 | Out-String
        $said | Should -BeNullOrEmpty -Because 'What if is for the host'
        (Register-CseExtension @register -PlanOnly).Steps | Should -HaveCount 13
        { Get-CseExtension -ErrorAction Stop } | Should -Throw -ErrorId 'CseNotFound,*'
    }

    It 'registers over TLS with a private authority' {
        $extension = Register-CseExtension @register
        $extension | Should -BeOfType ([CsePowerShell.CseExtension])
        $extension.IsEnabledInVcd | Should -BeTrue
        $extension.HasRight | Should -BeTrue
        $extension.UrlPattern | Should -Be '/api/cse', '/api/cse/.*'
    }

    It 'has nothing to write the second time, by pin as well as by authority' {
        $pinned = $register.Clone()
        $pinned.Remove('BrokerCertificateAuthority')
        $pinned.BrokerCertificateThumbprint = (Get-TestBroker).Thumbprint
        $plan = Register-CseExtension @pinned -PlanOnly
        $plan.IsEmpty | Should -BeTrue
        $plan.Checks | Where-Object Result -EQ Failed | Should -BeNullOrEmpty
        Register-CseExtension @pinned | Should -BeOfType ([CsePowerShell.CseExtension])
    }

    It 'refuses a registration that says something else, without -Force' {
        $other = $register.Clone()
        $other.RoutingKey = 'other'
        { Register-CseExtension @other } | Should -Throw -ErrorId 'CseSpecConflict,*'
        (Register-CseExtension @other -Force -PlanOnly).Steps -join "`n" | Should -Match 'routing key .* instead of other'
    }

    It 'shows old and new of vCD''s own settings, and no password' {
        $change = $register.Clone()
        $change.VcdBrokerCredential = Get-TestCredential guest guest
        $plan = Register-CseExtension @change -SetVcdBroker -BrokerSkipCertificateCheck -PlanOnly
        $step = $plan.Steps | Where-Object { $_ -match 'AMQP settings' }
        $step | Should -Match "guest@localhost:$((Get-TestBroker).Port)/.*to guest@localhost:$((Get-TestBroker).TlsPort)/"
    }

    It 'needs a system administrator' {
        $alice = Connect-TestSimulator $provider.Simulator -With @{ NotDefault = $true }
        { Register-CseExtension @register -Server $alice } | Should -Throw -ErrorId 'CseRightMissing,*'
    }

    It 'completes roles' {
        (Get-TestCompletion 'Register-CseExtension -GrantRole v').ListItemText | Should -Be 'vApp Author', 'vApp User'
    }
}
