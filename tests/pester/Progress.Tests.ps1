# What is shown while something takes long: bars for people, lines with the time for logs, and the line that takes it up again after Ctrl+C.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'Terminal.psm1') -Force
    $noGuests = -not (Test-TestGuest)
    $noTerminal = (Get-TestTerminalObstacle) -ne ''
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Get-TestModulePath) -Force

    # Runs a script in a host that keeps every record. Stops it, as Ctrl+C does, when it has made so many progress records.
    function Invoke-Recorded([string] $Script, [object[]] $Argument, [int] $StopAfter = 0) {
        $shell = [powershell]::Create()
        $null = $shell.AddScript("param(`$Module, `$Server) Import-Module `$Module; $Script").AddArgument((Get-TestModulePath)).AddArgument($Argument[0])
        $running = $shell.BeginInvoke()
        $deadline = [datetime]::UtcNow.AddSeconds(120)
        while (-not $running.IsCompleted -and -not ($StopAfter -and $shell.Streams.Progress.Count -ge $StopAfter)) {
            if ([datetime]::UtcNow -gt $deadline) { throw 'It did not end.' }
            Start-Sleep -Milliseconds 50
        }

        if ($StopAfter) { $shell.Stop() }
        $streams = $shell.Streams
        [pscustomobject]@{
            Progress = @($streams.Progress | Where-Object Activity -NotMatch 'module|Preparing'); Verbose = @($streams.Verbose.Message)
            Warning = @($streams.Warning.Message); Error = @($streams.Error)
        }
        $shell.Dispose()
    }

    function Confirm-Closed($Records) {
        $Records | Should -Not -BeNullOrEmpty
        $Records | Group-Object ActivityId | ForEach-Object { $_.Group[-1].RecordType | Should -Be 'Completed' -Because $_.Group[-1].Activity }
    }
}

Describe 'Progress of operations on paper' {
    BeforeAll {
        $simulator = Start-TestSimulator '--guests', 'paper', '--scale', '9,1,1', '--faults', 'task-fails name=cluster-001; task-slow name=cluster-002 seconds=60; task-slow name=cluster-0* seconds=1'
        $server = Connect-TestSimulator $simulator System administrator
    }

    AfterAll { $simulator | Stop-TestSimulator }

    It 'is taken away after an error' {
        $run = Invoke-Recorded 'Remove-CseCluster cluster-001 -Server $Server -Confirm:$false' $server
        $run.Error | Should -HaveCount 1
        Confirm-Closed $run.Progress
    }

    It 'is taken away after Ctrl+C' {
        $run = Invoke-Recorded 'Remove-CseCluster cluster-002 -Server $Server -Confirm:$false' $server -StopAfter 1
        Confirm-Closed $run.Progress
        $run.Warning | Should -HaveCount 1
        $run.Warning[0] | Should -Match '(?s)stopped in phase.*run:\s+Remove-CseCluster cluster-002 -Server '
    }

    It 'is taken away when the pipeline ends early' {
        $run = Invoke-Recorded 'Remove-CseCluster cluster-003, cluster-004 -Server $Server -Confirm:$false -PassThru | Select-Object -First 1' $server
        Confirm-Closed $run.Progress
    }

    It 'is not made where it is not wanted' {
        (Invoke-Recorded '$ProgressPreference = "SilentlyContinue"; Remove-CseCluster cluster-005 -Server $Server -Confirm:$false' $server).Progress | Should -BeNullOrEmpty
        $stopped = Invoke-Recorded '$ProgressPreference = "SilentlyContinue"; Remove-CseCluster cluster-009 -Server $Server -Confirm:$false -ErrorAction Stop; 1..99 | ForEach-Object { Write-Progress x }' $server
        $stopped.Progress | Should -BeNullOrEmpty
    }

    It 'is a bar for each of many tasks' {
        $run = Invoke-Recorded 'Remove-CseCluster cluster-006, cluster-007, cluster-008 -Server $Server -RunAsync -Confirm:$false | Wait-CseTask' $server
        $run.Error | Should -BeNullOrEmpty
        @($run.Progress | Where-Object ParentActivityId -EQ -1 | ForEach-Object Activity | Sort-Object -Unique) | Should -Be 'Remove cluster-006', 'Remove cluster-007', 'Remove cluster-008'
        Confirm-Closed $run.Progress
    }
}

