BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Get-TestModulePath) -Force
    # What is removed takes longer than any test waits, and so does what is uploaded.
    $simulator = Start-TestSimulator '--guests', 'paper', '--scale', '8,2,1', '--faults', 'task-slow operation=vdcDeleteVapp seconds=60;slow-response method=PUT path=/transfer/*/disk1.vmdk seconds=60 when=after'
    $server = Connect-TestSimulator $simulator System administrator
}

AfterAll {
    $simulator | Stop-TestSimulator
}

Describe 'Stop-CseTask' {
    It 'stops an operation of this process, says what stays, and leaves one that has ended alone' {
        $task = Remove-CseCluster cluster-001 -RunAsync -Confirm:$false
        $stopped = $task | Stop-CseTask -WarningAction SilentlyContinue -WarningVariable warnings
        $stopped | Should -Be $task
        "$warnings" | Should -BeLike "*Remove of cluster 'cluster-001'*stays*Remove-CseCluster cluster-001*"
        { $task | Wait-CseTask -TimeoutSec 30 -ErrorAction Stop } | Should -Throw -ErrorId 'CseCancelled,*'
        $task.Status | Should -Be 'Canceled'
        $again = Stop-CseTask $task.Id -Verbose -WarningVariable warnings 4>&1
        $warnings | Should -BeNullOrEmpty
        "$($again | Where-Object { $_ -is [Management.Automation.VerboseRecord] })" | Should -BeLike '*has ended already: Canceled*'
    }

    It 'stops nothing with -WhatIf' {
        $task = Remove-CseCluster cluster-002 -RunAsync -Confirm:$false
        $task | Stop-CseTask -WhatIf | Should -BeNullOrEmpty
        $task.Status | Should -Be 'Running'
        $null = $task | Stop-CseTask -WarningAction SilentlyContinue
    }

    It 'takes the unfinished item of an import out of the catalog' {
        $task = New-TestPackage (Join-Path $TestDrive 'given-up.ova') | Import-CseTemplate -Catalog own -CreateCatalog -RunAsync
        $end = [datetime]::UtcNow.AddSeconds(30)
        while ($task.Phase -ne 'Uploading the package' -and [datetime]::UtcNow -lt $end) { Start-Sleep -Milliseconds 50 }
        $null = $task | Stop-CseTask -WarningAction SilentlyContinue -WarningVariable warnings
        "$warnings" | Should -BeLike "*Import of template 'given-up'*taken out of the catalog*Import-CseTemplate -Path *"
        { $task | Wait-CseTask -TimeoutSec 30 -ErrorAction Stop } | Should -Throw -ErrorId 'CseCancelled,*'
        (Invoke-CseRestMethod '/api/query?type=adminCatalogItem&filter=name==given-up_rev1').DocumentElement.total | Should -Be '0'
    }

    It 'refuses what another process runs, and what nobody knows, and goes on' {
        $start = [Diagnostics.ProcessStartInfo]::new('pwsh')
        '-NoProfile', '-NonInteractive', '-Command', @"
Import-Module '$(Join-Path $PSScriptRoot 'Simulator.psm1')'
Import-Module '$(Get-TestModulePath)'
`$null = Connect-TestSimulator ([pscustomobject]@{ Server = '$($simulator.Server)'; Thumbprint = '$($simulator.Thumbprint)'; SshPort = 22; Folder = '$($simulator.Folder)' }) System administrator
Remove-CseCluster cluster-003 -Confirm:`$false
"@ | ForEach-Object { $start.ArgumentList.Add($_) }
        $start.UseShellExecute = $false
        $other = [Diagnostics.Process]::Start($start)
        try {
            $end = [datetime]::UtcNow.AddSeconds(30)
            do {
                Start-Sleep -Milliseconds 100
                $foreign = Get-CseTask -Cluster cluster-003 -Status Running
            } until ($foreign -or [datetime]::UtcNow -gt $end)
            $nobodys = [guid]::NewGuid().ToString()
            Stop-CseTask $nobodys, $foreign -ErrorAction SilentlyContinue -ErrorVariable failures | Should -BeNullOrEmpty
            ($failures | ForEach-Object { ($_.FullyQualifiedErrorId -split ',')[0] }) | Should -Be 'CseNotFound', 'CseSpecConflict'
            "$($failures[1])" | Should -BeLike '*another PowerShell process*'
        }
        finally {
            $other.Kill()
            $other.WaitForExit()
            $other.Dispose()
        }
    }
}
