# Scripts that run at night: their exit code is all that anybody looks at, nobody answers a question, and what they print is read by the next program.
BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Get-TestModulePath) -Force
    $simulator = Start-TestSimulator '--guests', 'paper', '--scale', '6,1,1', '--faults', 'task-fails name=cluster-001 message="The storage is gone."'
    $null = Connect-TestSimulator $simulator System administrator

    # Runs a script as a scheduler does: a process of its own, a file, no terminal, and standard input at its end.
    function Invoke-Script([string] $Script, [string] $FirstLine = "`$ErrorActionPreference = 'Stop'; `$ErrorView = 'NormalView'") {
        $file = Join-Path $simulator.Folder "$([guid]::NewGuid().ToString('N')).ps1"
        Set-Content $file @"
$FirstLine
Import-Module '$(Get-TestModulePath)'
`$who = [pscredential]::new('administrator', (ConvertTo-SecureString `$env:CSE_TEST_PASSWORD -AsPlainText -Force))
`$null = Connect-CseServer $($simulator.Server) System -Credential `$who -CertificateThumbprint $($simulator.Thumbprint) -SshKeyPath '$($simulator.Folder)/key'
$Script
"@
        $start = [Diagnostics.ProcessStartInfo]::new('pwsh')
        '-NoProfile', '-NonInteractive', '-File', $file | ForEach-Object { $start.ArgumentList.Add($_) }
        $start.Environment['CSE_TEST_PASSWORD'] = 'Passw0rd!'
        $start.RedirectStandardInput = $start.RedirectStandardOutput = $start.RedirectStandardError = $true
        $process = [Diagnostics.Process]::Start($start)
        try {
            $process.StandardInput.Close()
            $out = $process.StandardOutput.ReadToEndAsync()
            $errors = $process.StandardError.ReadToEndAsync()
            if (-not $process.WaitForExit(120000)) { throw "It waits for somebody: $Script" }
            [pscustomobject]@{ ExitCode = $process.ExitCode; Output = $out.Result; Error = $errors.Result }
        }
        finally {
            if (-not $process.HasExited) { $process.Kill($true) }
            $process.Dispose()
        }
    }
}

AfterAll { $simulator | Stop-TestSimulator }

Describe 'The exit code' {
    It 'is 1 after a wait that failed, and the error is where errors go' {
        $run = Invoke-Script "Remove-CseCluster cluster-001 -RunAsync -Confirm:`$false | Wait-CseTask; 'not reached'"
        $run.ExitCode | Should -Be 1
        $run.Output | Should -BeNullOrEmpty
        $run.Error | Should -Match 'The storage is gone\.'
    }

    It 'is 1 after a change that failed: <Line>' -ForEach @(
        @{ Line = 'Remove-CseCluster cluster-001 -Confirm:$false' }
        @{ Line = 'Wait-CseCluster no-such-cluster' }
        @{ Line = 'Get-CseCluster no-such-cluster' }
        @{ Line = "Connect-CseServer 127.0.0.1:9 System -Credential `$who" }
    ) {
        (Invoke-Script $Line).ExitCode | Should -Be 1
    }

    It 'is what the script makes of an error that it has caught' {
        $run = Invoke-Script 'try { Remove-CseCluster cluster-001 -RunAsync -Confirm:$false | Wait-CseTask }
            catch { ($_.FullyQualifiedErrorId -split ",")[0]; $_.CategoryInfo.Category; exit 7 }'
        $run.ExitCode | Should -Be 7
        $run.Output.Trim() -split '\r?\n' | Should -Be 'CseVcdError', 'InvalidResult'
        $run.Error | Should -BeNullOrEmpty
    }

    It 'is 0 where errors are let pass, which is why every example begins with the preference' {
        (Invoke-Script 'Get-CseCluster no-such-cluster' -FirstLine '# no preference').ExitCode | Should -Be 0
        Get-ChildItem (Join-Path $PSScriptRoot '../../examples') -Filter *.ps1 | ForEach-Object {
            Get-Content $_ -Raw | Should -Match "(?m)^\`$ErrorActionPreference = 'Stop'" -Because $_.Name
        }
    }

    It 'is 0 when all went well' {
        (Invoke-Script 'Remove-CseCluster cluster-002 -RunAsync -Confirm:$false | Wait-CseTask').ExitCode | Should -Be 0
        Get-CseCluster cluster-002* | Should -BeNullOrEmpty
    }
}

