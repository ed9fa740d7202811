BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Get-TestModulePath) -Force
    $simulator = Start-TestSimulator '--guests', 'paper', '--scale', '12,4,1'
    $server = Connect-TestSimulator $simulator System administrator
}

AfterAll {
    $simulator | Stop-TestSimulator
}

Describe 'Remove-CseCluster' {
    It 'asks, and where nobody can be asked it removes nothing and the script goes on' {
        $answer = pwsh -NoProfile -NonInteractive -OutputFormat Text -Command "
            Import-Module '$(Join-Path $PSScriptRoot 'Simulator.psm1')'; Import-Module '$(Get-TestModulePath)'
            `$null = Connect-TestSimulator ('$($simulator | Select-Object Server, Thumbprint, SshPort, Folder | ConvertTo-Json -Compress)' | ConvertFrom-Json) System administrator
            Remove-CseCluster cluster-001
            'went on'
            Disconnect-CseServer -Confirm:`$false" 2>$null | Out-String
        $answer | Should -Match 'went on'
        Get-CseCluster cluster-001 | Should -HaveCount 1
    }

    It 'removes nothing with -WhatIf, and returns the plan with -PlanOnly' {
        Remove-CseCluster 'cluster-*' -WhatIf
        $plan = Remove-CseCluster cluster-001 -PlanOnly
        $plan.Kind | Should -Be 'Remove'
        $plan.VmsToRemove | Should -HaveCount 2
        Get-CseCluster | Should -HaveCount 12
    }

    It 'removes it, says nothing, and is an error the second time' {
        Remove-CseCluster cluster-001 -Confirm:$false | Should -BeNullOrEmpty
        Get-CseCluster | Should -HaveCount 11
        { Remove-CseCluster cluster-001 -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'CseClusterNotFound,*'
    }

    It 'lists with -PassThru what it owned and what is left' {
        $removed = Get-CseCluster cluster-002 | Remove-CseCluster -Confirm:$false -PassThru
        $removed.ClusterName | Should -Be 'cluster-002'
        $removed.Owned.Count | Should -BeGreaterOrEqual 3
        $removed.Left | Should -BeNullOrEmpty
    }

    It 'removes clusters of CSE 1.x, too' {
        $old = Get-CseCluster | Where-Object IsLegacy | Select-Object -First 1
        $old | Remove-CseCluster -Confirm:$false
        Get-CseCluster $old.Name -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'works in the background, for many at once' {
        $tasks = Remove-CseCluster 'cluster-00[4-8]' -Confirm:$false -RunAsync
        $tasks.Count | Should -BeGreaterThan 2
        $tasks | Wait-CseTask -TimeoutSec 60 -ErrorAction Stop | Should -BeNullOrEmpty
        ($tasks | Wait-CseTask -PassThru).Status | Sort-Object -Unique | Should -Be 'Succeeded'
        Get-CseCluster 'cluster-00[4-8]' | Should -BeNullOrEmpty
    }

    It 'goes on after one that is not there' {
        $count = @(Get-CseCluster).Count
        'none', 'cluster-010' | Remove-CseCluster -Confirm:$false -ErrorAction SilentlyContinue -ErrorVariable failures
        $failures | Should -HaveCount 1
        Get-CseCluster | Should -HaveCount ($count - 1)
    }

    It 'touches nothing of another tenant' {
        $one = Get-CseCluster | Select-Object -First 1
        $bob = Connect-TestSimulator $simulator globex bob -With @{ NotDefault = $true }
        { Remove-CseCluster $one.Id -Server $bob -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'CseClusterNotFound,*'
        Remove-CseCluster $one.Id -Server $bob -Force -Confirm:$false
        ($one | Get-CseCluster).Id | Should -Be $one.Id
    }
}
