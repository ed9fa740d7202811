BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    $noGuests = -not (Test-TestGuest)
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Get-TestModulePath) -Force
    $simulator = Start-TestSimulator
    $server = Connect-TestSimulator $simulator
    $place = @{ Catalog = 'own'; CreateCatalog = $true; Confirm = $false }

    # What vCD has of an upload: bytes of the disk, or nothing.
    function Get-Transferred([string] $Item) {
        $found = Invoke-CseRestMethod "/api/query?type=vAppTemplate&filter=name==$Item"
        $href = $found.SelectSingleNode('//*[local-name()="VAppTemplateRecord"]/@href')
        if (-not $href) { return }
        $file = (Invoke-CseRestMethod $href.Value).SelectSingleNode('//*[local-name()="File" and @name="disk1.vmdk"]/@bytesTransferred')
        if ($file) { [long]$file.Value }
    }

    # Another PowerShell, connected to a simulator, that runs a command.
    function Start-Shell($Simulator, [string] $Command) {
        $script = @"
Import-Module '$(Join-Path $PSScriptRoot 'Simulator.psm1')'
Import-Module '$(Get-TestModulePath)'
`$simulator = [pscustomobject]@{ Server = '$($Simulator.Server)'; Thumbprint = '$($Simulator.Thumbprint)'; SshPort = $($Simulator.SshPort); Folder = '$($Simulator.Folder)' }
`$null = Connect-TestSimulator `$simulator
$Command
"@
        $start = [Diagnostics.ProcessStartInfo]::new('pwsh')
        '-NoProfile', '-NonInteractive', '-Command', $script | ForEach-Object { $start.ArgumentList.Add($_) }
        $start.RedirectStandardOutput = $true
        $start.UseShellExecute = $false
        [Diagnostics.Process]::Start($start)
    }

    function Wait-Until([scriptblock] $IsSo, [int] $Seconds = 30) {
        $end = [datetime]::UtcNow.AddSeconds($Seconds)
        while (-not (& $IsSo)) {
            if ([datetime]::UtcNow -gt $end) { throw "Not within $Seconds s: $IsSo" }
            Start-Sleep -Milliseconds 50
        }
    }
}

AfterAll {
    $simulator | Stop-TestSimulator
}

Describe 'Import-CseTemplate' {
    It 'makes a template that a cluster is made from' -Skip:$noGuests {
        $ova = New-TestPackage (Join-Path $TestDrive 'first_rev3.ova')
        $template = Import-CseTemplate $ova @place -Cni flannel -CniVersion v0.26.2 -Sha256 (Get-FileHash $ova).Hash
        $template | Should -BeOfType ([CsePowerShell.CseTemplate])
        "$($template.Name) $($template.Revision) $($template.KubernetesVersion) $($template.Cni) $($template.CniVersion) $($template.Catalog) $($template.IsUsable)" |
            Should -Be 'first 3 v1.31.4 flannel v0.26.2 own True'
        $template.Server | Should -Be $server.Id
        (Get-CseTemplate first).Id | Should -Be $template.Id

        $cluster = New-CseCluster imported -Vdc acme-vdc -Network acme-net -Template first -WorkerCount 1
        $cluster.State | Should -Be 'Ready'
        "$($cluster.Template) $($cluster.TemplateRevision) $($cluster.ReadyNodes)" | Should -Be 'first 3 2'
        (Get-CseNode imported).KubeletVersion | Select-Object -Unique | Should -Be 'v1.31.4'
        Remove-CseCluster imported -Confirm:$false
    }

    It 'returns what is there already, and says so' {
        $ova = New-TestPackage (Join-Path $TestDrive 'same.ova')
        $first = Import-CseTemplate $ova @place
        $again = Import-CseTemplate $ova @place -Verbose 4>&1
        ($again | Where-Object { $_ -is [CsePowerShell.CseTemplate] }).Id | Should -Be $first.Id
        "$($again | Where-Object { $_ -is [Management.Automation.VerboseRecord] })" | Should -BeLike '*nothing was changed*'
    }

    It 'plans with -WhatIf, and makes nothing' {
        $ova = New-TestPackage (Join-Path $TestDrive 'planned.ova')
        $text = Get-Content (& {
                Start-Transcript (Join-Path $TestDrive 'what-if.txt') | Out-Null
                Import-CseTemplate $ova -Catalog elsewhere -CreateCatalog -WhatIf
                Stop-Transcript | Out-Null
                Join-Path $TestDrive 'what-if.txt'
            }) -Raw
        $text | Should -Match "What if: Import '.*planned\.ova' as template 'planned' revision 1 into catalog 'elsewhere'\."
        $text | Should -Match 'Make the catalog "elsewhere"'
        $text | Should -Match 'Upload planned\.ova: 1 file, 97\.7 KB'
        $text | Should -Match 'Record it as template "planned" revision 1 with Kubernetes v1\.31\.4'
        { Import-CseTemplate $ova -Catalog elsewhere -WhatIf -ErrorAction Stop } | Should -Throw -ErrorId 'CseNotFound,*'
        Get-CseTemplate planned -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'takes files of Get-ChildItem, and goes on after one that is bad' {
        $folder = (New-Item -ItemType Directory (Join-Path $TestDrive 'many')).FullName
        $null = New-TestPackage (Join-Path $folder 'a_rev2.ova') -Change 2
        $null = New-TestPackage (Join-Path $folder 'b.ova') -Damaged
        $null = New-TestPackage (Join-Path $folder 'c.ova') -Change 3 -KubernetesVersion ''
        $made = Get-ChildItem $folder -Filter *.ova | Import-CseTemplate @place -KubernetesVersion 1.30.8 -ErrorAction SilentlyContinue -ErrorVariable failures
        $made | ForEach-Object { "$($_.Name) $($_.Revision) $($_.KubernetesVersion)" } | Should -Be 'a 2 v1.30.8', 'c 1 v1.30.8'
        $failures[0].FullyQualifiedErrorId | Should -BeLike 'CseValidationFailed,*'
        "$($failures[0])" | Should -BeLike '*disk1.vmdk*damaged*'
        Get-CseTemplate b -ErrorAction Ignore | Should -BeNullOrEmpty
    }

    It 'is an error for a name that is taken, and -Force replaces it' {
        $one = New-TestPackage (Join-Path $TestDrive 'one.ova') -Change 11
        $two = New-TestPackage (Join-Path $TestDrive 'two.ova') -Change 12
        $first = Import-CseTemplate $one @place -Name taken
        { Import-CseTemplate $two @place -Name taken -ErrorAction Stop } | Should -Throw -ErrorId 'CseTemplateExists,*'
        (Get-CseTemplate taken).Id | Should -Be $first.Id
        (Import-CseTemplate $two @place -Name taken -Force).Id | Should -Not -Be $first.Id
    }

    It 'warns of a package that nothing vouches for, and not of others' {
        $bare = New-TestPackage (Join-Path $TestDrive 'bare.ova') -NoManifest
        $null = Import-CseTemplate $bare @place -WarningVariable warnings -WarningAction SilentlyContinue
        "$warnings" | Should -BeLike '*no manifest*'
        $null = Import-CseTemplate $bare @place -Sha256 (Get-FileHash $bare).Hash -WarningVariable warnings -WarningAction SilentlyContinue
        $warnings | Should -BeNullOrEmpty
        { Import-CseTemplate $bare @place -Sha256 ('0' * 64) -Name other -ErrorAction Stop -WarningAction SilentlyContinue } | Should -Throw -ErrorId 'CseValidationFailed,*'
    }

    It 'refuses a catalog of others, a role without the right, and a file that is not there' {
        $ova = New-TestPackage (Join-Path $TestDrive 'refused.ova')
        { Import-CseTemplate $ova -Catalog cse -ErrorAction Stop } | Should -Throw -ErrorId 'CseForbidden,*'
        $carol = Connect-TestSimulator $simulator -User carol -With @{ NotDefault = $true }
        { Import-CseTemplate $ova -Catalog hers -CreateCatalog -Server $carol -ErrorAction Stop } | Should -Throw -ErrorId 'CseForbidden,*'
        { Import-CseTemplate (Join-Path $TestDrive 'none.ova') @place -ErrorAction Stop } | Should -Throw -ErrorId 'CseNotFound,*'
    }

    It 'runs in the background with -RunAsync, and Wait-CseTask gives the template' {
        $task = New-TestPackage (Join-Path $TestDrive 'later.ova') -Change 21 | Import-CseTemplate @place -RunAsync
        $task | Should -BeOfType ([CsePowerShell.CseTask])
        "$($task.Kind) $($task.ClusterName)" | Should -Be 'Import later'
        $template = $task | Wait-CseTask
        $template | Should -BeOfType ([CsePowerShell.CseTemplate])
        $task.Status | Should -Be 'Succeeded'
        $task.PercentComplete | Should -Be 100
        (Get-CseTask $task.Id).Status | Should -Be 'Succeeded'
    }

    It 'completes catalogs, those without templates too' {
        (Get-TestCompletion 'Import-CseTemplate x.ova -Catalog ').CompletionText | Should -Contain 'own'
        (Get-TestCompletion 'Import-CseTemplate x.ova -Catalog ').CompletionText | Should -Contain 'cse'
    }
}

Describe 'Import-CseTemplate that is cut off' {
    BeforeAll {
        # The first two pieces are taken at once and answered late.
        $slow = Start-TestSimulator '--guests', 'off', '--faults', 'slow-response method=PUT path=/transfer/*/disk1.vmdk seconds=4 when=after count=2'
        $null = Connect-TestSimulator $slow
        $ova = New-TestPackage (Join-Path $TestDrive 'cut.ova') -Byte 48MB
    }

    AfterAll {
        $slow | Stop-TestSimulator
    }

    It 'goes on with the same command after kill -9' {
        $shell = Start-Shell $slow "Import-CseTemplate '$ova' -Catalog own -CreateCatalog"
        try {
            Wait-Until { (Get-Transferred cut_rev1) -ge 16MB }
        }
        finally {
            $shell.Kill()
            $shell.WaitForExit()
        }

        $before = Get-Transferred cut_rev1
        $before | Should -BeGreaterOrEqual 16MB
        $before | Should -BeLessThan 48MB
        $out = Import-CseTemplate $ova -Catalog own -CreateCatalog -Verbose 4>&1
        "$($out | Where-Object { $_ -is [Management.Automation.VerboseRecord] })" | Should -BeLike '*Going on with the upload of cut.ova*'
        ($out | Where-Object { $_ -is [CsePowerShell.CseTemplate] }).IsUsable | Should -BeTrue
        Get-Transferred cut_rev1 | Should -BeNullOrEmpty
    }

    It 'leaves nothing in the catalog after Ctrl+C, and prints the command' {
        $other = New-TestPackage (Join-Path $TestDrive 'stopped.ova') -Byte 48MB -Change 2
        $again = Start-TestSimulator '--guests', 'off', '--faults', 'slow-response method=PUT path=/transfer/*/disk1.vmdk seconds=20 when=after'
        $shell = [powershell]::Create()
        try {
            $null = Connect-TestSimulator $again
            $null = $shell.AddScript("param(`$server) Import-Module '$(Get-TestModulePath)'; Import-CseTemplate '$other' -Catalog own -CreateCatalog -Server `$server").AddArgument((Get-CseServer -Default))
            $running = $shell.BeginInvoke()
            Wait-Until { (Get-Transferred stopped_rev1) -ge 16MB }
            $shell.Stop()
            Get-Transferred stopped_rev1 | Should -BeNullOrEmpty
            (Invoke-CseRestMethod '/api/query?type=catalogItem&filter=name==stopped_rev1').DocumentElement.total | Should -Be '0'
            "$($shell.Streams.Warning)" | Should -BeLike "*Import-CseTemplate -Path *stopped.ova* -Catalog own*"
            $running.IsCompleted | Should -BeTrue
        }
        finally {
            $shell.Dispose()
            $again | Stop-TestSimulator
        }
    }
}

Describe 'Import-CseTemplate of a large package' {
    It 'takes no more memory than for a small one' {
        $small = New-TestPackage (Join-Path $TestDrive 'small.ova')
        $large = New-TestPackage (Join-Path $TestDrive 'large.ova') -Byte 192MB
        $shell = Start-Shell $simulator @"
`$null = Import-CseTemplate '$small' -Catalog own -CreateCatalog
`$before = [Diagnostics.Process]::GetCurrentProcess().PeakWorkingSet64
`$null = Import-CseTemplate '$large' -Catalog own
[Diagnostics.Process]::GetCurrentProcess().PeakWorkingSet64 - `$before
"@
        $grown = [long]$shell.StandardOutput.ReadToEnd().Trim().Split("`n")[-1]
        $shell.WaitForExit()
        $shell.ExitCode | Should -Be 0
        $grown | Should -BeLessThan 64MB
    }
}
