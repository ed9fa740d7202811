BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Provider.psm1') -Force
    $noBroker = -not (Test-TestBroker)
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'Provider.psm1') -Force
    Import-Module (Get-TestModulePath) -Force
}

Describe 'Test-CseExtension, with RabbitMQ' -Skip:$noBroker {
    BeforeAll {
        $provider = Start-TestProvider '--guests', 'paper', '--extension-timeout', '3'
        $register = $provider.Register
        $broker = $provider.Broker
        function Get-Row([string] $Name, [hashtable] $With = @{}) { Test-CseExtension @With | Where-Object Name -EQ $Name }
    }

    AfterAll {
        $provider | Stop-TestProvider
    }

    It 'says what is missing before anything is registered, with a fix for each' {
        $failed = Test-CseExtension | Where-Object Result -EQ Failed
        $failed.Name | Should -Be 'Registration', 'Right', 'Hosts'
        $failed.Fix | Should -Not -Contain ''
        Test-CseExtension -Quiet | Should -BeFalse
    }

    It 'says that no host answers, when only that is missing' {
        $null = Register-CseExtension @register
        (Test-CseExtension @broker | Where-Object Result -EQ Failed).Name | Should -Be 'Hosts'
    }

    It 'finds nothing wrong with a service that runs' {
        $null = Start-TestService $provider
        $rows = Test-CseExtension @broker
        $rows | Where-Object Result -EQ Failed | Should -BeNullOrEmpty
        Test-CseExtension -Quiet | Should -BeTrue
        foreach ($name in 'Session', 'Registration', 'Paths', 'Other extensions', 'Right', "vCD's broker", 'Broker connection', 'Broker version', 'Broker permissions', 'Exchange', 'Queues', 'Hosts', 'Queue depth', 'Tenants', 'Service account', 'Extension timeout') {
            $rows.Name | Should -Contain $name
        }
    }

    It 'looks whether the service account can compose and power on in a tenant VDC' {
        (Get-Row 'Service account' @{ Vdc = 'globex-vdc' }).Detail | Should -Match 'can compose and power on in VDC globex-vdc of globex'
        $alice = Get-Row 'Service account' @{ ServiceCredential = Get-TestCredential 'alice@acme' }
        $alice.Result | Should -Be Failed
        $alice.Detail | Should -Match 'no system administrator'
    }

    It 'assumes the timeout, and finds it out with -Measure' {
        (Get-Row 'Extension timeout').Result | Should -Be Skipped
        $measured = Get-Row 'Extension timeout' @{ Measure = $true }
        $measured.Detail | Should -Match 'waits 3 s'
        $measured.Result | Should -Be Failed -Because 'hosts take up to 9 s'
    }

    It 'does not look at the broker without a user for it, and says so' {
        (Get-Row 'Broker connection').Result | Should -Be Skipped
    }
}
