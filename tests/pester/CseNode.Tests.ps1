BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    $noGuests = -not (Test-TestGuest)
}

Describe 'Add-, Remove-CseNode and Invoke-CseNodeCommand, Wait- and Test-CseCluster' -Skip:$noGuests {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
        Import-Module (Get-TestModulePath) -Force
        $shared = Get-SharedTestCluster
        $cluster = $shared.Cluster
    }

    It 'runs a text on every node, with arguments as they stand, and keeps output and errors apart' {
        $hard = "a b'`"`$(id)`n*", ''
        $results = Invoke-CseNodeCommand shared -Command 'printf "%s|" "$#" "$@"; echo oops >&2; exit 3' -ArgumentList $hard
        $results | Should -HaveCount 2
        $results | Should -BeOfType CsePowerShell.CseCommandResult
        foreach ($result in $results) {
            $result.ExitCode | Should -Be 3
            $result.Output | Should -BeExactly ("2|$($hard[0])||")
            $result.ErrorOutput | Should -BeExactly "oops`n"
            $result.ClusterName | Should -Be 'shared'
        }
    }

    It 'takes nodes from the pipeline, alive and after a job, and a script from a file' {
        $node = $cluster | Get-CseNode -Role ControlPlane
        $copy = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($node))
        Set-Content (Join-Path $TestDrive 's.sh') "hostname`nkubectl get nodes --no-headers | wc -l"
        $result = $copy | Invoke-CseNodeCommand -Path (Join-Path $TestDrive 's.sh')
        $result.Output | Should -BeExactly "$($node.Name)`n2`n"
    }

    It 'kills a text that does not end in time, and says which node' {
        $watch = [Diagnostics.Stopwatch]::StartNew()
        { Invoke-CseNodeCommand shared -Node mstr-* -Command 'sleep 300' -TimeoutSec 1 -ErrorAction Stop } | Should -Throw -ErrorId 'CseDeadlineExceeded,*'
        $watch.Elapsed.TotalSeconds | Should -BeLessThan 30
    }

    It 'does not run a text with -WhatIf' {
        Invoke-CseNodeCommand shared -Command 'touch /run/cse-pester' -WhatIf
        (Invoke-CseNodeCommand shared -Command 'test -e /run/cse-pester').ExitCode | Should -Be 1, 1
    }

    It 'completes the names of the nodes of the cluster that was typed' {
        (Get-TestCompletion 'Remove-CseNode shared mstr').CompletionText | Should -Match '^mstr-\w{4}$'
    }

    It 'refuses to remove the control plane' {
        { Get-CseNode shared -Role ControlPlane | Remove-CseNode -Confirm:$false -ErrorAction Stop } | Should -Throw -ErrorId 'CseValidationFailed,*'
    }

    It 'finds a sound cluster sound' {
        $rows = $cluster | Test-CseCluster
        $rows | Should -BeOfType CsePowerShell.CseTestResult
        $rows | Where-Object Result -EQ 'Failed' | ForEach-Object Detail | Should -BeNullOrEmpty
        Test-CseCluster sha* -Quiet | Should -BeTrue
    }

    It 'adds a worker, finds one that was cordoned, and removes a worker again' {
        $added = Add-CseNode shared
        $added | Should -HaveCount 1
        $added.Ready | Should -BeTrue
        ($cluster | Wait-CseCluster -TimeoutSec 60).WorkerCount | Should -Be 2

        Get-CseNode shared -Role ControlPlane | Invoke-CseNodeCommand -Command 'kubectl cordon "$1"' -ArgumentList $added.Name | Out-Null
        $row = Test-CseCluster shared | Where-Object Name -EQ 'Nodes ready'
        $row.Result | Should -Be 'Warning'
        $row.Detail | Should -Match $added.Name

        $added | Remove-CseNode -WhatIf
        Get-CseNode shared -SkipKubernetes | Should -HaveCount 3
        $added | Remove-CseNode -Confirm:$false | Should -BeNullOrEmpty
        Get-CseNode shared | Should -HaveCount 2
        $added | Remove-CseNode -Confirm:$false
    }

    It 'waits for clusters by name, wildcard and object, and not for what nobody makes' {
        (Wait-CseCluster shared -For Provisioned).Id | Should -Be $cluster.Id
        (Wait-CseCluster sh*).Id | Should -Be $cluster.Id
        Wait-CseCluster none -For Removed | Should -BeNullOrEmpty
        { Wait-CseCluster none -ErrorAction Stop } | Should -Throw -ErrorId 'CseClusterNotFound,*'
        { $cluster | Wait-CseCluster -For Removed -TimeoutSec 2 -ErrorAction Stop } | Should -Throw -ErrorId 'CseDeadlineExceeded,*'
    }
}
