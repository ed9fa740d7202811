BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Provider.psm1') -Force
    $noBroker = -not (Test-TestBroker)
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'Provider.psm1') -Force
    Import-Module (Get-TestModulePath) -Force
}

Describe 'Get-, Enable- and Disable-CseOrgVdc, without a service' {
    BeforeAll {
        # 300 VDCs of 60 organizations beside those of the standard world, and 600 clusters in them.
        $simulator = Start-TestSimulator '--guests', 'paper', '--scale', '600,300,1'
        $server = Connect-TestSimulator $simulator -Org System -User administrator
        $all = @(Get-CseOrgVdc)
    }

    AfterAll {
        $simulator | Stop-TestSimulator
    }

    It 'lists the VDCs of all organizations with one request per 128' {
        $all.Count | Should -BeGreaterThan 300
        $all.Org | Sort-Object -Unique | Should -Contain acme
        $all.State | Sort-Object -Unique | Should -Be NotSet
        $all[0].Server | Should -Be $server.Id
        $before = $server.RequestCount
        $null = Get-CseOrgVdc
        $server.RequestCount - $before | Should -Be ([math]::Ceiling($all.Count / 128))
    }

    It 'counts clusters and nodes in as few' {
        $null = Get-CseCluster
        $before = $server.RequestCount
        $counted = Get-CseOrgVdc -IncludeClusters
        $server.RequestCount - $before | Should -BeLessOrEqual ([math]::Ceiling($all.Count / 128) + 5 + 1)
        ($counted | Measure-Object ClusterCount -Sum).Sum | Should -Be 600
        ($counted | Measure-Object NodeCount -Sum).Sum | Should -Be 1200
        ($counted | Where-Object Name -EQ acme-vdc).ClusterCount | Should -Be 0
    }

    It 'takes names, wildcards, ids, clusters, and what looks like a VDC of PowerCLI' {
        $vdc = Get-CseOrgVdc acme-vdc
        $vdc | Should -HaveCount 1
        (Get-CseOrgVdc acme-*).Name | Should -Be acme-small, acme-vdc
        (Get-CseOrgVdc * -Org GLOBEX).Name | Should -Be globex-vdc
        (Get-CseOrgVdc $vdc.Id).Name | Should -Be acme-vdc
        (Get-CseOrgVdc ([guid]$vdc.Id.Split(':')[-1])).Name | Should -Be acme-vdc
        ($vdc | Get-CseOrgVdc).Id | Should -Be $vdc.Id
        ([Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($vdc)) | Get-CseOrgVdc).Id | Should -Be $vdc.Id
        ([pscustomobject]@{ Name = 'acme-vdc'; Id = $vdc.Id -replace ':vdc:', ':orgvdc:'; Href = $vdc.Href; Org = [pscustomobject]@{ Name = 'acme' } } | Get-CseOrgVdc).Id | Should -Be $vdc.Id
        ([pscustomobject]@{ Href = $vdc.Href } | Get-CseOrgVdc).Id | Should -Be $vdc.Id
        $cluster = Get-CseCluster | Select-Object -First 1
        ($cluster | Get-CseOrgVdc) | ForEach-Object { "$($_.Org)/$($_.Name)" } | Should -Be "$($cluster.Org)/$($cluster.Vdc)"
        Get-CseOrgVdc none-* | Should -BeNullOrEmpty
    }

    It 'is an error for one that is not there, and goes on' {
        $found = 'none', 'acme-vdc' | Get-CseOrgVdc -ErrorAction SilentlyContinue -ErrorVariable failures
        $found.Name | Should -Be acme-vdc
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'CseNotFound,*'
    }

    It 'enables and disables, and says so to whoever looks next' {
        (Enable-CseOrgVdc acme-small -PassThru).State | Should -Be Enabled
        (Get-CseOrgVdc acme-small).ContainerProvider | Should -Be vcd
        (Disable-CseOrgVdc acme-small -PassThru).State | Should -Be Disabled
        (Get-CseOrgVdc -State Disabled).Name | Should -Be acme-small
        $before = $server.RequestCount
        Disable-CseOrgVdc acme-small
        $server.RequestCount - $before | Should -Be 1 -Because 'it is disabled already'
    }

    It 'leaves everything with -WhatIf' {
        Enable-CseOrgVdc acme-* -WhatIf
        (Get-CseOrgVdc -State Enabled) | Should -BeNullOrEmpty
    }

    It 'is for system administrators alone' {
        $null = Connect-TestSimulator $simulator
        try {
            { Get-CseOrgVdc -ErrorAction Stop } | Should -Throw -ErrorId 'CseRightMissing,*'
            { Enable-CseOrgVdc acme-vdc -ErrorAction Stop } | Should -Throw -ErrorId 'CseRightMissing,*'
        }
        finally {
            $global:DefaultCseServer = $server
        }
    }

    It 'tells an administrator in direct mode, who may do it all the same' {
        $where = @{ Vdc = 'acme-small'; Network = 'acme-net'; Template = 'ubuntu-24.04_k8s-1.31' }
        Disable-CseOrgVdc acme-small
        $row = Test-CseEnvironment @where -WorkerCount 1 | Where-Object Name -EQ 'VDC enablement'
        "$($row.Result) $($row.Detail) $($row.Fix)" | Should -Match '^Warning .*disabled.*Enable-CseOrgVdc'
        (New-CseCluster planned @where -WorkerCount 1 -PlanOnly).Warnings | Should -Match 'disabled'
        Enable-CseOrgVdc acme-small
        (Test-CseEnvironment @where -WorkerCount 1 | Where-Object Name -EQ 'VDC enablement').Result | Should -Be Passed
        (New-CseCluster planned @where -WorkerCount 1 -PlanOnly).Warnings | Should -BeNullOrEmpty
    }

    It 'lists with -WhatIf what it would remove, and removes nothing without consent' {
        $vdc = Get-CseOrgVdc -IncludeClusters | Where-Object ClusterCount -EQ 2 | Select-Object -First 1
        $text = pwsh -NoProfile -NonInteractive -Command "Import-Module '$(Get-TestModulePath)'
            `$null = Connect-CseServer '$($simulator.Server)' -Org System -Credential ([pscredential]::new('administrator', (ConvertTo-SecureString 'Passw0rd!' -AsPlainText -Force))) -CertificateThumbprint '$($simulator.Thumbprint)'
            Disable-CseOrgVdc $($vdc.Id) -RemoveClusters -WhatIf
            try { Disable-CseOrgVdc $($vdc.Id) -RemoveClusters -ErrorAction Stop } catch { `$_.FullyQualifiedErrorId }" | Out-String
        $text | Should -Match '(?s)What if:.*remove the 2 clusters there.*1\. Remove cluster.*2\. Remove cluster.*CseConsentRequired'
        (Get-CseOrgVdc $vdc.Id -IncludeClusters).ClusterCount | Should -Be 2
        (Get-CseOrgVdc $vdc.Id).State | Should -Be NotSet
    }

    It 'closes a VDC and empties it, and no other' {
        $vdc = Get-CseOrgVdc -IncludeClusters | Where-Object ClusterCount -EQ 2 | Select-Object -First 1
        Disable-CseOrgVdc $vdc.Id -RemoveClusters -Force
        $after = Get-CseOrgVdc -IncludeClusters
        ($after | Where-Object Id -EQ $vdc.Id | ForEach-Object { "$($_.State) $($_.ClusterCount)" }) | Should -Be 'Disabled 0'
        ($after | Measure-Object ClusterCount -Sum).Sum | Should -Be 598
    }

    It 'fits a screen' {
        (Get-CseOrgVdc acme-* | Out-String -Width 120) | Should -Match 'Name\s+Org\s+State\s+Clusters\s+VMs'
    }

    It 'completes names of VDCs' {
        (Get-TestCompletion 'Disable-CseOrgVdc acme-').CompletionText | Should -Be acme-small, acme-vdc
    }
}

