BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Provider.psm1') -Force
    $noBroker = -not (Test-TestBroker)
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'Provider.psm1') -Force
    Import-Module (Get-TestModulePath) -Force
}

Describe 'Get-CseExtension, with RabbitMQ' -Skip:$noBroker {
    BeforeAll {
        $provider = Start-TestProvider '--guests', 'paper', '--extension-timeout', '2'
        $register = $provider.Register
        $null = Register-CseExtension @register
    }

    AfterAll {
        $provider | Stop-TestProvider
    }

    It 'says that no host answers' {
        $extension = Get-CseExtension
        $extension.State | Should -Be NoHost
        $extension.Hosts | Should -BeNullOrEmpty
    }

    It 'shows hosts and queues of a service that runs' {
        $null = Start-TestService $provider h7
        $extension = Get-CseExtension
        $extension.State | Should -Be Serving
        $extension.Hosts.HostName | Should -Be h7
        $extension.RequestsWaiting, $extension.JobsWaiting, $extension.JobsFailed | Should -Be 0, 0, 0
        ($extension | Out-String) | Should -Match 'cse\s+Serving\s+h7\s+0 requests, 0 jobs'
    }

    It 'is an error for one that is not registered' {
        { Get-CseExtension nothing -ErrorAction Stop } | Should -Throw -ErrorId 'CseNotFound,*'
    }

    It 'needs a system administrator' {
        $alice = Connect-TestSimulator $provider.Simulator -With @{ NotDefault = $true }
        { Get-CseExtension -Server $alice -ErrorAction Stop } | Should -Throw -ErrorId 'CseRightMissing,*'
    }

    It 'completes names' {
        (Get-TestCompletion 'Get-CseExtension c').ListItemText | Should -Be cse
    }
}
