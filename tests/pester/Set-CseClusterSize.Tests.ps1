BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    $noGuests = -not (Test-TestGuest)
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Get-TestModulePath) -Force
    $simulator = Start-TestSimulator '--guests', 'paper', '--scale', '6,2,2'
    $server = Connect-TestSimulator $simulator
}

AfterAll {
    $simulator | Stop-TestSimulator
}

Describe 'Set-CseClusterSize without changing anything' {
    BeforeAll {
        $provider = Connect-TestSimulator $simulator System administrator -With @{ NotDefault = $true }
        $one = Get-CseCluster -Server $provider | Where-Object IsLegacy -EQ $false | Select-Object -First 1
        $old = Get-CseCluster -Server $provider | Where-Object IsLegacy | Select-Object -First 1
    }

    It 'returns the plan with -PlanOnly, <What>' -ForEach @(
        @{ What = 'by total'; With = @{ WorkerCount = 5 }; Added = 3 }
        @{ What = 'by addition'; With = @{ Add = 2 }; Added = 2 }
        @{ What = 'by nothing to do'; With = @{ WorkerCount = 2 }; Added = 0 }
    ) {
        $plan = $one | Set-CseClusterSize @With -PlanOnly
        $plan.Kind | Should -Be 'Resize'
        $plan.VmsToAdd | Should -HaveCount $Added
        $plan.IsEmpty | Should -Be ($Added -eq 0)
    }

    It 'is known as Resize-CseCluster, too' {
        (Resize-CseCluster $one -Remove 1 -PlanOnly).VmsToRemove | Should -HaveCount 1
    }

    It 'refuses to shrink where nobody can be asked, and names the switch' {
        $failure = { Set-CseClusterSize $one 1 -ErrorAction Stop } | Should -Throw -ErrorId 'CseConsentRequired,*' -PassThru
        $failure.ErrorDetails.Message | Should -Match '-Force|-Confirm'
    }

    It 'refuses to grow a cluster of CSE 1.x, with the reason' {
        { Set-CseClusterSize $old -Add 1 -ErrorAction Stop } | Should -Throw -ErrorId 'CseVersionUnsupported,*'
    }

    It 'refuses <What>' -ForEach @(
        @{ What = 'less than no workers'; With = @{ WorkerCount = -1 } }
        @{ What = 'a thousand workers'; With = @{ WorkerCount = 1000 } }
        @{ What = 'fewer than none'; With = @{ Remove = 5 } }
    ) {
        { Set-CseClusterSize $one @With -Force -ErrorAction Stop } | Should -Throw -ErrorId 'CseValidationFailed,*'
    }

    It 'is an error for a cluster that is not there, and goes on with the others' {
        $plans = Set-CseClusterSize none, $one.Id -Add 1 -PlanOnly -Server $provider -ErrorAction SilentlyContinue -ErrorVariable failures
        $plans.ClusterName | Should -Be $one.Name
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'CseClusterNotFound,*'
    }
}

Describe 'Set-CseClusterSize' -Skip:$noGuests {
    BeforeAll {
        $cluster = (Get-SharedTestCluster).Cluster
    }

    It 'adds workers side by side, and a size it has is no change' {
        $larger = $cluster | Set-CseClusterSize -Add 2
        $larger.WorkerCount, $larger.ReadyNodes | Should -Be 3, 4
        $said = Set-CseClusterSize shared 3 -Verbose 4>&1
        ($said | Where-Object { $_ -is [CsePowerShell.CseCluster] }).WorkerCount | Should -Be 3
        ($said | Out-String) | Should -Match 'nothing was changed'
    }

    It 'resizes what comes through the pipeline in the background, and waits for all with one command' {
        $task = Get-CseCluster -Org acme | Set-CseClusterSize -WorkerCount 3 -NoWait
        $task.Status | Should -Be 'Succeeded' -Because 'it has that size'
        ($task | Wait-CseTask -TimeoutSec 60 -ErrorAction Stop).WorkerCount | Should -Be 3
    }

    It 'removes workers after consent, in the background' {
        $task = Set-CseClusterSize shared -Remove 1 -Force -RunAsync
        $task.Kind | Should -Be 'Resize'
        ($task | Wait-CseTask -TimeoutSec 120 -ErrorAction Stop).WorkerCount | Should -Be 2
        @(Get-CseNode shared | Where-Object Role -EQ 'Worker').Count | Should -Be 2
    }

    It 'shrinks with -Confirm:$false' {
        (Set-CseClusterSize shared 1 -Confirm:$false).ReadyNodes | Should -Be 2
    }
}
