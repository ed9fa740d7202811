BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Provider.psm1') -Force
    $noBroker = -not (Test-TestBroker)
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'Provider.psm1') -Force
    Import-Module (Get-TestModulePath) -Force
}

Describe 'Set-CseExtension, with RabbitMQ' -Skip:$noBroker {
    BeforeAll {
        $provider = Start-TestProvider
        $register = $provider.Register
        $broker = $provider.Broker
        $null = Register-CseExtension @register
        function Get-Registered { (Register-CseExtension @register -Force -PlanOnly) }
    }

    AfterAll {
        $provider | Stop-TestProvider
    }

    It 'changes nothing with -WhatIf, and returns nothing without -PassThru' {
        Set-CseExtension -Priority 7 -WhatIf | Should -BeNullOrEmpty
        Set-CseExtension -Priority 7 | Should -BeNullOrEmpty
    }

    It 'sets the priority, and leaves the rest' {
        $extension = Set-CseExtension -Priority 9 -PassThru
        $extension.Priority | Should -Be 9
        $extension.RoutingKey | Should -Be $provider.Name
        (Register-CseExtension @register -PlanOnly).IsEmpty | Should -BeTrue
    }

    It 'refuses a priority that vCD does not have' {
        { Set-CseExtension -Priority 101 } | Should -Throw -ErrorId 'ParameterArgumentValidationError,*'
    }

    It 'replaces the patterns' {
        (Set-CseExtension -UrlPattern '/api/cse', '/api/cse/.*', '/api/kube' -PassThru).UrlPattern | Sort-Object | Should -Be '/api/cse', '/api/cse/.*', '/api/kube'
        (Set-CseExtension -UrlPattern '/api/cse', '/api/cse/.*' -PassThru).UrlPattern | Sort-Object | Should -Be '/api/cse', '/api/cse/.*'
    }

    It 'refuses a pattern that can never fit' {
        { Set-CseExtension -UrlPattern 'cse' } | Should -Throw -ErrorId 'CseBadRequest,*'
    }

    It 'binds another routing key on the broker, and needs a user for that' {
        { Set-CseExtension -RoutingKey other } | Should -Throw -ErrorId 'CseValidationFailed,*'
        (Set-CseExtension -RoutingKey "$($provider.Name)-2" @broker -PassThru).RoutingKey | Should -Be "$($provider.Name)-2"
    }

    It 'gives the right to a role' {
        Set-CseExtension -GrantRole 'vApp User'
        (Test-CseExtension | Where-Object Name -EQ Right).Detail | Should -Match 'acme/vApp User'
    }
}
