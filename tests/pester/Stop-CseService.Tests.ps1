BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Provider.psm1') -Force
    $noBroker = -not (Test-TestBroker)
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'Provider.psm1') -Force
    Import-Module (Get-TestModulePath) -Force
}

Describe 'Stop-CseService, with RabbitMQ' -Skip:$noBroker {
    BeforeAll {
        $provider = Start-TestProvider '--guests', 'paper', '--extension-timeout', '2'
        $register = $provider.Register
        $null = Register-CseExtension @register
    }

    AfterAll {
        $provider | Stop-TestProvider
    }

    BeforeEach {
        $null = Start-TestService $provider h1
        $null = Start-TestService $provider h2
    }

    AfterEach {
        Get-Job | Where-Object PSJobTypeName -EQ CseService | Stop-Job -PassThru | Remove-Job
    }

    It 'stops the hosts of this process' {
        (Stop-CseService).HostName | Sort-Object | Should -Be h1, h2
        Get-CseService -InProcess | Should -BeNullOrEmpty
        (Get-Job | Where-Object PSJobTypeName -EQ CseService).State | Sort-Object -Unique | Should -Be Completed
    }

    It 'drains one of several, and the others go on' {
        (Stop-CseService h1 -Drain -TimeoutSec 30).HostName | Should -Be h1
        (Get-CseService).HostName | Should -Be h2
        (Get-CseExtension).State | Should -Be Serving
    }

    It 'drains all' {
        (Stop-CseService -Drain -TimeoutSec 30).HostName | Sort-Object | Should -Be h1, h2
        (Get-CseExtension).State | Should -Be NoHost
    }

    It 'stops nothing with -WhatIf' {
        Stop-CseService -WhatIf
        Stop-CseService -Drain -WhatIf
        Get-CseService -InProcess | Should -HaveCount 2
    }
}
