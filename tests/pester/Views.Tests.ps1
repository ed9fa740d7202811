# How every object looks in a console of 80, 120 and 200 columns, beside the files of the folder views. After a change that is meant:
#
#     $env:CSE_ACCEPT_VIEWS = 1; Invoke-Pester tests/pester/Views.Tests.ps1; Remove-Item Env:CSE_ACCEPT_VIEWS
#
# writes the files anew (and fails where it wrote one); then look at the difference with git diff, and commit it.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'Samples.psm1') -Force
    Import-Module (Get-TestModulePath) -Force
    $samples = Get-TestSample
    $classes = $samples.Keys | ForEach-Object { @{ Name = $_ } }
    $looks = $samples.Keys | ForEach-Object { foreach ($width in 80, 120, 200) { @{ Name = $_; Width = $width } } }
    $outputs = (Get-Command Get-CseCluster).ImplementingType.Assembly.GetExportedTypes() | Where-Object { $_.Namespace -eq 'CsePowerShell' -and $_.Name -cmatch '^Cse' -and -not $_.IsEnum } | ForEach-Object { @{ Name = $_.Name } }
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'Samples.psm1') -Force
    $samples = Get-TestSample
    $views = [xml](Get-Content (Join-Path (Split-Path (Get-TestModulePath)) 'CsePowerShell.Format.ps1xml') -Raw)

    # The lines that differ, as diff shows them, so that a failure can be read without tools.
    function Get-Difference([string] $Expected, [string] $Actual) {
        $old, $new = ($Expected -split "`n"), ($Actual -split "`n")
        for ($i = 0; $i -lt [math]::Max($old.Count, $new.Count); $i++) {
            if ($old[$i] -cne $new[$i]) {
                "line $($i + 1)"
                "- $($old[$i])"
                "+ $($new[$i])"
            }
        }
    }

    # How many cells of a console a line takes: East Asian characters take two.
    function Get-Width([string] $Line) {
        $Line.Length + ([regex]::Matches($Line, '[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uff00-\uff60]')).Count
    }
}

Describe 'The view of <Name>' -ForEach $looks {
    It 'looks at <Width> columns as it was agreed' {
        $file = Join-Path $PSScriptRoot "views/$Name.$Width.txt"
        $actual = Get-TestLook $samples[$Name] $Width
        $expected = if (Test-Path $file) { ([IO.File]::ReadAllText($file) -replace "`r").TrimEnd("`n") } else { '' }
        if ($env:CSE_ACCEPT_VIEWS -and $actual -cne $expected) {
            [IO.File]::WriteAllText($file, "$actual`n", [Text.UTF8Encoding]::new($false))
        }

        $difference = Get-Difference $expected $actual
        $difference -join "`n" | Should -BeNullOrEmpty -Because 'a view is changed on purpose or not at all (the head of Views.Tests.ps1 has the command that accepts it)'
    }

    It 'keeps within <Width> columns' {
        (Get-TestLook $samples[$Name] $Width) -split "`n" | Where-Object { (Get-Width $_) -gt $Width } | Should -BeNullOrEmpty
    }
}

Describe 'What is shown of <Name>' -ForEach $classes {
    BeforeAll {
        $view = $views.Configuration.ViewDefinitions.View | Where-Object Name -EQ $Name
        $copies = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($samples[$Name]))
    }

    It 'is the same after a job' {
        @($copies)[0].PSTypeNames[0] | Should -Be "Deserialized.CsePowerShell.$Name"
        Get-TestLook @($copies) 200 | Should -Be (Get-TestLook @($samples[$Name]) 200)
    }

    It 'has as many columns as a person takes in' {
        if ($view.SelectSingleNode('TableControl')) {
            $headers = @($view.TableControl.TableHeaders.TableColumnHeader)
            $headers.Count | Should -BeIn 3, 4, 5, 6, 7
            @($view.TableControl.TableRowEntries.TableRowEntry.TableColumnItems.TableColumnItem).Count | Should -Be $headers.Count
        }
    }

    It 'has no list in braces' {
        Get-TestLook $samples[$Name] 120 | Should -Not -Match '[{]\S*[}]|System\.|CsePowerShell\.' -Because 'braces and type names are for programs'
    }

    It 'is no script, so that it works where scripts may not run' {
        $view.SelectNodes('.//ScriptBlock').Count | Should -Be 0
    }
}

Describe 'Samples' {
    It 'include <Name>' -ForEach $outputs {
        $samples.Keys | Should -Contain $Name
        @($samples[$Name])[0].GetType().Name | Should -Be $Name
    }
}