Describe 'Enable- and Disable-CseOrgVdc, with RabbitMQ' -Skip:$noBroker {
    BeforeAll {
        $provider = Start-TestProvider '--guests', 'paper', '--extension-timeout', '2'
        $register = $provider.Register
        $null = Register-CseExtension @register
        $admin = $provider.Server
        $where = @{ Vdc = 'acme-vdc'; Network = 'acme-net'; Template = 'ubuntu-24.04_k8s-1.31'; WorkerCount = 1 }
    }

    AfterAll {
        $provider | Stop-TestProvider
    }

    It 'is written for hosts to come while none is there, says so once, and does not wait for them again' {
        Disable-CseOrgVdc acme-* -WarningVariable said -WarningAction SilentlyContinue
        $said | Should -HaveCount 1
        "$said" | Should -Match 'No host'
        $null = Start-TestService $provider
        $alice = Connect-TestSimulator $provider.Simulator -With @{ NotDefault = $true }
        $alice.Mode | Should -Be Service
        { New-CseCluster web @where -Server $alice -ErrorAction Stop } | Should -Throw -ErrorId 'CseForbidden,*' -ExpectedMessage '*disabled*Enable-CseOrgVdc*'
        $row = Test-CseEnvironment acme-vdc acme-net ubuntu-24.04_k8s-1.31 -Server $alice | Where-Object Name -EQ 'VDC enablement'
        $row.Result | Should -Be Failed
        $row.Fix | Should -Match 'Enable-CseOrgVdc'
    }

    It 'reaches the hosts that run at once' {
        $alice = Connect-TestSimulator $provider.Simulator -With @{ NotDefault = $true }
        Enable-CseOrgVdc acme-vdc -Server $admin
        (New-CseCluster web @where -Server $alice -PlanOnly).IsEmpty | Should -BeFalse
        (Test-CseEnvironment acme-vdc acme-net ubuntu-24.04_k8s-1.31 -Server $alice | Where-Object Name -EQ 'VDC enablement').Result | Should -Be Passed
        Disable-CseOrgVdc acme-vdc -Server $admin
        { New-CseCluster web @where -Server $alice -PlanOnly -ErrorAction Stop } | Should -Throw -ErrorId 'CseForbidden,*'
    }
}
