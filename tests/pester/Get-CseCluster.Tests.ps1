BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Get-TestModulePath) -Force
    # 300 clusters of six tenants with the same names in each, every third of them made by CSE 1.x.
    $simulator = Start-TestSimulator '--guests', 'paper', '--scale', '300,60,2'
    $provider = Connect-TestSimulator $simulator System administrator
    $org = @{ Org = 'tenant-001' }
}

AfterAll {
    $simulator | Stop-TestSimulator
}

Describe 'Get-CseCluster' {
    It 'lists all clusters of all organizations for a provider, in one request per 128' {
        $before = $provider.RequestCount
        $all = Get-CseCluster
        $all | Should -HaveCount 300
        ($all.Org | Sort-Object -Unique).Count | Should -BeGreaterThan 1
        $provider.RequestCount - $before | Should -BeLessOrEqual 4

        # The table has one group per organization: each comes once, with its clusters by name.
        $all.Org | Should -Be ($all.Org | Sort-Object)
        ($all | Where-Object Org -EQ 'tenant-002').Name | Should -Be (($all | Where-Object Org -EQ 'tenant-002').Name | Sort-Object)
        [regex]::Matches(($all | Out-String -Width 120), '(?m)^ +Org: (\S+)').ForEach({ $_.Groups[1].Value }) | Should -Be ($all.Org | Sort-Object -Unique)
    }

    It 'reads the nodes of all with one request per 128 VMs more' {
        $before = $provider.RequestCount
        $all = Get-CseCluster -IncludeNodes
        $all.Nodes | Should -HaveCount 900
        $provider.RequestCount - $before | Should -BeLessOrEqual (4 + 9)
    }

    It 'shows a tenant its own and nothing else' {
        $own = Get-CseCluster @org
        $tenant = Connect-TestSimulator $simulator tenant-001 admin -With @{ NotDefault = $true }
        $seen = Get-CseCluster -Server $tenant
        $seen.Org | Sort-Object -Unique | Should -Be 'tenant-001'
        $seen.Id | Sort-Object | Should -Be ($own.Id | Sort-Object)
        $foreign = Get-CseCluster -Org tenant-002 | Select-Object -First 1
        { Get-CseCluster -Server $tenant -Id $foreign.Id -ErrorAction Stop } | Should -Throw -ErrorId 'CseClusterNotFound,*'
        (Get-CseCluster $foreign.Name -Server $tenant).Id | Should -Not -Be $foreign.Id
    }

    It 'takes names with wildcards, by position and from the pipeline' {
        (Get-CseCluster cluster-001 @org).Name | Should -Be 'cluster-001'
        Get-CseCluster 'cluster-00?' @org | Should -HaveCount 9
        Get-CseCluster 'cluster-00[1-3]' @org | Should -HaveCount 3
        Get-CseCluster 'CLUSTER-01*', 'cluster-001' @org | Should -HaveCount 11
        ('cluster-001', 'cluster-00[23]' | Get-CseCluster @org).Name | Should -Be 'cluster-001', 'cluster-002', 'cluster-003'
        Get-CseCluster 'none*' | Should -BeNullOrEmpty
    }

    It 'lists clusters of one name in several organizations all' {
        $all = Get-CseCluster cluster-001
        $all.Count | Should -BeGreaterThan 1
        ($all.Org | Sort-Object -Unique).Count | Should -Be $all.Count
        $failure = { Get-CseNode cluster-001 -ErrorAction Stop } | Should -Throw -ErrorId 'CseNameAmbiguous,*' -PassThru
        $all | ForEach-Object { $failure.ErrorDetails.Message | Should -BeLike "*$($_.VAppId)*" }
        (Get-CseNode cluster-001 @org -SkipKubernetes).ClusterId | Sort-Object -Unique | Should -Be ($all | Where-Object Org -EQ 'tenant-001').Id
    }

    It 'narrows by VDC and state' {
        $one = Get-CseCluster cluster-001 @org
        (Get-CseCluster -Org $one.Org -Vdc $one.Vdc).Vdc | Sort-Object -Unique | Should -Be $one.Vdc
        Get-CseCluster -State Failed | Should -BeNullOrEmpty
        Get-CseCluster -State Ready, Degraded | Should -HaveCount 300
    }

    It 'takes <What>' -ForEach @(
        @{ What = 'an object'; Make = { $one | Get-CseCluster } }
        @{ What = 'a copy of an object'; Make = { [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($one)) | Get-CseCluster } }
        @{ What = 'a row with Id and Server'; Make = { [pscustomobject]@{ Id = $one.Id; Server = $one.Server } | Get-CseCluster } }
        @{ What = 'an id'; Make = { Get-CseCluster -Id $one.Id } }
        @{ What = 'the URN of the vApp'; Make = { Get-CseCluster -Id $one.VAppId } }
        @{ What = 'an id from the pipeline'; Make = { $one.Id | Get-CseCluster } }
        @{ What = 'a node'; Make = { (Get-CseNode $one -SkipKubernetes)[0] | Get-CseCluster } }
    ) {
        $one = Get-CseCluster cluster-002 @org
        (& $Make).Id | Should -Be $one.Id
    }

    It 'asks the connection that an object came from, whatever the default is' {
        $one = Get-CseCluster cluster-001 @org
        $bob = Connect-TestSimulator $simulator globex bob
        try { ($one | Get-CseCluster).Id | Should -Be $one.Id } finally { $bob | Disconnect-CseServer -Confirm:$false }
    }

    It 'shows clusters of CSE 1.x, with what is known of them' {
        $old = Get-CseCluster | Where-Object IsLegacy | Select-Object -First 1
        $old.CseVersion | Should -Match '^1\.'
        $old.WorkerCount | Should -BeNullOrEmpty
        $old.VmCount | Should -Be 3
    }

    It 'streams, so that the pipeline can end early' {
        $before = $provider.RequestCount
        Get-CseCluster | Select-Object -First 1 | Should -HaveCount 1
        $provider.RequestCount - $before | Should -BeLessOrEqual 4
    }

    It 'goes on after a name that is not there, and stops at it when told to' {
        $found = Get-CseCluster none, cluster-001 @org -ErrorAction SilentlyContinue -ErrorVariable failures
        $found.Name | Should -Be 'cluster-001'
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'CseClusterNotFound,*'
        $failures[0].CategoryInfo.Category | Should -Be 'ObjectNotFound'
        { Get-CseCluster none, cluster-001 -ErrorAction Stop } | Should -Throw -ErrorId 'CseClusterNotFound,*'
    }

    It 'uses only classes and texts a job can carry' {
        $job = Get-CseCluster cluster-001 @org | ForEach-Object { [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($_, 2)) }
        $job.Name, $job.NodeSummary | Should -Be 'cluster-001', '3/3'
        $job.NodePools.Count | Should -Be 2
    }
}

Describe 'A connection that is gone' {
    It 'ends the pipeline with the way back' {
        { Get-CseCluster -Server nowhere } | Should -Throw -ErrorId 'CseNotConnected,*'
    }

    It 'is told apart from an expired session, which is renewed' {
        $short = Start-TestSimulator '--guests', 'paper', '--session-timeout', '1'
        try {
            $server = Connect-TestSimulator $short -With @{ NotDefault = $true }
            Start-Sleep -Milliseconds 1600
            Get-CseCluster -Server $server -ErrorAction Stop | Should -BeNullOrEmpty
        }
        finally {
            $short | Stop-TestSimulator
        }
    }
}