Describe 'Groups' {
    It 'are by organization where a system administrator looks' {
        $clusters = 'acme', 'acme', 'globex' | ForEach-Object { [CsePowerShell.CseCluster]@{ Name = "web-$_"; Org = $_; Server = 'vcd.example.com/System/administrator' } }
        $shown = Get-TestLook $clusters 120
        [regex]::Matches($shown, '(?m)^ +Org: (\w+)').ForEach({ $_.Groups[1].Value }) | Should -Be 'acme', 'globex'
        Get-TestLook ([CsePowerShell.CseCluster]@{ Name = 'web'; Org = 'acme'; Server = 'vcd.example.com/acme/alice' }) 120 | Should -Not -Match 'Org:'
    }

    It 'are by cluster where rows belong to one, and none elsewhere' {
        Get-TestLook ([CsePowerShell.CseTestResult]@{ Name = 'Nodes'; ClusterName = 'web' }) 120 | Should -Match '^ +Cluster: web'
        Get-TestLook ([CsePowerShell.CseTestResult]@{ Name = 'Session' }) 120 | Should -Not -Match 'Cluster:'
    }
}

Describe 'Colours' -Skip:($PSVersionTable.PSVersion -lt [version] '7.2') {
    BeforeAll {
        $before = $PSStyle.OutputRendering
        $failed = [CsePowerShell.CseCluster]@{ Name = 'web'; Org = 'acme'; State = 'Failed' }
        $ready = [CsePowerShell.CseCluster]@{ Name = 'shop'; Org = 'acme'; State = 'Ready' }
        $odd = [CsePowerShell.CseCluster]@{ Name = 'odd'; Org = 'acme'; State = 'Unknown' }
    }

    AfterAll {
        $PSStyle.OutputRendering = $before
    }

    It 'are those of $PSStyle, where the output has colours' {
        $PSStyle.OutputRendering = 'Ansi'
        $shown = $failed, $ready, $odd | Out-String -Width 120
        $shown.Contains("$($PSStyle.Formatting.Error)Failed$($PSStyle.Reset)") | Should -BeTrue
        $shown.Contains("$($PSStyle.Foreground.Green)Ready$($PSStyle.Reset)") | Should -BeTrue
        $shown | Should -Match '\bodd +Unknown'
    }

    It 'leave the columns where they are without them' {
        $PSStyle.OutputRendering = 'Ansi'
        $coloured = ($failed, $ready, $odd | Out-String -Width 120) -replace '\x1b\[[\d;]*m'
        $PSStyle.OutputRendering = 'PlainText'
        ($coloured -split '\r?\n').TrimEnd() | Should -Be (($failed, $ready, $odd | Out-String -Width 120) -split '\r?\n').TrimEnd()
    }

    It 'are in no text, file or pipe, and nowhere under PlainText' {
        $PSStyle.OutputRendering = 'Host'
        $failed | Out-String | Should -Not -Match '\x1b'
        $PSStyle.OutputRendering = 'PlainText'
        $failed | Out-String | Should -Not -Match '\x1b'
        [CsePowerShell.Formatting._Columns]::State($failed) | Should -BeExactly 'Failed'
    }

    It 'are in no file and no copy, whatever the output has' {
        $PSStyle.OutputRendering = 'Ansi'
        $failed | ConvertTo-Json -Depth 4 | Should -Not -Match 'x1b|u001b|Column'
        $failed | ConvertTo-Csv | Out-String | Should -Not -Match '\x1b|Column'
        [Management.Automation.PSSerializer]::Serialize($failed) | Should -Not -Match '_x001B_|Column'
        $failed | Get-Member | ForEach-Object Name | Should -Not -Match '^Column'
    }

    It 'are not there with NO_COLOR' {
        $start = @{ NO_COLOR = '1'; TERM = 'xterm-256color'; CSE_TEST_MODULE = Get-TestModulePath }
        $script = '$null = Import-Module $env:CSE_TEST_MODULE; $PSStyle.OutputRendering; [CsePowerShell.Formatting._Columns]::State([CsePowerShell.CseCluster]@{ State = "Failed" })'
        $old = @{}
        try {
            foreach ($name in $start.Keys) { $old[$name] = [Environment]::GetEnvironmentVariable($name); [Environment]::SetEnvironmentVariable($name, $start[$name]) }
            & (Get-Process -Id $PID).Path -NoProfile -NonInteractive -Command $script | Should -Be 'PlainText', 'Failed'
        }
        finally {
            foreach ($name in $start.Keys) { [Environment]::SetEnvironmentVariable($name, $old[$name]) }
        }
    }
}
