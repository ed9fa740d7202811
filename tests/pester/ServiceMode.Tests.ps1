BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Service.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'Terminal.psm1') -Force
    $obstacle = Get-TestServiceObstacle
    $noTerminal = (Get-TestTerminalObstacle) -ne ''
}

Describe 'Service mode' -Skip:($obstacle -ne '') {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
        Import-Module (Join-Path $PSScriptRoot 'Service.psm1') -Force
        Import-Module (Get-TestModulePath) -Force
        $simulator = Start-TestServiceMode '--faults', 'slow-boot vm=node-* seconds=6 count=1 skip=1; task-slow operation=vdcRecomposeVapp name=halted seconds=8 count=1'
        $server = Connect-TestSimulator $simulator

        # The id of the error that a command ends with; 'none' when it does not.
        function Get-ErrorId([scriptblock] $Command) {
            try { $null = & $Command; 'none' } catch { ($_.FullyQualifiedErrorId -split ',')[0] }
        }

        function Invoke-OtherProcess([string] $Command) {
            $env:CSE_TEST_PASSWORD = 'Passw0rd!'
            try {
                pwsh -NoProfile -NonInteractive -OutputFormat Text -Command "
                    `$ErrorActionPreference = 'Stop'
                    Import-Module '$(Get-TestModulePath)'
                    `$secret = ConvertTo-SecureString `$env:CSE_TEST_PASSWORD -AsPlainText -Force
                    `$null = Connect-CseServer $($simulator.Server) -Org acme -Credential ([pscredential]::new('alice', `$secret)) -CertificateThumbprint $($simulator.Thumbprint)
                    $Command" *>&1 | ForEach-Object { "$_" }
            }
            finally {
                $env:CSE_TEST_PASSWORD = $null
            }
        }
    }

    AfterAll {
        $simulator | Stop-TestServiceMode
    }

    Context 'connecting' {
        AfterEach {
            $server = Connect-TestSimulator $simulator
        }

        It 'finds the extension with one request more, and shows it' {
            $server.Mode, $server.ExtensionState | Should -Be 'Service', 'Enabled'
            $server.ExtensionVersion | Should -Match '^\d+\.\d+\.\d+$'
            $direct = Connect-TestSimulator $simulator acme carol @{ Mode = 'Direct' }
            $auto = Connect-TestSimulator $simulator acme frank
            $direct.Mode, $direct.ExtensionState, $direct.ExtensionVersion | Should -Be 'Direct', 'Unknown', $null
            $auto.RequestCount - $direct.RequestCount | Should -Be 1
            Disconnect-CseServer $direct, $auto
        }

        It 'works directly where the provider has switched the service off, and refuses only when the service is asked for' {
            $admin = Connect-TestSimulator $simulator System administrator @{ NotDefault = $true }
            Disable-CseExtension -Server $admin -Confirm:$false
            try {
                $off = Connect-TestSimulator $simulator acme carol
                $off.Mode, $off.ExtensionState, $off.ExtensionVersion | Should -Be 'Direct', 'Disabled', $server.ExtensionVersion
                { Connect-TestSimulator $simulator acme carol @{ Mode = 'Service' } } | Should -Throw -ErrorId 'CseServiceDisabled,*'
                { New-CseCluster x acme-vdc -Network acme-net -Template ubuntu-24.04_k8s-1.31 -Server $server -ErrorAction Stop } | Should -Throw -ErrorId 'CseServiceDisabled,*'
                Get-CseCluster -Server $server | Should -BeNullOrEmpty -Because 'lists need no service'
            }
            finally {
                Enable-CseExtension -Server $admin -Confirm:$false
            }

            Disconnect-CseServer $off, $admin
        }

        It 'warns where the extension does not answer, and does not do its work in its place' {
            Stop-TestServiceHost $simulator
            try {
                $silent = Connect-TestSimulator $simulator acme carol -WarningAction SilentlyContinue -WarningVariable warnings
                $silent.Mode, $silent.ExtensionState | Should -Be 'Service', 'Silent'
                "$warnings" | Should -BeLike '*does not answer*-Mode Direct*'
                Disconnect-CseServer $silent
            }
            finally {
                Start-TestServiceHost $simulator
            }
        }
    }

    It 'lists the templates of the service and checks with its rights' {
        (Get-CseTemplate).Name | Should -Contain 'ubuntu-24.04_k8s-1.31'
        $rows = Test-CseEnvironment acme-vdc acme-net ubuntu-24.04_k8s-1.31
        $rows.Result | Should -Not -Contain 'Failed'
        $rows.Name | Should -Contain 'API extension'
        $rows.Name | Should -Not -Contain 'Management key'
    }

    It 'has one error id for one fault, whoever does the work: <Fault>' -ForEach @(
        @{ Fault = 'a name that cannot be'; Command = { New-CseCluster Not_A_Name acme-vdc -Network acme-net -Template ubuntu-24.04_k8s-1.31 -Mode $mode -ErrorAction Stop }; Id = 'CseValidationFailed' }
        @{ Fault = 'too many workers'; Command = { New-CseCluster e1 acme-vdc -Network acme-net -Template ubuntu-24.04_k8s-1.31 -WorkerCount 1000 -Mode $mode -ErrorAction Stop }; Id = 'CseValidationFailed' }
        @{ Fault = 'no such VDC'; Command = { New-CseCluster e1 nowhere -Network acme-net -Template ubuntu-24.04_k8s-1.31 -Mode $mode -ErrorAction Stop }; Id = 'CseNotFound' }
        @{ Fault = 'no such network'; Command = { New-CseCluster e1 acme-vdc -Network nowhere -Template ubuntu-24.04_k8s-1.31 -Mode $mode -ErrorAction Stop }; Id = 'CseNotFound' }
        @{ Fault = 'no such template'; Command = { New-CseCluster e1 acme-vdc -Network acme-net -Template nowhere -Mode $mode -ErrorAction Stop }; Id = 'CseTemplateNotFound' }
        @{ Fault = 'too few addresses'; Command = { New-CseCluster e1 acme-vdc -Network acme-tight -Template ubuntu-24.04_k8s-1.31 -WorkerCount 50 -Mode $mode -ErrorAction Stop }; Id = 'CseAddressesExhausted' }
        @{ Fault = 'no such cluster to resize'; Command = { Set-CseClusterSize nobody -WorkerCount 2 -Force -Mode $mode -ErrorAction Stop }; Id = 'CseClusterNotFound' }
        @{ Fault = 'no such cluster to remove'; Command = { Remove-CseCluster nobody -Confirm:$false -Mode $mode -ErrorAction Stop }; Id = 'CseClusterNotFound' }
        @{ Fault = 'no such cluster to export'; Command = { Export-CseKubeconfig nobody -Path $simulator.Folder -Mode $mode -ErrorAction Stop }; Id = 'CseClusterNotFound' }
    ) {
        foreach ($mode in 'Direct', 'Service') {
            Get-ErrorId $Command | Should -Be $Id -Because "of mode $mode"
        }
    }

    It 'makes, shows, grows and removes a cluster for a tenant with no key and no way in' {
        # Direct mode, in the tests before, has made one.
        Remove-Item (Join-Path $simulator.Folder 'key*')
        $wanted = Get-TestClusterParameter web 1
        $plan = New-CseCluster @wanted -PlanOnly
        $plan.VmsToAdd | Should -HaveCount 2
        New-CseCluster @wanted -WhatIf
        Get-CseCluster | Should -BeNullOrEmpty

        $cluster = New-CseCluster @wanted -ErrorAction Stop
        $cluster.State, $cluster.ReadyNodes, $cluster.Owner | Should -Be 'Ready', 2, 'alice'
        (Get-CseTask -Cluster web).Id | Should -Be $cluster.Task.Id
        $cluster.Task.IsServiceTask | Should -BeTrue
        (Get-CseNode web).Ready | Should -Be $true, $true
        $file = Export-CseKubeconfig web -Path (Join-Path $simulator.Folder 'web.kubeconfig') -PassThru
        Get-Content $file -Raw | Should -Match "https://$([regex]::Escape($cluster.ControlPlaneEndpoint))"
        Test-Path (Join-Path $simulator.Folder 'key') | Should -BeFalse -Because 'the service has the management key'

        # The key in the nodes is the service's: direct mode says so instead of failing somewhere inside.
        { Set-CseClusterSize web -Add 1 -Mode Direct -ErrorAction Stop } | Should -Throw -ErrorId 'Cse*' -PassThru |
            ForEach-Object { $_.ErrorDetails.Message | Should -Match 'key' }

        (New-CseCluster @wanted).Id | Should -Be $cluster.Id
        (Set-CseClusterSize web -Add 1 -ErrorAction Stop).ReadyNodes | Should -Be 3
        (Set-CseClusterSize web -WorkerCount 1 -Force -ErrorAction Stop).ReadyNodes | Should -Be 2
    }

    It 'leaves the task running at Ctrl+C, and another process waits for it' {
        $shell = [powershell]::Create()
        try {
            $null = $shell.AddScript({ param($Module, $Server) Import-Module $Module; Set-CseClusterSize web -WorkerCount 2 -Server $Server }).AddArgument((Get-TestModulePath)).AddArgument($server)
            $running = $shell.BeginInvoke()
            Wait-TestCondition { Get-CseTask -Cluster web -Status Running } 'the resize is accepted'
            Wait-TestCondition { $shell.Streams.Progress.Count -gt 0 } 'progress is shown'
            $watch = [Diagnostics.Stopwatch]::StartNew()
            $shell.Stop()
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 8
            $running.IsCompleted | Should -BeTrue
            $warning = $shell.Streams.Warning | Where-Object Message -Match 'run:\s+(?<line>Wait-CseTask \S+)'
            $warning | Should -HaveCount 1
        }
        finally {
            $shell.Dispose()
        }

        $null = $warning.Message -match 'run:\s+(?<line>Wait-CseTask \S+)'
        $line = $Matches.line
        (Get-CseTask -Cluster web -Status Running).ResumeCommand | Should -Be $line
        $said = Invoke-OtherProcess "(Get-CseTask $(($line -split ' ')[1])).Status; ($line).ReadyNodes"
        $LASTEXITCODE | Should -Be 0 -Because "$said"
        # By the time another PowerShell is up it may have ended.
        $said[0] | Should -BeIn 'Running', 'Succeeded'
        $said[1] | Should -Be '3'
        (Get-CseTask ($line -split ' ')[1]).Status | Should -Be 'Succeeded'
    }

    It 'prints in a terminal the line that waits for the task, and the line does' -Skip:$noTerminal {
        Import-Module (Join-Path $PSScriptRoot 'Terminal.psm1') -Force
        $head = "
            `$ErrorActionPreference = 'Stop'
            Import-Module '$(Get-TestModulePath)'
            `$secret = ConvertTo-SecureString `$env:CSE_TEST_PASSWORD -AsPlainText -Force
            `$null = Connect-CseServer $($simulator.Server) acme -Credential ([pscredential]::new('alice', `$secret)) -CertificateThumbprint $($simulator.Thumbprint)
            "
        $file = Join-Path $simulator.Folder 'terminal.ps1'
        Set-Content $file "$head Set-CseClusterSize web -WorkerCount 3; 'not reached'"
        $run = Invoke-TestTerminal $file -StopAt 'Resize web \[' -After 0 -Environment @{ CSE_TEST_PASSWORD = 'Passw0rd!' }
        $plain = Get-TestPlainText $run.Text
        $plain | Should -Not -Match 'not reached'
        $plain | Should -Match '(?m)goes on in the service.*\n\s+Wait-CseTask [0-9a-f-]{36}\s*$'
        $id = ([regex]'Wait-CseTask ([0-9a-f-]{36})').Match($plain).Groups[1].Value
        Set-Content $file "$head `$cluster = Wait-CseTask $id; `"`$(`$cluster.State) `$(`$cluster.ReadyNodes)`""
        $again = Invoke-TestTerminal $file -Environment @{ CSE_TEST_PASSWORD = 'Passw0rd!' }
        $again.ExitCode | Should -Be 0 -Because $again.Text
        Get-TestPlainText $again.Text | Should -Match 'Ready 4\s*$'
        (Get-CseTask $id).Status | Should -Be 'Succeeded'
    }

    It 'tells a second change which task is in the way' {
        $task = Set-CseClusterSize web -Remove 1 -Force -RunAsync
        $task.Status, $task.IsServiceTask, $task.IsLocal | Should -Be 'Running', $true, $false
        $failure = { Set-CseClusterSize web -Add 1 -ErrorAction Stop } | Should -Throw -ErrorId 'CseClusterBusy,*' -PassThru
        $failure.ErrorDetails.Message | Should -BeLike "*$($task.Id)*"
        $task | Wait-CseTask -TimeoutSec 120 -PassThru | ForEach-Object { $_.Status | Should -Be 'Succeeded' }
    }

    It 'stops what the service does, by the id alone, and the same command continues' {
        $wanted = Get-TestClusterParameter halted 1
        $task = New-CseCluster @wanted -RunAsync
        Wait-TestCondition { Get-CseCluster halted -ErrorAction Ignore } 'the service has begun'
        $stopped = Stop-CseTask $task.Id -WarningAction SilentlyContinue -WarningVariable warnings
        $stopped.IsServiceTask | Should -BeTrue
        "$warnings" | Should -BeLike "*Create of cluster 'halted'*Remove-CseCluster halted*"
        { Stop-CseTask $task.Id -ErrorAction Stop -WarningAction SilentlyContinue } | Should -Not -Throw -Because 'a wish may be repeated'
        { Wait-CseTask $task.Id -TimeoutSec 120 -ErrorAction Stop } | Should -Throw -ErrorId 'CseCancelled,*'
        (Get-CseTask $task.Id).Status | Should -Be 'Canceled'
        (New-CseCluster @wanted -ErrorAction Stop).State | Should -Be 'Ready'
        Remove-CseCluster halted -Confirm:$false
    }

    It 'goes on when the connection is closed, and says how to find it again' {
        $task = Remove-CseCluster web -RunAsync -Confirm:$false
        Disconnect-CseServer $server -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -BeLike "*Wait-CseTask $($task.Id)*"
        $task.Status | Should -Be 'Running'
        $server = Connect-TestSimulator $simulator
        Wait-CseTask $task.Id -TimeoutSec 60 -PassThru | ForEach-Object { $_.Status | Should -Be 'Succeeded' }
        Get-CseCluster | Should -BeNullOrEmpty
        (Get-CseTask).Kind | Should -Contain 'Remove'
    }
}

Describe 'A vCloud Director without an extension' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
        Import-Module (Get-TestModulePath) -Force
        $simulator = Start-TestSimulator '--guests', 'off'
    }

    AfterAll {
        $simulator | Stop-TestSimulator
    }

    It 'is worked with directly' {
        $server = Connect-TestSimulator $simulator
        $server.Mode, $server.ExtensionState, $server.ExtensionVersion | Should -Be 'Direct', 'None', $null
    }

    It 'is refused when the service is asked for, and the session is ended' {
        $failure = { Connect-TestSimulator $simulator acme carol @{ Mode = 'Service' } } | Should -Throw -ErrorId 'CseServiceDisabled,*' -PassThru
        $failure.ErrorDetails.Message | Should -BeLike '*-Mode Direct*'
        Get-CseServer | Where-Object User -EQ carol | Should -BeNullOrEmpty
    }

    It 'is told apart from an old connection by a cmdlet that is to use the service' {
        $null = Connect-TestSimulator $simulator
        { New-CseCluster x acme-vdc -Network acme-net -Template t -Mode Service -ErrorAction Stop } | Should -Throw -ErrorId 'CseServiceDisabled,*'
    }
}
