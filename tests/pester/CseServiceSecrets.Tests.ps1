# Where the passwords of a host go when the cmdlets write its configuration, and that they are nowhere else.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Provider.psm1') -Force
    $noBroker = -not (Test-TestBroker)
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'Provider.psm1') -Force
    Import-Module (Get-TestModulePath) -Force
}

Describe 'Start-CseService -SaveConfiguration, with RabbitMQ' -Skip:$noBroker {
    BeforeAll {
        $provider = Start-TestProvider
        $register = $provider.Register
        $null = Register-CseExtension @register
        $settings = $provider.Broker + @{ Exchange = $register.Exchange; RoutingKey = $register.RoutingKey; SshKeyPath = Join-Path $provider.Simulator.Folder 'key' }
        $admin = Get-TestCredential administrator

        # SecretManagement as far as it is needed: by name, in a folder; nothing in it is secret here.
        $modules = New-Item -ItemType Directory (Join-Path $TestDrive 'modules/Microsoft.PowerShell.SecretManagement') -Force
        $env:CSE_TEST_VAULT = (New-Item -ItemType Directory (Join-Path $TestDrive 'vault') -Force).FullName
        Set-Content (Join-Path $modules 'Microsoft.PowerShell.SecretManagement.psm1') @'
            function Get-Secret([string] $Name, [string] $Vault = 'any') {
                $file = Join-Path $env:CSE_TEST_VAULT "$Vault.$Name.xml"
                if (-not (Test-Path $file)) { throw "The secret $Name was not found." }
                Import-Clixml $file
            }
            function Set-Secret([string] $Name, [securestring] $Secret, [string] $Vault = 'any', [switch] $NoClobber) {
                $file = Join-Path $env:CSE_TEST_VAULT "$Vault.$Name.xml"
                if ($NoClobber -and (Test-Path $file)) { throw "A secret with name $Name already exists in vault $Vault." }
                $Secret | Export-Clixml $file
            }
'@
        $formerModulePath = $env:PSModulePath
        $env:PSModulePath = (Join-Path $TestDrive 'modules') + [IO.Path]::PathSeparator + $env:PSModulePath

        function Test-Host([string] $Path) {
            $job = Start-CseService $Path -AsJob -WarningAction Ignore
            $deadline = [datetime]::UtcNow.AddSeconds(60)
            while ($job.StatusMessage -notmatch ': Serving' -and [datetime]::UtcNow -lt $deadline) { Start-Sleep -Milliseconds 50 }
            $job.StatusMessage
            $job | Stop-Job -PassThru | Remove-Job
        }
    }

    AfterAll {
        $env:PSModulePath = $formerModulePath
        Remove-Item Env:CSE_TEST_VAULT, Env:CSE_VCD_PASSWORD, Env:CSE_AMQP_PASSWORD -ErrorAction Ignore
        $provider | Stop-TestProvider
    }

    It 'keeps passwords in private files, and a host starts with what was written' {
        $path = Join-Path $TestDrive 'file.yaml'
        $written = Start-CseService @settings -Credential $admin -SaveConfiguration $path -CredentialStore File -HostName saved
        $written.FullName | Should -Be $path
        $text = Get-Content $path -Raw
        $text | Should -Match 'password: \{"?file"?: '
        $text | Should -Not -Match 'Passw0rd'
        foreach ($secret in "$path.vcd-password", "$path.amqp-password") {
            [int](Get-Item $secret).UnixFileMode -band 0x3F | Should -Be 0 -Because 'group and others have no right'
        }
        Test-Host $path | Should -Match '^saved: Serving'
    }

    It 'replaces nothing unless it is told to' {
        $path = Join-Path $TestDrive 'file.yaml'
        $before = Get-Content $path -Raw
        { Start-CseService @settings -Credential $admin -SaveConfiguration $path -CredentialStore Environment } | Should -Throw -ErrorId 'CseFileExists,*'
        Get-Content $path -Raw | Should -Be $before
        $null = Start-CseService @settings -Credential (Get-TestCredential administrator 'another one') -SaveConfiguration $path -CredentialStore File -RequireEnabledVdc -Force
        Get-Content "$path.vcd-password" -Raw | Should -Be 'another one'
        Get-Content $path -Raw | Should -Match 'require_enabled_vdc: true'
        Get-ChildItem $TestDrive -Filter *.tmp | Should -BeNullOrEmpty
    }

    It 'keeps passwords in a vault of SecretManagement, and a host in a job reads them there' {
        $path = Join-Path $TestDrive 'vault.yaml'
        $null = Start-CseService @settings -Credential $admin -SaveConfiguration $path -SecretVault Team
        Get-Content $path -Raw | Should -Match 'secret"?: "vault-vcd-password", "?vault"?: "Team"'
        Get-ChildItem $env:CSE_TEST_VAULT | ForEach-Object Name | Should -Be 'Team.vault-amqp-password.xml', 'Team.vault-vcd-password.xml'
        Get-ChildItem $TestDrive | Where-Object Name -Like 'vault.yaml.*' | Should -BeNullOrEmpty
        Test-Host $path | Should -Match ': Serving'
        Remove-Item (Join-Path $env:CSE_TEST_VAULT 'Team.vault-amqp-password.xml')
        { Start-CseService $path -AsJob } | Should -Throw -ErrorId 'CseValidationFailed,*' -ExpectedMessage '*vault-amqp-password*not found*'
    }

    It 'takes no secret from another configuration of the same file name' {
        $first, $second = 'site-a', 'site-b' | ForEach-Object { Join-Path (New-Item -ItemType Directory (Join-Path $TestDrive $_)) 'host.yaml' }
        $null = Start-CseService @settings -Credential (Get-TestCredential administrator 'of a') -SaveConfiguration $first -SecretVault Sites
        { Start-CseService @settings -Credential (Get-TestCredential administrator 'of b') -SaveConfiguration $second -SecretVault Sites } |
            Should -Throw -ExpectedMessage '*host-vcd-password*already exists*-Force*'
        $second | Should -Not -Exist
        $kept = Join-Path $env:CSE_TEST_VAULT 'Sites.host-vcd-password.xml'
        [pscredential]::new('x', (Import-Clixml $kept)).GetNetworkCredential().Password | Should -Be 'of a'
        $null = Start-CseService @settings -Credential (Get-TestCredential administrator 'of b') -SaveConfiguration $second -SecretVault Sites -Force
        [pscredential]::new('x', (Import-Clixml $kept)).GetNetworkCredential().Password | Should -Be 'of b'
        Remove-Item (Join-Path $env:CSE_TEST_VAULT 'Sites.*')
    }

    It 'leaves passwords to the environment, and says so' {
        $path = Join-Path $TestDrive 'env.yaml'
        $with = $settings.Clone()
        $with.Remove('WarningAction')
        $null = Start-CseService @with -Credential $admin -SaveConfiguration $path -CredentialStore Environment -WarningVariable said -WarningAction SilentlyContinue
        "$said" | Should -Match 'Set CSE_VCD_PASSWORD and CSE_AMQP_PASSWORD'
        { Start-CseService $path -AsJob } | Should -Throw -ErrorId 'CseValidationFailed,*'
        $env:CSE_VCD_PASSWORD, $env:CSE_AMQP_PASSWORD = 'Passw0rd!', 'guest'
        Test-Host $path | Should -Match ': Serving'
    }

    It 'has DPAPI on Windows only, and then writes nothing' -Skip:$IsWindows {
        $path = Join-Path $TestDrive 'dpapi.yaml'
        { Start-CseService @settings -Credential $admin -SaveConfiguration $path -CredentialStore Dpapi } | Should -Throw -ErrorId 'CseValidationFailed,*' -ExpectedMessage '*on Windows only*'
        Get-ChildItem $TestDrive -Filter 'dpapi*' | Should -BeNullOrEmpty
    }

    It 'writes nothing with -WhatIf' {
        Start-CseService @settings -Credential $admin -SaveConfiguration (Join-Path $TestDrive 'what.yaml') -WhatIf
        Get-ChildItem $TestDrive -Filter 'what*' | Should -BeNullOrEmpty
    }

    It 'has planted passwords nowhere but where they belong' {
        $planted = 'planted-vcd-7f3a', 'planted-mq-91c4'
        $folder = (New-Item -ItemType Directory (Join-Path $TestDrive 'planted')).FullName
        $env:CSE_TEST_PLANTED = $planted -join ' '
        $script = Join-Path $folder 'run.ps1'
        Set-Content $script @"
            Import-Module '$(Join-Path $PSScriptRoot 'Simulator.psm1')'
            Import-Module '$(Get-TestModulePath)'
            `$VerbosePreference = `$DebugPreference = `$InformationPreference = 'Continue'
            `$null = Start-Transcript '$folder/transcript.txt'
            `$vcd, `$mq = (-split `$env:CSE_TEST_PLANTED) | ForEach-Object { ConvertTo-SecureString `$_ -AsPlainText -Force }
            `$null = Connect-CseServer '$($provider.Simulator.Server)' -Org System -Credential (Get-TestCredential administrator) -CertificateThumbprint '$($provider.Simulator.Thumbprint)'
            `$settings = @{ Credential = [pscredential]::new('administrator', `$vcd); BrokerHost = 'localhost'; BrokerPort = $($settings.BrokerPort); BrokerCredential = [pscredential]::new('guest', `$mq); BrokerCertificateAuthority = '$($settings.BrokerCertificateAuthority)'; SshKeyPath = '$($settings.SshKeyPath)' }
            foreach (`$store in 'File', 'SecretManagement', 'Environment', 'Dpapi') {
                try { Start-CseService @settings -SaveConfiguration "$folder/`$store.yaml" -CredentialStore `$store | Format-List * -Force } catch { `$_ | Format-List * -Force }
            }
            try { Start-CseService @settings -SaveConfiguration "$folder/File.yaml" } catch { `$_ | Format-List * -Force; Get-Error }
            # A host that both refuse: it says so in its log, again and again.
            `$job = Start-CseService "$folder/File.yaml" -AsJob -LogPath "$folder/host.log"
            `$deadline = [datetime]::UtcNow.AddSeconds(30)
            while (-not (Select-String 'Trying again' "$folder/host.log" -Quiet) -and [datetime]::UtcNow -lt `$deadline) { Start-Sleep -Milliseconds 100 }
            `$job | Receive-Job *>&1
            `$job | Format-List * -Force
            `$job | Stop-Job -PassThru | Remove-Job
            `$Error | Format-List * -Force
            `$null = Stop-Transcript
"@
        try { $said = pwsh -NoProfile -NonInteractive -File $script *>&1 | Out-String } finally { Remove-Item Env:CSE_TEST_PLANTED }
        $said | Should -Match 'on Windows only' -Because 'errors were shown'
        Get-Content (Join-Path $folder 'host.log') -Raw | Should -Match 'Trying again'
        $said | Should -Not -Match 'planted-(vcd|mq)-'
        $holding = Get-ChildItem $folder -File -Recurse | Where-Object { Select-String 'planted-(vcd|mq)-' $_.FullName -Quiet } | ForEach-Object Name
        $holding | Should -Be 'File.yaml.amqp-password', 'File.yaml.vcd-password'
    }
}
