BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Provider.psm1') -Force
    $noBroker = -not (Test-TestBroker)
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'Provider.psm1') -Force
    Import-Module (Get-TestModulePath) -Force
}

Describe 'Disable-CseExtension, with RabbitMQ' -Skip:$noBroker {
    BeforeAll {
        $provider = Start-TestProvider
        $register = $provider.Register
        $null = Register-CseExtension @register
        $null = Start-TestService $provider h1
        $null = Start-TestService $provider h2
        $token = (Invoke-WebRequest "https://$($provider.Simulator.Server)/api/sessions" -Method Post -SkipCertificateCheck -Headers @{
                Accept = 'application/*+xml;version=33.0'; Authorization = 'Basic ' + [Convert]::ToBase64String([Text.Encoding]::UTF8.GetBytes('alice@acme:Passw0rd!')) }).Headers['x-vcloud-authorization'][0]
        function Get-Status([string] $Path) {
            (Invoke-WebRequest "https://$($provider.Simulator.Server)$Path" -SkipCertificateCheck -SkipHttpErrorCheck -Headers @{ Accept = 'application/*+json;version=33.0'; 'x-vcloud-authorization' = $token }).StatusCode
        }
    }

    AfterAll {
        $provider | Stop-TestProvider
    }

    It 'has every host answer tenants with 503, and vCD''s own switch stays on' {
        Get-Status '/api/cse' | Should -Be 200
        (Disable-CseExtension -PassThru).IsEnabledInVcd | Should -BeTrue
        1..4 | ForEach-Object { Get-Status '/api/cse' } | Sort-Object -Unique | Should -Be 503
    }

    It 'leaves the routes open that say what is going on' {
        Get-Status '/api/cse/system' | Should -Be 200
    }

    It 'is over when the extension is enabled' {
        Enable-CseExtension
        1..4 | ForEach-Object { Get-Status '/api/cse' } | Sort-Object -Unique | Should -Be 200
    }
}
