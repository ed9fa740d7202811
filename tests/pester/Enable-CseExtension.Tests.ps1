BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Provider.psm1') -Force
    $noBroker = -not (Test-TestBroker)
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'Provider.psm1') -Force
    Import-Module (Get-TestModulePath) -Force
}

Describe 'Enable-CseExtension, with RabbitMQ' -Skip:$noBroker {
    BeforeAll {
        $provider = Start-TestProvider '--guests', 'paper', '--extension-timeout', '2'
        $register = $provider.Register
        $null = Register-CseExtension @register
    }

    AfterAll {
        $provider | Stop-TestProvider
    }

    It 'is written for hosts to come while none is there, and says so' {
        Disable-CseExtension -WarningVariable said -WarningAction SilentlyContinue
        "$said" | Should -Match 'No host'
        $null = Start-TestService $provider
        (Get-CseExtension).State | Should -Be Disabled
    }

    It 'reaches the hosts that run at once' {
        (Enable-CseExtension -PassThru).State | Should -Be Serving
        (Get-CseService).State | Should -Be Serving
    }

    It 'leaves everything with -WhatIf' {
        Disable-CseExtension
        Enable-CseExtension -WhatIf
        (Get-CseExtension).IsServingTenants | Should -BeFalse
    }
}
