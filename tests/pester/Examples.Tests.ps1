BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    $noGuests = -not (Test-TestGuest)
    $examples = Get-ChildItem (Join-Path $PSScriptRoot '../../examples') -Filter *.ps1 | ForEach-Object { @{ File = $_ } }
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    $quickstart = Join-Path $PSScriptRoot '../../examples/Quickstart.ps1'

    function Invoke-Quickstart($Simulator, [string] $Password = 'Passw0rd!') {
        $env:CSE_TEST_PASSWORD = $Password
        try {
            pwsh -NoProfile -NonInteractive -OutputFormat Text -Command "
                `$ErrorActionPreference = 'Stop'
                Import-Module '$(Get-TestModulePath)'
                `$secret = ConvertTo-SecureString `$env:CSE_TEST_PASSWORD -AsPlainText -Force
                & '$quickstart' -Server $($Simulator.Server) -CertificateThumbprint $($Simulator.Thumbprint) -NodeSshPort $($Simulator.SshPort) -Vdc acme-vdc -Network acme-net ``
                    -Org acme -Credential ([pscredential]::new('alice', `$secret)) -SecondOrg globex -SecondCredential ([pscredential]::new('bob', `$secret))" *>&1 | ForEach-Object { "$_" }
        }
        finally {
            $env:CSE_TEST_PASSWORD = $null
        }
    }
}

Describe '<File.Name>' -ForEach $examples {
    It 'parses, has help, and ends with an error when something fails' {
        $errors = $null
        $null = [Management.Automation.Language.Parser]::ParseFile($File.FullName, [ref]$null, [ref]$errors)
        $errors | Should -BeNullOrEmpty
        (Get-Help $File.FullName).Synopsis | Should -Not -Match [regex]::Escape($File.Name)
        Get-Content $File.FullName -Raw | Should -Match "\`$ErrorActionPreference = 'Stop'"
    }
}

Describe 'Quickstart.ps1' {
    It 'runs as it stands, and its exit code is 0 because every step was as expected' -Skip:$noGuests {
        $simulator = Start-TestSimulator
        try {
            $said = Invoke-Quickstart $simulator
            $LASTEXITCODE | Should -Be 0 -Because ($said -join "`n")
            $said[-1] | Should -Match '^Every step was as expected'
            $said -join "`n" | Should -Not -Match 'Passw0rd!'
        }
        finally {
            $simulator | Stop-TestSimulator
        }
    }

    It 'ends with another exit code when a step fails' {
        $simulator = Start-TestSimulator '--guests', 'off'
        try {
            $null = Invoke-Quickstart $simulator 'wrong'
            $LASTEXITCODE | Should -Not -Be 0
        }
        finally {
            $simulator | Stop-TestSimulator
        }
    }
}
