BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    $noGuests = -not (Test-TestGuest)
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Get-TestModulePath) -Force
    # What is called fail-* fails when its control plane is made, so that a test can ask for a failure by name.
    $simulator = Start-TestSimulator '--faults', 'task-fails operation=vdcRecomposeVapp name=fail-* message=no-room'
    $server = Connect-TestSimulator $simulator
}

AfterAll {
    $simulator | Stop-TestSimulator
}

Describe 'New-CseCluster without making anything' {
    AfterAll {
        Get-CseCluster | Should -BeNullOrEmpty -Because 'nothing may be left behind'
    }

    It 'prints the plan with -WhatIf and touches nothing' {
        $wanted = Get-TestClusterParameter plan 2
        $said = pwsh -NoProfile -NonInteractive -OutputFormat Text -Command "
            Import-Module '$(Join-Path $PSScriptRoot 'Simulator.psm1')'; Import-Module '$(Get-TestModulePath)'
            `$null = Connect-TestSimulator ('$($simulator | Select-Object Server, Thumbprint, SshPort, Folder | ConvertTo-Json -Compress)' | ConvertFrom-Json)
            New-CseCluster $($wanted.GetEnumerator() | ForEach-Object { "-$($_.Key) $($_.Value)" }) -WhatIf
            Disconnect-CseServer -Confirm:`$false" | Out-String
        $said | Should -Match "What if: Create cluster 'plan'"
        $said | Should -Match '\+3 addresses'
    }

    It 'returns the plan with -PlanOnly' {
        $wanted = Get-TestClusterParameter plan 2
        $plan = New-CseCluster @wanted -PlanOnly
        $plan | Should -BeOfType CsePowerShell.CseClusterPlan
        $plan.IsEmpty | Should -BeFalse
        $plan.VmsToAdd | Should -HaveCount 3
        $plan.Addresses | Should -Be 3
        $plan.Steps.Count | Should -BeGreaterThan 3
    }

    It 'takes rows of a CSV file, whose empty cells mean nothing' {
        $rows = @'
Name,Org,Vdc,Workers,Cpu,MemoryMB,Template,StorageProfile,Network
row-1,acme,acme-vdc,1,4,8192,ubuntu-24.04_k8s-1.31,gold,acme-net
row-2,,acme-vdc,none,,,ubuntu-24.04_k8s-1.31,,acme-net
row-3,,acme-vdc,2,,,ubuntu-24.04_k8s-1.31,,acme-net
'@ | ConvertFrom-Csv
        $plans = $rows | New-CseCluster -PlanOnly -ErrorAction SilentlyContinue -ErrorVariable failures
        $plans.ClusterName | Should -Be 'row-1', 'row-3'
        $plans[0].VCpu, $plans[0].MemoryMB | Should -Be 8, 16384
        $plans[1].VmsToAdd | Should -HaveCount 3
        $failures | Should -HaveCount 1
    }

    It 'takes pools as hashtables, a spec as a hashtable, an object, a file or what a file makes, all to the same plan' {
        $pools = @{ Name = 'small'; Count = 2 }, @{ Name = 'big'; Count = 1; Cpu = 8; MemoryMB = 16384 }
        $wanted = Get-TestClusterParameter pools
        $wanted.Remove('WorkerCount')
        $wanted.NodePool = $pools
        $path = Join-Path $TestDrive 'pools.json'
        $wanted | ConvertTo-Json -Depth 4 | Set-Content $path
        $plans = @(
            New-CseCluster @wanted -PlanOnly
            New-CseCluster -Spec $wanted -PlanOnly
            [CsePowerShell.CseClusterSpec] $wanted | New-CseCluster -PlanOnly
            New-CseCluster -SpecPath $path -PlanOnly
            Get-Content -Raw $path | ConvertFrom-Json | New-CseCluster -PlanOnly
        )
        $plans | Should -HaveCount 5
        $plans.VmsToAdd.Count | Should -Be 20
        $plans.VCpu | Sort-Object -Unique | Should -Be 14
        $plans.ClusterName | Sort-Object -Unique | Should -Be 'pools'
        { New-CseCluster @wanted -WorkerCount 2 -PlanOnly -ErrorAction Stop } | Should -Throw -ErrorId 'CseBadRequest,*'
        { New-CseCluster -SpecPath "$path.not" -PlanOnly -ErrorAction Stop } | Should -Throw -ErrorId 'CseBadRequest,*'
    }

    It 'refuses <What> before anything is made' -ForEach @(
        @{ What = 'an unknown VDC'; With = @{ Vdc = 'none' }; Id = 'CseNotFound' }
        @{ What = 'an unknown network'; With = @{ Network = 'none' }; Id = 'CseNotFound' }
        @{ What = 'an unknown storage profile'; With = @{ StorageProfile = 'none' }; Id = 'CseNotFound' }
        @{ What = 'an unknown template'; With = @{ Template = 'none' }; Id = 'CseTemplateNotFound' }
        @{ What = 'fewer workers than none'; With = @{ WorkerCount = -1 }; Id = 'CseValidationFailed' }
        @{ What = 'three control plane nodes'; With = @{ ControlPlaneCount = 3 }; Id = 'CseValidationFailed' }
        @{ What = 'an unknown catalog'; With = @{ Catalog = 'none' }; Id = 'CseNotFound' }
        @{ What = 'a thousand workers'; With = @{ WorkerCount = 1000 }; Id = 'CseValidationFailed' }
        @{ What = 'a name that is too long'; With = @{ Name = 'x' * 26 }; Id = 'CseValidationFailed' }
        @{ What = 'a name with capitals'; With = @{ Name = 'Web' }; Id = 'CseValidationFailed' }
        @{ What = 'a network without free addresses'; With = @{ Network = 'acme-tight'; WorkerCount = 5 }; Id = 'CseAddressesExhausted' }
        @{ What = 'more VMs than the quota'; With = @{ Vdc = 'acme-small'; WorkerCount = 9 }; Id = 'CseQuotaExceeded' }
    ) {
        $wanted = Get-TestClusterParameter bad
        $With.GetEnumerator() | ForEach-Object { $wanted[$_.Key] = $_.Value }
        $failure = { New-CseCluster @wanted -ErrorAction Stop } | Should -Throw -ErrorId "$Id,*" -PassThru
        $failure.CategoryInfo.Category | Should -Not -Be 'NotSpecified'
        $failure.ErrorDetails.RecommendedAction | Should -Not -BeNullOrEmpty
    }

    It 'reports all faults together, by the name of the parameter' {
        $wanted = Get-TestClusterParameter 'Bad_Name' -1
        $failure = { New-CseCluster @wanted -MemoryMB 1001 -ErrorAction Stop } | Should -Throw -ErrorId 'CseValidationFailed,*' -PassThru
        'Name:', 'WorkerCount:', 'MemoryMB:' | ForEach-Object { $failure.ErrorDetails.Message | Should -BeLike "*$_*" }
    }

    It 'refuses a user who may not make vApps, and names what is missing' {
        $erin = Connect-TestSimulator $simulator acme erin -With @{ NotDefault = $true }
        $wanted = Get-TestClusterParameter bad
        $failure = { New-CseCluster @wanted -Server $erin -ErrorAction Stop } | Should -Throw -PassThru
        $failure.FullyQualifiedErrorId | Should -Match '^Cse(Forbidden|RightMissing|NotFound|TemplateNotFound),'
    }
}

