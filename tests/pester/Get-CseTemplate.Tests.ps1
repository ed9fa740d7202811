BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Get-TestModulePath) -Force
    $simulator = Start-TestSimulator '--guests', 'paper'
    $server = Connect-TestSimulator $simulator
}

AfterAll {
    $simulator | Stop-TestSimulator
}

Describe 'Get-CseTemplate' {
    It 'lists what carries template metadata, and nothing else' {
        $all = Get-CseTemplate
        $all | ForEach-Object { "$($_.Name) $($_.Revision)" } | Sort-Object | Should -Be 'ubuntu-22.04_k8s-1.30 1', 'ubuntu-24.04_k8s-1.31 1', 'ubuntu-24.04_k8s-1.31 2'
        $all.Catalog | Sort-Object -Unique | Should -Be 'cse'
        $all[0].Server | Should -Be $server.Id
    }

    It 'takes wildcards, names from the pipeline, revision and catalog' {
        Get-CseTemplate 'ubuntu-24*' | Should -HaveCount 2
        (Get-CseTemplate 'ubuntu-2[4]*' -Revision 2).KubernetesVersion | Should -Be 'v1.31.4'
        ('ubuntu-22.04_k8s-1.30' | Get-CseTemplate).Revision | Should -Be 1
        Get-CseTemplate -Catalog none | Should -BeNullOrEmpty
    }

    It 'takes one request' {
        $before = $server.RequestCount
        $null = Get-CseTemplate
        $server.RequestCount - $before | Should -Be 1
    }

    It 'is an error for a name that is not there, and goes on' {
        $found = 'none', 'ubuntu-22.04_k8s-1.30' | Get-CseTemplate -ErrorAction SilentlyContinue -ErrorVariable failures
        $found | Should -HaveCount 1
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'CseTemplateNotFound,*'
        $failures[0].TargetObject | Should -Be 'none'
    }

    It 'ends early when the pipeline has enough' {
        Get-CseTemplate | Select-Object -First 1 | Should -HaveCount 1
    }
}
