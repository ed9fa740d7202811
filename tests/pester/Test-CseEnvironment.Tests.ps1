BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Get-TestModulePath) -Force
    $simulator = Start-TestSimulator '--guests', 'paper'
    $server = Connect-TestSimulator $simulator
    $template = 'ubuntu-24.04_k8s-1.31'
}

AfterAll {
    $simulator | Stop-TestSimulator
}

Describe 'Test-CseEnvironment' {
    It 'checks what does not depend on a cluster' {
        $rows = Test-CseEnvironment
        $rows.Name | Should -Contain 'Session'
        $rows.Result | Sort-Object -Unique | Should -BeIn 'Passed', 'Warning', 'Failed', 'Skipped'
        $rows | Where-Object Result -EQ 'Failed' | Should -BeNullOrEmpty
    }

    It 'checks a cluster that is wanted, and finds room for it' {
        $rows = Test-CseEnvironment acme-vdc acme-net $template -WorkerCount 2
        ($rows | Where-Object Name -EQ 'Addresses').Result | Should -Be 'Passed'
    }

    It 'says with figures and a fix that the addresses are short' {
        $row = Test-CseEnvironment acme-vdc acme-tight $template -WorkerCount 5 | Where-Object Code -EQ 'ADDRESSES_EXHAUSTED'
        $row.Result | Should -Be 'Failed'
        $row.Detail | Should -Match '\b6\b'
        $row.Fix | Should -Not -BeNullOrEmpty
    }

    It 'says that the VM quota is short' {
        (Test-CseEnvironment acme-small acme-net $template -WorkerCount 9 | Where-Object Code -EQ 'QUOTA_EXCEEDED').Result | Should -Be 'Failed'
    }

    It 'finds a <What> that is not there' -ForEach @(
        @{ What = 'network'; Arguments = @{ Vdc = 'acme-vdc'; Network = 'none'; Template = 'ubuntu-24.04_k8s-1.31' } }
        @{ What = 'template'; Arguments = @{ Vdc = 'acme-vdc'; Network = 'acme-net'; Template = 'none' } }
        @{ What = 'storage profile'; Arguments = @{ Vdc = 'acme-vdc'; Network = 'acme-net'; Template = 'ubuntu-24.04_k8s-1.31'; StorageProfile = 'none' } }
        @{ What = 'VDC'; Arguments = @{ Vdc = 'none'; Network = 'acme-net'; Template = 'ubuntu-24.04_k8s-1.31' } }
    ) {
        @(Test-CseEnvironment @Arguments | Where-Object Result -EQ 'Failed').Count | Should -BeGreaterThan 0
    }

    It 'changes nothing' {
        $null = Test-CseEnvironment acme-vdc acme-net $template
        Get-CseCluster | Should -BeNullOrEmpty
    }
}
