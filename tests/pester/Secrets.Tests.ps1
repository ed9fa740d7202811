BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    $noGuests = -not (Test-TestGuest)
}

Describe 'Secrets' -Skip:$noGuests {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
        $trace = Join-Path $TestDrive 'trace'
        $simulator = Start-TestSimulator '--trace', $trace
        $transcript = Join-Path $TestDrive 'transcript.txt'
        $kubeconfig = Join-Path $TestDrive 'kubeconfig'

        # The whole life of a cluster with every stream open, an error with all its details, and a transcript of it.
        $script = {
            param($Tests, $Module, $Simulator, $Transcript, $Kubeconfig)
            Import-Module $Tests
            Import-Module $Module
            $VerbosePreference = $DebugPreference = $InformationPreference = 'Continue'
            $null = Start-Transcript $Transcript
            Connect-TestSimulator $Simulator | Format-List * -Force
            $wanted = Get-TestClusterParameter secret 1
            New-CseCluster @wanted | Format-List * -Force
            Get-CseCluster -IncludeNodes | ConvertTo-Json -Depth 8
            Export-CseKubeconfig secret $Kubeconfig -PassThru
            Get-CseTask | Format-List * -Force
            Set-CseClusterSize secret 1000 -Force
            try { Connect-TestSimulator $Simulator acme alice -With @{ ApiVersion = '5.1' } } catch { $_ | Format-List * -Force }
            Get-Error -Newest 10
            $Error | Format-List * -Force
            Remove-CseCluster secret -Confirm:$false
            Disconnect-CseServer -Confirm:$false
            $null = Stop-Transcript
        }
        $arguments = @((Join-Path $PSScriptRoot 'Simulator.psm1'), (Get-TestModulePath), ($simulator | Select-Object Server, Thumbprint, SshPort, Folder | ConvertTo-Json -Compress))
        $said = pwsh -NoProfile -NonInteractive -OutputFormat Text -Command "
            & { $script } '$($arguments[0])' '$($arguments[1])' ('$($arguments[2])' | ConvertFrom-Json) '$transcript' '$kubeconfig'" *>&1 | Out-String
        $all = $said + (Get-Content $transcript -Raw)
        $bodies = Get-ChildItem $trace -File | Get-Content -Raw | Out-String
    }

    AfterAll {
        $simulator | Stop-TestSimulator
    }

    It 'went through the whole life of a cluster' {
        $said | Should -Match 'Ready'
        $said | Should -Match 'HTTP 200' -Because 'the debug stream was open'
        $said | Should -Match 'CseValidationFailed'
        $kubeconfig | Should -Exist
    }

    It 'showed no password of the user' {
        $all | Should -Not -Match 'Passw0rd!'
    }

    It 'showed no token of a session' {
        $all | Should -Not -Match 'eyJ[A-Za-z0-9_-]{10,}'
        $all | Should -Not -Match '(?i)authorization:'
    }

    It 'showed no password of a VM' {
        $passwords = [regex]::Matches($bodies, 'AdminPassword>([^<]+)<') | ForEach-Object { $_.Groups[1].Value } | Sort-Object -Unique
        foreach ($password in $passwords) {
            $all.Contains($password) | Should -BeFalse
        }
    }

    It 'showed no token that joins nodes, no key, and nothing of the kubeconfig' {
        $all | Should -Not -Match '\b[a-z0-9]{6}\.[a-z0-9]{16}\b'
        $all | Should -Not -Match 'PRIVATE KEY'
        $data = [regex]::Matches((Get-Content $kubeconfig -Raw), 'client-key-data: (\S+)').Groups[1].Value
        $data.Length | Should -BeGreaterThan 100
        $all.Contains($data) | Should -BeFalse
    }

    It 'sent the management key to nobody' {
        $bodies | Should -Not -Match 'BEGIN OPENSSH PRIVATE KEY'
        $all | Should -Not -Match 'BEGIN OPENSSH PRIVATE KEY'
    }
}
