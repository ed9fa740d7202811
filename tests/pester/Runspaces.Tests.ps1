# Work side by side: connections are the process's and may be used by all runspaces at once, the default is each runspace's own.
BeforeDiscovery {
    $noThreadJob = -not (Get-Command Start-ThreadJob -ErrorAction Ignore)
    $noParallel = $PSVersionTable.PSVersion -lt [version] '7.0'
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Get-TestModulePath) -Force
    # What an earlier file left open would be counted.
    Disconnect-CseServer -All -Confirm:$false
    $simulator = Start-TestSimulator '--guests', 'paper', '--scale', '4,2,1'
    $alice = Connect-TestSimulator $simulator
    $provider = Connect-TestSimulator $simulator System administrator -With @{ NotDefault = $true }
    $module = Get-TestModulePath
}

AfterAll {
    $simulator | Stop-TestSimulator
}

Describe 'ForEach-Object -Parallel' -Skip:$noParallel {
    It 'uses one connection in many runspaces at once, and each gets everything' {
        $before = $provider.RequestCount
        $counts = 1..12 | ForEach-Object -ThrottleLimit 6 -Parallel {
            Import-Module $using:module
            @(Get-CseCluster -Server $using:provider).Count
        }
        $counts | Should -Be (@(4) * 12)
        Get-CseServer | Should -HaveCount 2 -Because 'nobody had to connect anew'
        $provider.RequestCount - $before | Should -BeGreaterOrEqual 12
    }

    It 'finds a connection by the objects that are handed in, and by its id' {
        $clusters = @(Get-CseCluster -Server $provider)
        $names = $clusters | ForEach-Object -ThrottleLimit 4 -Parallel { Import-Module $using:module; ($_ | Get-CseCluster).Name }
        $names | Sort-Object | Should -Be ($clusters.Name | Sort-Object)
        1 | ForEach-Object -Parallel { Import-Module $using:module; @(Get-CseCluster -Server $using:provider.Id).Count } | Should -Be 4
    }

    It 'has no default of another runspace, and says what to do' {
        $found = 1..3 | ForEach-Object -Parallel {
            Import-Module $using:module
            try { Get-CseTemplate -ErrorAction Stop } catch { $_.FullyQualifiedErrorId; "$_" }
        }
        $found | Where-Object { $_ -match '^Cse' } | Should -Be (@('CseNotConnected,CsePowerShell.Cmdlets.GetCseTemplateCommand') * 3)
        $found -join ' ' | Should -Match '-Server'
    }

    It 'leaves the default of the caller alone when it connects itself' {
        $script = Join-Path $PSScriptRoot 'Simulator.psm1'
        $defaults = 1..3 | ForEach-Object -ThrottleLimit 3 -Parallel {
            Import-Module $using:module, $using:script
            $null = Connect-TestSimulator $using:simulator globex bob
            "$global:DefaultCseServer"
        }
        $defaults | Should -Be (@("$($simulator.Server)/globex/bob") * 3)
        "$global:DefaultCseServer" | Should -Be $alice.Id
        Get-CseServer -Default | Should -Be $alice
        Disconnect-CseServer -Server "$($simulator.Server)/globex/bob" -Confirm:$false
    }
}

Describe 'Start-ThreadJob' -Skip:$noThreadJob {
    It 'shares connections and has a default of its own' {
        $job = Start-ThreadJob -ArgumentList $module, $provider {
            Import-Module $args[0]
            $global:DefaultCseServer
            $global:DefaultCseServer = $args[1]
            @(Get-CseCluster).Count
        }
        $job | Receive-Job -Wait -AutoRemoveJob | Should -Be 4
        "$global:DefaultCseServer" | Should -Be $alice.Id
    }
}

Describe 'A pool of runspaces' {
    It 'lists, plans and completes in all of them at the same time' {
        $state = [initialsessionstate]::CreateDefault2()
        $state.ImportPSModule($module)
        $pool = [runspacefactory]::CreateRunspacePool($state)
        $null = $pool.SetMaxRunspaces(6)
        $pool.Open()
        try {
            $runs = 1..18 | ForEach-Object {
                $shell = [powershell]::Create()
                $shell.RunspacePool = $pool
                $null = $shell.AddScript('param($server, $own, $i) @(Get-CseCluster -Server $server).Count; (New-CseCluster "c$i" -Server $own -Vdc acme-vdc -Network acme-net -Template ubuntu-24.04_k8s-1.31 -PlanOnly).ClusterName').AddArgument($provider).AddArgument($alice).AddArgument($_)
                @{ Shell = $shell; Number = $_; Run = $shell.BeginInvoke() }
            }
            foreach ($run in $runs) {
                $run.Run.AsyncWaitHandle.WaitOne(60000) | Should -BeTrue
                $run.Shell.EndInvoke($run.Run) | Should -Be 4, "c$($run.Number)"
                $run.Shell.HadErrors | Should -BeFalse
            }
        }
        finally {
            $runs | ForEach-Object { $_.Shell.Dispose() }
            $pool.Dispose()
        }
    }
}

Describe 'Start-Job' {
    It 'is another process, and connects itself' {
        $job = Start-Job -ArgumentList $module, (Join-Path $PSScriptRoot 'Simulator.psm1'), $simulator.Server, $simulator.Thumbprint, $simulator.SshPort, $simulator.Folder {
            Import-Module $args[0], $args[1]
            @(Get-CseServer).Count
            $null = Connect-TestSimulator ([pscustomobject]@{ Server = $args[2]; Thumbprint = $args[3]; SshPort = $args[4]; Folder = $args[5] }) System administrator
            Get-CseCluster
            Disconnect-CseServer -Confirm:$false
        }
        $output = $job | Receive-Job -Wait -AutoRemoveJob
        $output[0] | Should -Be 0
        $copies = $output | Where-Object { $_ -isnot [int] }
        $copies | Should -HaveCount 4
        # What came back names clusters here, too, by the connection of the same id.
        ($copies[0] | Get-CseCluster).Id | Should -Be $copies[0].Id
    }
}
