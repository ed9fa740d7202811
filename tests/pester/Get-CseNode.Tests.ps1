BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    $noGuests = -not (Test-TestGuest)
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Get-TestModulePath) -Force
    $simulator = Start-TestSimulator '--guests', 'paper', '--scale', '3,1,2'
    $provider = Connect-TestSimulator $simulator System administrator
}

AfterAll {
    $simulator | Stop-TestSimulator
}

Describe 'Get-CseNode as vCloud Director sees them' {
    It 'lists the nodes of a cluster with role and address' {
        $nodes = Get-CseNode cluster-001 -SkipKubernetes
        $nodes | Should -HaveCount 3
        ($nodes | Group-Object Role | Sort-Object Name | ForEach-Object { "$($_.Name) $($_.Count)" }) | Should -Be 'ControlPlane 1', 'Worker 2'
        $nodes | ForEach-Object { $_.Address | Should -Match '^\d+\.\d+\.\d+\.\d+$' }
        $nodes[0].ClusterName | Should -Be 'cluster-001'
    }

    It 'takes clusters from the pipeline, and filters by name and role' {
        Get-CseCluster | Get-CseNode -SkipKubernetes -Role ControlPlane | Should -HaveCount 3
        Get-CseNode cluster-001 'node-*' -SkipKubernetes | Should -HaveCount 2
        Get-CseNode 'cluster-*' -SkipKubernetes | Should -HaveCount 9
    }

    It 'is an error for a node that is not there' {
        { Get-CseNode cluster-001 node-none -SkipKubernetes -ErrorAction Stop } | Should -Throw -ErrorId 'CseNodeNotFound,*'
    }
}

Describe 'Get-CseNode as Kubernetes sees them' -Skip:$noGuests {
    It 'knows what is Ready and which kubelet runs' {
        $cluster = (Get-SharedTestCluster).Cluster
        $nodes = $cluster | Get-CseNode
        $nodes.Ready | Should -Be $true, $true
        $nodes.Schedulable | Should -Be $true, $true
        $nodes.KubeletVersion | Sort-Object -Unique | Should -Be 'v1.31.4'
    }
}
