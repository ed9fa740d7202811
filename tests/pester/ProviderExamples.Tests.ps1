# Every example of the help of the extension's cmdlets, run as it stands: as an administrator of a simulated vCD, with RabbitMQ, in a folder with a cse.yaml.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Provider.psm1') -Force
    Import-Module (Get-TestModulePath) -Force
    $noBroker = -not (Test-TestBroker)
    $examples = foreach ($command in Get-Command -Module CsePowerShell -CommandType Cmdlet | Where-Object Noun -In 'CseExtension', 'CseService', 'CseOrgVdc') {
        foreach ($example in (Get-Help $command.Name -Full).examples.example) {
            @{ Command = $command.Name; Title = $example.title.Trim('-', ' '); Code = $example.code }
        }
    }
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'Provider.psm1') -Force
    Import-Module (Get-TestModulePath) -Force
}

Describe 'Examples of the extension, with RabbitMQ' -Skip:$noBroker {
    BeforeAll {
        $provider = Start-TestProvider '--guests', 'paper', '--extension-timeout', '2'
        $place = (New-Item -ItemType Directory (Join-Path $provider.Simulator.Folder 'examples')).FullName
        Copy-Item (New-TestServiceConfiguration $provider) (Join-Path $place 'cse.yaml')
        # What stands for the names of the examples; only what Register-CseExtension has beside the others differs.
        $names = @{ QueuePrefix = $provider.Name; BrokerCertificateAuthority = $provider.Broker.BrokerCertificateAuthority; BrokerPort = $provider.Broker.BrokerPort }
        $ofRegister = @{ Exchange = "$($provider.Name)-ext"; RoutingKey = $provider.Name }
        $stand = @"
            `$ErrorActionPreference = 'Stop'
            `$WarningPreference = 'SilentlyContinue'
            function Get-Credential([string] `$Name) {
                `$password = if (`$Name -eq 'administrator') { 'Passw0rd!' } else { 'guest' }
                [pscredential]::new(`$(if (`$Name -eq 'cse') { 'guest' } else { `$Name }), (ConvertTo-SecureString `$password -AsPlainText -Force))
            }
"@
        function Use-Name([hashtable] $Bound, [switch] $Register) {
            if ($Bound.ContainsKey('BrokerHost')) { $Bound.BrokerHost = 'localhost'; foreach ($key in $names.Keys) { $Bound[$key] = $names[$key] } }
            if ($Register) { foreach ($key in $ofRegister.Keys) { $Bound[$key] = $ofRegister[$key] } }
            $Bound
        }
        # Takes 'mq1.example.com' for the broker that is there, and the foreground for a job: nobody presses Ctrl+C here.
        $stand += "`n" + (('Register', 'Unregister', 'Test' | ForEach-Object { "function $_-CseExtension { & `$adapt '$_-CseExtension' `$args }" }) + 'function Start-CseService { & $adapt Start-CseService ($args + $(if ($args -notcontains "-AsJob") { "-AsJob" })) }' -join "`n")
        $adapt = {
            param([string] $Command, [object[]] $Words)
            $bound = @{}
            for ($i = 0; $i -lt $Words.Count; $i++) {
                $key = "$($Words[$i])".TrimStart('-').TrimEnd(':')
                if ($i + 1 -lt $Words.Count -and "$($Words[$i + 1])" -notmatch '^-[A-Za-z]') { $bound[$key] = $Words[++$i] } else { $bound[$key] = $true }
            }
            $bound = Use-Name $bound -Register:($Command -eq 'Register-CseExtension' -or ($Command -eq 'Start-CseService' -and $bound.ContainsKey('BrokerHost')))
            & "CsePowerShell\$Command" @bound
        }
    }

    AfterAll {
        Get-Job | Where-Object PSJobTypeName -EQ CseService | Stop-Job -PassThru | Remove-Job
        $provider | Stop-TestProvider
    }

    BeforeEach {
        $register = $provider.Register
        $null = Register-CseExtension @register
        Enable-CseExtension -WarningAction Ignore
    }

    AfterEach {
        Get-Job | Where-Object PSJobTypeName -EQ CseService | Stop-Job -PassThru | Remove-Job
    }

    It '<Command>: <Title>' -ForEach $examples {
        Push-Location -LiteralPath $place
        try { { . ([scriptblock]::Create("$stand`n$Code")) | Out-String } | Should -Not -Throw } finally { Pop-Location }
    }
}
