BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Provider.psm1') -Force
    $noBroker = -not (Test-TestBroker)
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'Provider.psm1') -Force
    Import-Module (Get-TestModulePath) -Force
}

Describe 'Get-CseService without a service' {
    It 'finds no host in this process, and needs no connection for that' {
        Get-CseService -InProcess | Should -BeNullOrEmpty
    }
}

Describe 'Get-CseService, with RabbitMQ' -Skip:$noBroker {
    BeforeAll {
        $provider = Start-TestProvider
        $register = $provider.Register
        $null = Register-CseExtension @register
        $null = Start-TestService $provider h1
        $null = Start-TestService $provider h2
    }

    AfterAll {
        $provider | Stop-TestProvider
    }

    It 'lists the hosts of this process with their figures' {
        $hosts = Get-CseService
        $hosts.HostName | Should -Be h1, h2
        $hosts.IsInProcess | Should -Not -Contain $false
        $hosts[0].Broker | Should -Match '^localhost:\d+$'
        ($hosts | Out-String) | Should -Match 'h1\s+Serving'
    }

    It 'takes wildcards' {
        (Get-CseService *2).HostName | Should -Be h2
    }

    It 'finds hosts of another process through vCD' {
        $other = pwsh -NoProfile -NonInteractive -Command "Import-Module '$(Get-TestModulePath)'
            `$null = Connect-CseServer '$($provider.Simulator.Server)' -Org System -Credential ([pscredential]::new('administrator', (ConvertTo-SecureString 'Passw0rd!' -AsPlainText -Force))) -CertificateThumbprint '$($provider.Simulator.Thumbprint)'
            (Get-CseService | Where-Object { -not `$_.IsInProcess }).HostName -join ','"
        $other | Should -Be 'h1,h2'
    }
}