Describe 'New-CseCluster' -Skip:$noGuests {
    AfterEach {
        Get-CseCluster | Remove-CseCluster -Force -Confirm:$false
    }

    It 'makes a cluster that is Ready, shows phases and says nothing on the success stream but the cluster' {
        $wanted = Get-TestClusterParameter web 1
        $streams = New-CseCluster @wanted -Verbose 4>&1
        $cluster = $streams | Where-Object { $_ -isnot [Management.Automation.VerboseRecord] }
        $cluster | Should -HaveCount 1
        $cluster | Should -BeOfType CsePowerShell.CseCluster
        $cluster.State, $cluster.ReadyNodes, $cluster.WorkerCount | Should -Be 'Ready', 2, 1
        $said = $streams | Where-Object { $_ -is [Management.Automation.VerboseRecord] } | ForEach-Object Message
        @($said -match '^\d\d:\d\d:\d\d\.\d{3} web: ').Count | Should -BeGreaterThan 4
        $said -join "`n" | Should -Not -Match 'Passw0rd|PRIVATE KEY|[a-z0-9]{6}\.[a-z0-9]{16}'

        # The same once more changes nothing and is the same cluster; another spec is refused.
        $tasks = Get-CseTask
        (New-CseCluster @wanted).Id | Should -Be $cluster.Id
        $wanted.WorkerCount = 3
        { New-CseCluster @wanted -ErrorAction Stop } | Should -Throw -ErrorId 'CseClusterExists,*'
        (Get-CseCluster web).WorkerCount | Should -Be 1
        $tasks | Should -Not -BeNullOrEmpty
    }

    It 'makes two of one name in two VDCs at once, which then have to be told apart' {
        $one = Get-TestClusterParameter twin 1
        $two = Get-TestClusterParameter twin 1
        $two.Vdc = 'acme-small'
        $tasks = @(New-CseCluster @one -RunAsync; New-CseCluster @two -NoWait)
        $tasks | ForEach-Object { $_ | Should -BeOfType CsePowerShell.CseTask }
        $tasks.Status | Sort-Object -Unique | Should -Be 'Running'
        $clusters = $tasks | Wait-CseTask -TimeoutSec 240 -ErrorAction Stop
        $clusters.Vdc | Sort-Object | Should -Be 'acme-small', 'acme-vdc'
        $tasks.Status | Sort-Object -Unique | Should -Be 'Succeeded'

        Get-CseCluster twin | Should -HaveCount 2
        $failure = { Set-CseClusterSize twin -Add 1 -ErrorAction Stop } | Should -Throw -ErrorId 'CseNameAmbiguous,*' -PassThru
        $clusters | ForEach-Object { $failure.ErrorDetails.Message | Should -BeLike "*$($_.VAppId)*" }
        (Get-CseNode twin -Vdc acme-small -SkipKubernetes).ClusterId | Sort-Object -Unique | Should -Be ($clusters | Where-Object Vdc -EQ 'acme-small').Id
        (Get-TestCompletion 'Remove-CseCluster ').CompletionText | Sort-Object | Should -Be ($clusters.Id | Sort-Object)
    }

    It 'stops at once, says how to resume, and the same command continues' {
        $wanted = Get-TestClusterParameter stopped 1
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript({ param($Module, $Server, $Wanted) Import-Module $Module; New-CseCluster @Wanted -Server $Server }).AddArgument((Get-TestModulePath)).AddArgument($server).AddArgument($wanted)
            $running = $shell.BeginInvoke()
            $deadline = [datetime]::UtcNow.AddSeconds(60)
            while (-not (Get-CseCluster stopped -ErrorAction Ignore) -and [datetime]::UtcNow -lt $deadline) { Start-Sleep -Milliseconds 100 }
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 8
            $running.IsCompleted | Should -BeTrue
            $warning = $shell.Streams.Warning | Where-Object Message -Match 'To continue, run:\s+(?<line>New-CseCluster .+)$'
            $warning | Should -HaveCount 1
        }
        finally {
            $shell.Dispose()
        }

        $task = Get-CseTask -Cluster stopped
        { $null = $task | Wait-CseTask -TimeoutSec 60 -ErrorAction Stop } | Should -Throw -ErrorId 'CseCancelled,*'
        $task.Status | Should -Be 'Canceled'
        $before = Get-CseCluster stopped
        $null = $warning.Message -match 'To continue, run:\s+(?<line>New-CseCluster .+)$'
        $cluster = Invoke-Expression $Matches.line
        $cluster.Id | Should -Be $before.Id
        $cluster.State | Should -Be 'Ready'
    }

    It 'reports a failure with vCloud Director''s words and leaves nothing behind' {
        $wanted = Get-TestClusterParameter fail-1 1
        $failure = { New-CseCluster @wanted -ErrorAction Stop } | Should -Throw -PassThru
        $failure.FullyQualifiedErrorId | Should -Match '^Cse(VcdError|Internal|QuotaExceeded),'
        $failure.ErrorDetails.Message | Should -BeLike '*no-room*'
        Get-CseCluster | Should -BeNullOrEmpty
    }
}
