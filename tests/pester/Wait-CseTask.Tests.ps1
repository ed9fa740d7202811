BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Get-TestModulePath) -Force
    # Removing cluster-001 takes longer than any test waits; the others go at once.
    $simulator = Start-TestSimulator '--guests', 'paper', '--scale', '8,2,1', '--faults', 'task-slow name=cluster-001 seconds=600'
    $server = Connect-TestSimulator $simulator System administrator
    $slow = Remove-CseCluster cluster-001 -RunAsync -Confirm:$false
}

AfterAll {
    $simulator | Stop-TestSimulator
}

Describe 'Wait-CseTask' {
    It 'waits for many at once and gives the tasks with -PassThru' {
        $tasks = Remove-CseCluster cluster-002, cluster-003 -RunAsync -Confirm:$false
        $ended = $tasks | Wait-CseTask -PassThru -TimeoutSec 30
        $ended.Id | Sort-Object | Should -Be ($tasks.Id | Sort-Object)
        $ended.Status | Sort-Object -Unique | Should -Be 'Succeeded'
    }

    It 'gives nothing after a remove, and can wait for what has ended' {
        $task = Remove-CseCluster cluster-004 -RunAsync -Confirm:$false
        Wait-CseTask $task -TimeoutSec 30 | Should -BeNullOrEmpty
        (Wait-CseTask $task.Id -PassThru).Status | Should -Be 'Succeeded'
    }

    It 'ends with the first when -Any is given' {
        $quick = Remove-CseCluster cluster-005 -RunAsync -Confirm:$false
        $watch = [Diagnostics.Stopwatch]::StartNew()
        (Wait-CseTask $slow, $quick -Any -PassThru -TimeoutSec 50).Id | Should -Be $quick.Id
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 40
        $slow.Status | Should -Be 'Running'
    }

    It 'hands back the task when the time is over, which goes on' {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $failure = { Wait-CseTask $slow -TimeoutSec 1 -ErrorAction Stop } | Should -Throw -ErrorId 'CseDeadlineExceeded,*' -PassThru
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 10
        $failure.TargetObject | Should -Be $slow
        $failure.ErrorDetails.Message | Should -BeLike "*Wait-CseTask $($slow.Id)*"
        $slow.Status | Should -Be 'Running'
    }

    It 'stops at once with Ctrl+C, leaves the operation alone, and says how to wait again' {
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript({ param($Module, $Task) Import-Module $Module; Wait-CseTask $Task }).AddArgument((Get-TestModulePath)).AddArgument($slow)
            $running = $shell.BeginInvoke()
            $deadline = [datetime]::UtcNow.AddSeconds(30)
            while ($shell.Streams.Progress.Count -eq 0 -and [datetime]::UtcNow -lt $deadline) { Start-Sleep -Milliseconds 50 }
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 8
            $running.IsCompleted | Should -BeTrue
            $shell.Streams.Warning.Message | Should -BeLike "*Wait-CseTask $($slow.Id)*"
        }
        finally {
            $shell.Dispose()
        }

        $slow.Status | Should -Be 'Running'
    }

    It 'is an error for an id that nobody knows, and waits for the others' {
        $task = Remove-CseCluster cluster-006 -RunAsync -Confirm:$false
        $ended = Wait-CseTask ([guid]::NewGuid()), $task -PassThru -TimeoutSec 30 -ErrorAction SilentlyContinue -ErrorVariable failures
        $ended.Id | Should -Be $task.Id
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'CseNotFound,*'
    }

    It 'shows progress in one line per task and takes it away' {
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript({ param($Module, $Server) Import-Module $Module; Remove-CseCluster cluster-007, cluster-008 -Server $Server -RunAsync -Confirm:$false | Wait-CseTask }).AddArgument((Get-TestModulePath)).AddArgument($server)
            $null = $shell.Invoke()
            $records = $shell.Streams.Progress
            $shell.Streams.Error | Should -BeNullOrEmpty
            $lines = $records | Group-Object ActivityId
            $lines.Count | Should -BeLessOrEqual 4
            $lines | ForEach-Object { $_.Group[-1].RecordType | Should -Be 'Completed' }
        }
        finally {
            $shell.Dispose()
        }
    }
}
