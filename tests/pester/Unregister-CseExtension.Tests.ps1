BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Provider.psm1') -Force
    $noBroker = -not (Test-TestBroker)
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'Provider.psm1') -Force
    Import-Module (Get-TestModulePath) -Force
}

Describe 'Unregister-CseExtension, with RabbitMQ' -Skip:$noBroker {
    BeforeAll {
        $provider = Start-TestProvider
        $register = $provider.Register
        $broker = $provider.Broker
        $null = Register-CseExtension @register
    }

    AfterAll {
        $provider | Stop-TestProvider
    }

    It 'asks before it does anything, since its impact is high' {
        { Unregister-CseExtension @broker -WhatIf } | Should -Not -Throw
        (Get-Command Unregister-CseExtension).ImplementingType.GetCustomAttributes([Management.Automation.CmdletAttribute], $false).ConfirmImpact | Should -Be High
        (Get-CseExtension).Name | Should -Be cse
    }

    It 'does not take a running host its queues away' {
        $job = Start-TestService $provider
        { Unregister-CseExtension @broker -Confirm:$false } | Should -Throw -ErrorId 'CseSpecConflict,*'
        $job | Stop-Job -PassThru | Remove-Job
    }

    It 'takes everything back that was made' {
        Unregister-CseExtension @broker -Confirm:$false
        { Get-CseExtension -ErrorAction Stop } | Should -Throw -ErrorId 'CseNotFound,*'
        # A new registration has everything to make again, the broker's objects included.
        (Register-CseExtension @register -PlanOnly).Steps | Should -HaveCount 13
    }

    It 'has nothing to do the second time' {
        (Unregister-CseExtension @broker -PlanOnly).IsEmpty | Should -BeTrue
        { Unregister-CseExtension @broker -Confirm:$false } | Should -Not -Throw
    }

    It 'can leave the broker alone' {
        $null = Register-CseExtension @register
        Unregister-CseExtension -KeepBroker -Confirm:$false -WarningAction Ignore
        (Register-CseExtension @register -PlanOnly).Steps -match '^broker' | Should -BeNullOrEmpty
    }
}