Describe 'Progress of a create' -Skip:$noGuests {
    BeforeAll {
        $simulator = Start-TestSimulator '--faults', 'slow-clone seconds=4 count=2'
        $server = Connect-TestSimulator $simulator
        $wanted = "New-CseCluster web acme-vdc -Network acme-net -Template ubuntu-24.04_k8s-1.31 -WorkerCount 2 -Server `$Server -Verbose"
        $run = Invoke-Recorded $wanted $server
    }

    AfterAll { $simulator | Stop-TestSimulator }

    It 'is one bar with phase, percent and the time left, which does not go backwards' {
        $run.Error | Should -BeNullOrEmpty
        $bar = @($run.Progress | Where-Object ParentActivityId -EQ -1)
        $bar.Activity | Sort-Object -Unique | Should -Be 'Create web'
        $percent = @($bar.PercentComplete)
        for ($i = 1; $i -lt $percent.Count; $i++) { $percent[$i] | Should -BeGreaterOrEqual $percent[$i - 1] }
        $bar | ForEach-Object { $_.StatusDescription | Should -Match "^$($_.PercentComplete) % \w" }
        @($bar | Where-Object SecondsRemaining -GT 0).Count | Should -BeGreaterThan 0
        @($bar.StatusDescription -replace '^\d+ % ' -replace ',.*' | Select-Object -Unique) | Should -Contain 'Cloning VMs'
    }

    It 'has a bar below it for each node' {
        $bar = ($run.Progress | Where-Object ParentActivityId -EQ -1)[0]
        $below = @($run.Progress | Where-Object ParentActivityId -EQ $bar.ActivityId)
        @($below.Activity | Sort-Object -Unique).Count | Should -Be 3
        $below.Activity | Should -Match '^(mstr|node)-'
        Confirm-Closed $run.Progress
    }

    It 'is written no more often than anybody can see' {
        $perLine = $run.Progress | Group-Object ActivityId | ForEach-Object Count | Measure-Object -Maximum
        $times = @($run.Verbose | Where-Object { $_ -match '^\d\d:\d\d:\d\d\.\d{3} ' } | ForEach-Object { [timespan]$_.Substring(0, 12) })
        $took = $times[-1] - $times[0]
        $perLine.Maximum | Should -BeLessOrEqual (5 * [math]::Ceiling([math]::Abs($took.TotalSeconds)) + 10)
    }

    It 'is also a verbose line with the time for each phase' {
        $run.Verbose | Where-Object { $_ -match 'web: ' } | Should -Match '^\d\d:\d\d:\d\d\.\d{3} '
        foreach ($phase in 'Cloning VMs', 'Customizing guests', 'Initializing the control plane', 'Joining workers', 'Waiting for Ready') {
            @($run.Verbose | Where-Object { $_ -match "web: $phase$" }).Count | Should -Be 1 -Because $phase
        }
    }
}

Describe 'What was begun a moment ago' -Skip:$noGuests {
    BeforeAll {
        $simulator = Start-TestSimulator
        $null = Connect-TestSimulator $simulator
        $former = $env:KUBECONFIG
        $env:KUBECONFIG = Join-Path $simulator.Folder 'config'
    }

    AfterAll {
        $env:KUBECONFIG = $former
        $simulator | Stop-TestSimulator
    }

    It 'is waited for by Wait-CseCluster, though nothing of it is to be seen yet' {
        $wanted = Get-TestClusterParameter web 1
        $create = New-CseCluster @wanted -RunAsync
        (Wait-CseCluster web -TimeoutSec 120 -ErrorAction Stop).ReadyNodes | Should -Be 2
        $create.Status | Should -Be 'Succeeded'
        $grow = Set-CseClusterSize web -Add 1 -RunAsync
        (Wait-CseCluster web -TimeoutSec 120 -ErrorAction Stop).ReadyNodes | Should -Be 3
        $grow.Status | Should -Be 'Succeeded'
    }

    It 'is in the kubeconfig when it was asked to be' {
        $wanted = Get-TestClusterParameter web 2
        (New-CseCluster @wanted -ImportKubeconfig -ErrorAction Stop).Name | Should -Be 'web'
        Get-Content $env:KUBECONFIG -Raw | Should -Match "(?m)name: '?web'?`$"
        Remove-CseCluster web -RemoveKubeconfigContext -Confirm:$false -ErrorAction Stop
        Get-Content $env:KUBECONFIG -Raw | Should -Not -Match "(?m)name: '?web'?`$"
    }
}

Describe 'Ctrl+C in a terminal, in direct mode' -Skip:($noGuests -or $noTerminal) {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot 'Terminal.psm1') -Force
        $simulator = Start-TestSimulator '--faults', 'slow-boot seconds=6 count=3'
        $head = "
            `$ErrorActionPreference = 'Stop'
            Import-Module '$(Get-TestModulePath)'
            `$who = [pscredential]::new('alice', (ConvertTo-SecureString `$env:CSE_TEST_PASSWORD -AsPlainText -Force))
            `$null = Connect-CseServer $($simulator.Server) acme -Credential `$who -CertificateThumbprint $($simulator.Thumbprint) -NodeSshPort $($simulator.SshPort) -SshKeyPath '$($simulator.Folder)/key'
            "
        $file = Join-Path $simulator.Folder 'run.ps1'
        $environment = @{ CSE_TEST_PASSWORD = 'Passw0rd!' }
    }

    AfterAll { $simulator | Stop-TestSimulator }

    It 'takes the bars away, prints the command, and the command goes on where it was' {
        Set-Content $file "$head New-CseCluster web acme-vdc -Network acme-net -Template ubuntu-24.04_k8s-1.31 -WorkerCount 1; 'not reached'"
        $run = Invoke-TestTerminal $file -StopAt 'Customizing guests' -Environment $environment
        $run.Text | Should -Match "`e\[7m|`e\[33;1m" -Because 'the bar is drawn'
        $plain = Get-TestPlainText $run.Text
        $plain | Should -Match '\d+ % Cloning VMs'
        $plain | Should -Not -Match 'not reached'
        # After the warning nothing is drawn any more.
        $end = $plain.Substring($plain.IndexOf('WARNING'))
        $end | Should -Not -Match '% Customizing'
        $end | Should -Match '(?m)^\s+(?<line>New-CseCluster -Name web .+-WorkerCount 1)\s*$'
        $line = ([regex]'(?m)^\s+(New-CseCluster -Name web .+-WorkerCount 1)\s*$').Match($end).Groups[1].Value

        Set-Content $file "$head `$cluster = $line -Verbose; `"`$(`$cluster.State) `$(`$cluster.ReadyNodes)`""
        $again = Invoke-TestTerminal $file -Environment $environment
        $again.ExitCode | Should -Be 0 -Because $again.Text
        $plain = Get-TestPlainText $again.Text
        $plain | Should -Match 'Continuing the create of "web"'
        $plain | Should -Match 'Ready 2\s*$'
    }
}
