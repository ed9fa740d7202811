BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    $noGuests = -not (Test-TestGuest)
    $noBroker = -not (Test-Path /usr/lib/rabbitmq/bin/rabbitmq-server)
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
        $simulator = Start-TestSimulator '--guests', 'paper'
        try {
            $null = Invoke-Quickstart $simulator 'wrong'
            $LASTEXITCODE | Should -Not -Be 0
        }
        finally {
            $simulator | Stop-TestSimulator
        }
    }
}

Describe 'ServiceQuickstart.ps1' {
    It 'runs as it stands: a host is killed in the middle of a create, and the other one finishes it' -Skip:($noGuests -or $noBroker) {
        $simulator = Start-TestSimulator
        $broker = Start-TestBroker
        $env:CSE_TEST_PASSWORD = 'Passw0rd!'
        try {
            $runbook = Join-Path $PSScriptRoot '../../examples/ServiceQuickstart.ps1'
            $said = pwsh -NoProfile -NonInteractive -OutputFormat Text -Command "
                `$ErrorActionPreference = 'Stop'
                Import-Module '$(Get-TestModulePath)'
                `$secret = ConvertTo-SecureString `$env:CSE_TEST_PASSWORD -AsPlainText -Force
                & '$runbook' -Server $($simulator.Server) -CertificateThumbprint $($simulator.Thumbprint) -NodeSshPort $($simulator.SshPort) -Vdc acme-vdc -Network acme-net ``
                    -Credential ([pscredential]::new('administrator', `$secret)) -Org acme -TenantCredential ([pscredential]::new('alice', `$secret)) ``
                    -SetVcdBroker -BrokerHost 127.0.0.1 -BrokerPort $($broker.Port) -BrokerNoTls -BrokerCredential ([pscredential]::new('guest', (ConvertTo-SecureString guest -AsPlainText -Force)))" *>&1 |
                ForEach-Object { "$_" }
            $LASTEXITCODE | Should -Be 0 -Because ($said -join "`n")
            $said[-1] | Should -Match '^Every step was as expected'
            $said -join "`n" | Should -Not -Match 'Passw0rd!'
        }
        finally {
            $env:CSE_TEST_PASSWORD = $null
            Stop-TestBroker $broker
            $simulator | Stop-TestSimulator
        }
    }
}

Describe 'ProviderInstall.ps1' {
    It 'registers, writes a configuration without secrets, and checks it; a second run is no other' -Skip:$noBroker {
        $simulator = Start-TestSimulator '--guests', 'paper'
        $broker = Start-TestBroker
        $env:CSE_TEST_PASSWORD = 'Passw0rd!'
        try {
            $folder = Join-Path $simulator.Folder 'cse'
            $program = (Get-TestSimulatorPath).Replace('CsePowerShell.Simulator', 'CsePowerShell.Service')
            $unit = Join-Path $simulator.Folder 'cse.service'
            $runbook = Join-Path $PSScriptRoot '../../examples/ProviderInstall.ps1'
            foreach ($writes in '14', '0') {
                $said = (pwsh -NoProfile -NonInteractive -OutputFormat Text -Command "
                    `$ErrorActionPreference = 'Stop'
                    Import-Module '$(Get-TestModulePath)'
                    `$secret = ConvertTo-SecureString `$env:CSE_TEST_PASSWORD -AsPlainText -Force
                    & '$runbook' -Server $($simulator.Server) -CertificateThumbprint $($simulator.Thumbprint) -Credential ([pscredential]::new('administrator', `$secret)) ``
                        -SetVcdBroker -BrokerHost 127.0.0.1 -BrokerPort $($broker.Port) -BrokerNoTls -BrokerCredential ([pscredential]::new('guest', (ConvertTo-SecureString guest -AsPlainText -Force))) ``
                        -Folder '$folder' -HostProgram '$program' -UnitPath '$unit'" *>&1 | ForEach-Object { "$_" }) -join "`n"
                $LASTEXITCODE | Should -Be 0 -Because $said
                $said | Should -Match "Registering writes $writes things"
                $said | Should -Match 'vCD account\s+passed'
                $said | Should -Not -Match 'Passw0rd!'
            }

            Get-Content (Join-Path $folder 'cse.yaml') -Raw | Should -Not -Match 'Passw0rd!'
            Get-Content $unit -Raw | Should -Match 'ExecStart='
            if ($IsLinux) {
                [IO.File]::GetUnixFileMode((Join-Path $folder 'vcd.secret')) | Should -Be ([IO.UnixFileMode]'UserRead, UserWrite')
            }
        }
        finally {
            $env:CSE_TEST_PASSWORD = $null
            Stop-TestBroker $broker
            $simulator | Stop-TestSimulator
        }
    }
}

Describe 'New-ServiceTask.ps1' {
    BeforeAll {
        function New-Definition([string] $HostProgram) {
            [xml](Get-Content -Raw -LiteralPath (& (Join-Path $PSScriptRoot '../../examples/New-ServiceTask.ps1') -HostProgram $HostProgram -Configuration 'C:\cse & more\cse.yaml' `
                -Account 'CORP\cse$' -DefinitionPath (Join-Path $TestDrive 'service-task.xml')))
        }
    }

    It 'starts the program with its configuration when the machine starts, for as long as it runs' {
        $task = (New-Definition 'C:\cse & more\CsePowerShell.Service.exe').Task
        $task.Actions.Exec.Command | Should -BeExactly 'C:\cse & more\CsePowerShell.Service.exe'
        $task.Actions.Exec.Arguments | Should -BeExactly 'run --config "C:\cse & more\cse.yaml"'
        $task.Triggers.ChildNodes.LocalName | Should -Be 'BootTrigger'
        $task.Settings.ExecutionTimeLimit | Should -Be 'PT0S'
        $task.Principals.Principal.UserId | Should -Be 'CORP\cse$'
    }

    It 'has dotnet run a library' {
        $exec = (New-Definition 'C:\cse\CsePowerShell.Service.dll').Task.Actions.Exec
        $exec.Command, $exec.Arguments | Should -Be 'dotnet', '"C:\cse\CsePowerShell.Service.dll" run --config "C:\cse & more\cse.yaml"'
    }
}
