BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Get-TestModulePath) -Force
    $simulator = Start-TestSimulator '--guests', 'paper'
}

AfterAll {
    $simulator | Stop-TestSimulator
}

Describe 'Disconnect-CseServer' {
    BeforeEach {
        $alice = Connect-TestSimulator $simulator
        $bob = Connect-TestSimulator $simulator globex bob
    }

    AfterEach {
        Disconnect-CseServer -All -Confirm:$false
    }

    It 'ends the default, and the one before it takes over' {
        Disconnect-CseServer -Confirm:$false
        $bob.IsConnected, $alice.IsConnected | Should -Be $false, $true
        $DefaultCseServer | Should -Be $alice
    }

    It 'takes <What>' -ForEach @(
        @{ What = 'an object from the pipeline'; Act = { $alice | Disconnect-CseServer -Confirm:$false } }
        @{ What = 'an id'; Act = { Disconnect-CseServer $alice.Id -Confirm:$false } }
        @{ What = 'a wildcard'; Act = { Disconnect-CseServer '*/acme/*' -Confirm:$false } }
        @{ What = 'a copy of an object'; Act = { [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($alice)) | Disconnect-CseServer -Confirm:$false } }
    ) {
        & $Act
        $alice.IsConnected, $bob.IsConnected | Should -Be $false, $true
    }

    It 'asks nobody where nobody is: <What> is an error that names the way out, and the session stays' -ForEach @(
        @{ What = '-NonInteractive'; With = '-NonInteractive' }
        @{ What = 'the end of the input'; With = '-NoLogo' }
    ) {
        $start = [Diagnostics.ProcessStartInfo]::new('pwsh')
        $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
        $script = "
            Import-Module '$(Join-Path $PSScriptRoot 'Simulator.psm1')'; Import-Module '$(Get-TestModulePath)'
            `$server = Connect-TestSimulator ('$($simulator | Select-Object Server, Thumbprint, SshPort, Folder | ConvertTo-Json -Compress)' | ConvertFrom-Json)
            try { Disconnect-CseServer -Confirm -ErrorAction Stop } catch { `$_.FullyQualifiedErrorId; `$_.ErrorDetails.RecommendedAction }
            `$server.IsConnected"
        '-NoProfile', $With, '-EncodedCommand', [Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes($script)) | ForEach-Object { $start.ArgumentList.Add($_) }
        $process = [Diagnostics.Process]::Start($start)
        $process.StandardInput.Close()
        $said = $process.StandardOutput.ReadToEnd()
        $process.WaitForExit(60000) | Should -BeTrue
        $said | Should -Match 'CseConsentRequired,'
        $said | Should -Match '-Confirm:\$false'
        $said.Trim() | Should -Match 'True$'
    }

    It 'ends all with -All' {
        Disconnect-CseServer -All -Confirm:$false
        Get-CseServer | Should -BeNullOrEmpty
        $DefaultCseServer | Should -BeNullOrEmpty
    }

    It 'ends the session on the server as well' {
        # The session is used by nobody else: what it could do before is refused after.
        $requests = $alice.RequestCount
        $alice | Disconnect-CseServer -Confirm:$false
        $alice.RequestCount | Should -BeGreaterThan $requests
        { Get-CseCluster -Server $alice } | Should -Throw -ErrorId 'CseNotConnected,*'
    }

    It 'does nothing with -WhatIf' {
        Disconnect-CseServer -All -WhatIf
        Get-CseServer | Should -HaveCount 2
    }

    It 'is an error for a name that is not connected' {
        { Disconnect-CseServer nowhere -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'CseNotConnected,*'
    }
}