Describe 'Standard output' {
    It 'has the results and nothing else, with progress, warnings and verbose lines on their way' {
        $run = Invoke-Script 'Remove-CseCluster cluster-003 -Confirm:$false -PassThru | ForEach-Object ClusterName; Write-Warning w'
        $run.ExitCode | Should -Be 0
        @($run.Output.Trim() -split '\r?\n' | Where-Object { $_ -notmatch 'WARNING' }) | Should -Be 'cluster-003'
        $run.Output | Should -Not -Match "`e\[\?25l|Remove cluster-003|Deleting the cluster"
        $run.Error | Should -BeNullOrEmpty
    }

    It 'can be read by the next program' {
        $run = Invoke-Script 'Get-CseCluster cluster-004 | Select-Object Name, WorkerCount | ConvertTo-Json -Compress'
        ($run.Output | ConvertFrom-Json).Name | Should -Be 'cluster-004'
    }
}

Describe 'Nobody is asked anything' {
    It 'by a change that wants consent: <Line>' -ForEach @(
        @{ Line = 'Remove-CseCluster cluster-005' }
        @{ Line = 'Get-CseNode cluster-005 -Role Worker | Remove-CseNode' }
        @{ Line = 'Set-CseClusterSize cluster-005 -Remove 1' }
        @{ Line = 'Unregister-CseExtension cse' }
    ) {
        $run = Invoke-Script "try { $Line } catch { (`$_.FullyQualifiedErrorId -split ',')[0]; exit 3 }"
        $run.ExitCode | Should -Be 3 -Because "$($run.Output)$($run.Error)"
        # Where nodes are in the way (there are none on paper), the key that opens them is looked at first.
        @($run.Output.Trim() -split '\r?\n')[-1] | Should -BeIn 'CseConsentRequired', 'CseValidationFailed', 'MissingMandatoryParameter'
        (Get-CseCluster cluster-005).WorkerCount | Should -Be 1
    }

    It 'by any cmdlet whose mandatory parameters are left out' {
        # The connection is ended first, so that those without mandatory parameters end as well.
        $run = Invoke-Script 'Disconnect-CseServer -All -Confirm:$false
            foreach ($command in Get-Command -Module CsePowerShell -CommandType Cmdlet) {
                try { $null = & $command -ErrorAction Stop; $how = "ran" } catch { $how = ($_.FullyQualifiedErrorId -split ",")[0] }
                "$($command.Name) $how"
            }'
        $run.ExitCode | Should -Be 0
        $rows = $run.Output.Trim() -split '\r?\n'
        $rows.Count | Should -Be (Get-Command -Module CsePowerShell -CommandType Cmdlet).Count
        $rows | Where-Object { $_ -notmatch ' (ran|MissingMandatoryParameter|CseNotConnected|CseBadRequest|AmbiguousParameterSet|CseNotFound)$' } | Should -BeNullOrEmpty
        ($rows -match ' ran$') -replace ' ran$' | Should -BeIn 'Get-CseServer', 'Get-CseService', 'Get-CseError', 'Stop-CseService', 'Remove-CseKubeconfig', 'Disconnect-CseServer' -Because ($rows -join '; ')
    }

    It 'by a sign-in that lacks something: <Line>' -ForEach @(
        @{ Line = 'Connect-CseServer vcd.example.com acme' }
        @{ Line = 'Connect-CseServer vcd.example.com acme -Credential alice' }
        @{ Line = 'Connect-CseServer vcd.example.com acme -SecretName x' }
        @{ Line = 'Connect-CseServer' }
    ) {
        $run = Invoke-Script "try { $Line } catch { exit 3 }"
        $run.ExitCode | Should -Be 3 -Because "$($run.Output)$($run.Error)"
    }
}
