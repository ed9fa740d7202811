BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Get-TestModulePath) -Force
    $simulator = Start-TestSimulator '--guests', 'paper', '--scale', '6,2,1'
    $server = Connect-TestSimulator $simulator System administrator
    $tasks = Remove-CseCluster cluster-001, cluster-002 -RunAsync -Confirm:$false
    $null = $tasks | Wait-CseTask -TimeoutSec 60
}

AfterAll {
    $simulator | Stop-TestSimulator
}

Describe 'Get-CseTask' {
    It 'lists the operations of this process, the latest first, as the live objects they are' {
        $listed = Get-CseTask
        $listed | Should -HaveCount 2
        $listed[0].Started | Should -BeGreaterOrEqual $listed[1].Started
        $listed[1] | Should -Be $tasks[0]
    }

    It 'finds one by id, object, copy or pipeline' {
        $copy = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($tasks[0]))
        (Get-CseTask $tasks[0].Id).Id | Should -Be $tasks[0].Id
        ($tasks[0], $copy, $tasks[0].Id | Get-CseTask).Id | Sort-Object -Unique | Should -Be $tasks[0].Id
    }

    It 'filters by cluster, status and number' {
        (Get-CseTask -Cluster cluster-002).ClusterName | Should -Be 'cluster-002'
        Get-CseTask -Cluster 'cluster-00[12]' -Status Succeeded | Should -HaveCount 2
        Get-CseTask -Status Failed | Should -BeNullOrEmpty
        Get-CseTask -Last 1 | Should -HaveCount 1
    }

    It 'says how it went' {
        $tasks[0].Kind, $tasks[0].Status, $tasks[0].PercentComplete, $tasks[0].IsLocal | Should -Be 'Remove', 'Succeeded', 100, $true
        $tasks[0].Duration | Should -BeOfType timespan
    }

    It 'is an error for an id that nobody knows' {
        { Get-CseTask ([guid]::NewGuid()) -ErrorAction Stop } | Should -Throw -ErrorId 'CseNotFound,*'
    }

    It 'shows the operation of another process from the record on the cluster' {
        # Another process begins a remove of something that takes its time, and dies.
        $slow = Start-TestSimulator '--guests', 'paper', '--scale', '2,1,1', '--faults', 'task-slow operation=vappUndeployPowerOff seconds=30; task-slow operation=vdcDeleteVapp seconds=30; task-slow operation=vappDeploy seconds=30'
        try {
            $other = Connect-TestSimulator $slow System administrator -With @{ NotDefault = $true }
            $process = Start-Process pwsh -PassThru -ArgumentList '-NoProfile', '-NonInteractive', '-OutputFormat', 'Text', '-EncodedCommand', ([Convert]::ToBase64String([Text.Encoding]::Unicode.GetBytes("
                Import-Module '$(Join-Path $PSScriptRoot 'Simulator.psm1')'; Import-Module '$(Get-TestModulePath)'
                `$null = Connect-TestSimulator ('$($slow | Select-Object Server, Thumbprint, SshPort, Folder | ConvertTo-Json -Compress)' | ConvertFrom-Json) System administrator
                Remove-CseCluster cluster-001 -Confirm:`$false")))
            $deadline = [datetime]::UtcNow.AddSeconds(40)
            do {
                Start-Sleep -Milliseconds 200
                $seen = Get-CseTask -Server $other
            } until ($seen -or [datetime]::UtcNow -gt $deadline)
            $process.Kill()
            $seen.Kind, $seen.ClusterName, $seen.IsLocal | Should -Be 'Remove', 'cluster-001', $false
            $seen.Status | Should -BeIn 'Running', 'Interrupted'
            $seen.Actor | Should -Match 'administrator'
        }
        finally {
            $slow | Stop-TestSimulator
        }
    }
}
