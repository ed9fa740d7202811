BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Provider.psm1') -Force
    $noBroker = -not (Test-TestBroker)
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'Provider.psm1') -Force
    Import-Module (Get-TestModulePath) -Force
}

Describe 'Start-CseService and its configuration' {
    It 'tells all faults of a file at once, with their lines' {
        $path = Join-Path $TestDrive 'wrong.yaml'
        Set-Content $path "vcd:`n  host: x`n  hots: y`namqp:`n  password: clear`n"
        $failure = { Start-CseService $path } | Should -Throw -ErrorId 'CseValidationFailed,*' -PassThru
        "$failure" | Should -Match 'vcd\.hots is not known'
        "$failure" | Should -Match 'amqp\.password holds a secret in clear text'
        "$failure" | Should -Not -Match '\bclear\b(?! text)'
    }

    It 'says which file it cannot read' {
        { Start-CseService (Join-Path $TestDrive 'none.yaml') } | Should -Throw -ErrorId 'CseValidationFailed,*'
    }
}

Describe 'Start-CseService, with RabbitMQ' -Skip:$noBroker {
    BeforeAll {
        $provider = Start-TestProvider
        $register = $provider.Register
        $null = Register-CseExtension @register
    }

    AfterAll {
        $provider | Stop-TestProvider
    }

    It 'serves in the background as a job, and stops with it' {
        $job = Start-TestService $provider
        $job.PSJobTypeName | Should -Be CseService
        $job.State | Should -Be Running
        Get-Job -Id $job.Id | Should -Be $job
        (Get-CseExtension).State | Should -Be Serving
        Stop-Job $job
        $job.State | Should -Be Stopped
        Get-CseService -InProcess | Should -BeNullOrEmpty
        Remove-Job $job
    }

    It 'serves without a file, for the server that is connected' {
        $settings = $provider.Broker.Clone()
        $settings.WarningAction = 'Ignore'
        $job = Start-CseService @settings -Credential (Get-TestCredential administrator) -Exchange $register.Exchange -RoutingKey $register.RoutingKey -HostName plain -AsJob
        $deadline = [datetime]::UtcNow.AddSeconds(60)
        while ($job.StatusMessage -notmatch 'plain: Serving' -and [datetime]::UtcNow -lt $deadline) { Start-Sleep -Milliseconds 50 }
        $job.StatusMessage | Should -Match '^plain: Serving'
        $job | Stop-Job -PassThru | Remove-Job
    }

    It 'serves in the foreground until it is stopped, with a log and without secrets in it' {
        $configuration = New-TestServiceConfiguration $provider front
        $log = Join-Path $provider.Simulator.Folder 'front.log'
        $shell = [powershell]::Create()
        $null = $shell.AddScript("Import-Module '$(Get-TestModulePath)'; Start-CseService '$configuration' -LogPath '$log' -WarningAction SilentlyContinue")
        $output = [Management.Automation.PSDataCollection[psobject]]::new()
        $running = $shell.BeginInvoke([Management.Automation.PSDataCollection[psobject]]::new(), $output)
        # By index: to enumerate an open collection is to wait for its end.
        function Get-State { for ($i = 0; $i -lt $output.Count; $i++) { $output[$i].State } }
        $deadline = [datetime]::UtcNow.AddSeconds(60)
        while ((Get-State) -notcontains 'Serving' -and [datetime]::UtcNow -lt $deadline) { Start-Sleep -Milliseconds 50 }
        Get-State | Should -Be 'Connecting', 'Serving'
        $shell.Streams.Progress[$shell.Streams.Progress.Count - 1].StatusDescription | Should -Match 'Serving; broker localhost'
        $shell.Stop()
        $running.AsyncWaitHandle.WaitOne(20000) | Should -BeTrue
        $shell.Dispose()
        Get-Content $log -Raw | Should -Match 'Connected to the broker'
        Get-Content $log -Raw | Should -Match 'Draining'
        Get-Content $log -Raw | Should -Not -Match 'Passw0rd'
    }

    It 'starts nothing with -WhatIf' {
        Start-CseService (New-TestServiceConfiguration $provider) -WhatIf | Should -BeNullOrEmpty
        Get-CseService -InProcess | Should -BeNullOrEmpty
    }
}
