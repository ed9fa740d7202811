BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Get-TestModulePath) -Force
    $common = [Management.Automation.PSCmdlet]::CommonParameters + [Management.Automation.PSCmdlet]::OptionalCommonParameters

    # One line per parameter that completes, and the words before it that choose what it is about.
    $completing = foreach ($command in Get-Command -Module CsePowerShell -CommandType Cmdlet) {
        foreach ($parameter in $command.Parameters.Values | Where-Object Name -NotIn $common) {
            $completer = $parameter.Attributes | Where-Object { $_ -is [ArgumentCompleter] } | ForEach-Object { $_.Type.Name }
            if ($completer) {
                $before = if ($completer -in 'NodeCompleter', 'NodePoolCompleter') { ' -Cluster cluster-001' } else { '' }
                @{ Line = "$($command.Name)$before -$($parameter.Name) "; Command = $command.Name; Parameter = $parameter.Name; Completer = $completer }
            }
        }
    }
    $representatives = $completing | Group-Object { $_.Completer } | ForEach-Object { $_.Group[0] } | Where-Object { $_.Completer -notin 'ServerCompleter', 'ServerNameCompleter', 'KubeconfigContextCompleter' }
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Get-TestModulePath) -Force

    # What Tab does: what it offers, how long it took, and whether anything went wrong out of sight.
    function Measure-Completion([string] $Line) {
        $errors = $Error.Count
        $watch = [Diagnostics.Stopwatch]::StartNew()
        $found = @(Get-TestCompletion $Line | Where-Object ResultType -EQ 'ParameterValue')
        [pscustomobject]@{ Found = $found; Seconds = $watch.Elapsed.TotalSeconds; Errors = $Error.Count - $errors }
    }

    $simulator = Start-TestSimulator '--guests', 'paper', '--scale', '4,2,1'
    $alice = Connect-TestSimulator $simulator
    $provider = Connect-TestSimulator $simulator System administrator -With @{ NotDefault = $true }
}

AfterAll {
    $simulator | Stop-TestSimulator
}

Describe 'Completion' {
    It 'offers the <What>' -ForEach @(
        @{ What = 'VDCs'; Line = 'New-CseCluster web -Vdc '; Expected = 'acme-small', 'acme-vdc' }
        @{ What = 'VDCs by position'; Line = 'New-CseCluster web acme-s'; Expected = 'acme-small' }
        @{ What = 'networks of the VDC'; Line = 'New-CseCluster web -Vdc acme-vdc -Network '; Expected = 'acme-net', 'acme-tight' }
        @{ What = 'storage profiles of the VDC'; Line = 'New-CseCluster web -Vdc acme-vdc -StorageProfile '; Expected = 'gold', 'silver' }
        @{ What = 'templates'; Line = 'New-CseCluster web -Template '; Expected = 'ubuntu-22.04_k8s-1.30', 'ubuntu-24.04_k8s-1.31' }
        @{ What = 'templates by a wildcard'; Line = 'New-CseCluster web -Template *1.31'; Expected = 'ubuntu-24.04_k8s-1.31' }
        @{ What = 'templates in the quote that was begun'; Line = "Get-CseTemplate 'ubuntu-22"; Expected = "'ubuntu-22.04_k8s-1.30'" }
        @{ What = 'catalogs'; Line = 'Get-CseTemplate -Catalog '; Expected = 'cse' }
        @{ What = 'organization'; Line = 'Get-CseCluster -Org '; Expected = 'acme' }
        @{ What = 'states'; Line = 'Get-CseCluster -State In'; Expected = 'Interrupted' }
    ) {
        (Get-TestCompletion $Line).CompletionText | Should -Be $Expected
    }

    It 'offers the open connections without asking them' {
        $requests = $alice.RequestCount + $provider.RequestCount
        (Get-TestCompletion 'Get-CseCluster -Server ').CompletionText | Should -Be $alice.Id, $provider.Id
        (Get-TestCompletion 'Disconnect-CseServer ').CompletionText | Should -HaveCount 2
        $alice.RequestCount + $provider.RequestCount | Should -Be $requests
    }

    It 'offers clusters of the connection that was typed, with a tool tip that says where each is' {
        $found = Get-TestCompletion "Get-CseNode -Server $($provider.Id) -Cluster "
        $found.CompletionText | Should -Be 'cluster-001', 'cluster-002', 'cluster-003', 'cluster-004'
        $found[0].ToolTip | Should -Match 'cluster-001: Ready'
        Get-TestCompletion 'Get-CseNode ' | Where-Object ResultType -EQ 'ParameterValue' | Should -BeNullOrEmpty
    }

    It 'asks once, and Tab again comes from memory' {
        $null = Get-TestCompletion 'Test-CseEnvironment -Vdc '
        $requests = $alice.RequestCount
        $null = Get-TestCompletion 'Test-CseEnvironment -Vdc ac'
        $null = Get-TestCompletion 'New-CseCluster x -Vdc '
        $alice.RequestCount | Should -Be $requests
    }

    It 'does not wait for a server that has stopped to answer' -Skip:$IsWindows {
        $frozen = Start-TestSimulator '--guests', 'paper'
        try {
            $server = Connect-TestSimulator $frozen -With @{ NotDefault = $true }
            kill -STOP $frozen.Process.Id
            $watch = [Diagnostics.Stopwatch]::StartNew()
            Get-TestCompletion "New-CseCluster x -Server $($server.Id) -Vdc " | Where-Object ResultType -EQ 'ParameterValue' | Should -BeNullOrEmpty
            # It gives up after a second; the rest is for a busy machine. The server itself would be waited for much longer.
            $watch.Elapsed.TotalSeconds | Should -BeLessThan 10
        }
        finally {
            kill -CONT $frozen.Process.Id
            $frozen | Stop-TestSimulator
        }
    }

    It 'is silent without a connection' {
        $before = $global:DefaultCseServer
        try {
            $global:DefaultCseServer = $null
            Get-TestCompletion 'New-CseCluster x -Vdc ' | Where-Object ResultType -EQ 'ParameterValue' | Should -BeNullOrEmpty
        }
        finally {
            $global:DefaultCseServer = $before
        }
    }
}

Describe 'A parameter' {
    It 'that names something on the server completes' {
        # What is new, or an id that is only passed on, cannot be known; everything else of these names can.
        $named = 'Cluster', 'Vdc', 'Org', 'Network', 'StorageProfile', 'Template', 'TemplateRevision', 'Revision', 'Catalog', 'Node', 'Server', 'Task', 'Name', 'HostName', 'GrantRole', 'ContextName', 'NodePool', 'Extension'
        $known = @(
            'New-CseCluster -Name', 'Register-CseExtension -Name', 'Start-CseService -HostName', 'Import-CseTemplate -Name', 'Import-CseTemplate -Revision'
            'New-CseCluster -NodePool'
            # Nobody is connected yet, so nobody can be asked.
            'Connect-CseServer -Org'
        )
        $common = [Management.Automation.PSCmdlet]::CommonParameters + [Management.Automation.PSCmdlet]::OptionalCommonParameters
        $silent = foreach ($command in Get-Command -Module CsePowerShell -CommandType Cmdlet) {
            foreach ($parameter in $command.Parameters.Values | Where-Object { $_.Name -in $named -and $_.Name -notin $common }) {
                $isCompleted = $parameter.Attributes | Where-Object { $_ -is [ArgumentCompleter] -or $_ -is [ValidateSet] }
                $text = "$($command.Name) -$($parameter.Name)"
                if (-not $isCompleted -and $text -notin $known) { $text }
            }
        }
        $silent | Should -BeNullOrEmpty
    }

    It '<Command> -<Parameter> answers Tab with what there is, quickly and without an error' -ForEach $completing {
        $null = Measure-Completion $Line
        $result = Measure-Completion $Line
        $result.Errors | Should -Be 0
        $result.Seconds | Should -BeLessThan 1.3
        # A tenant without clusters, extension and kubeconfig has nothing to choose there.
        if ($Completer -in 'OrgCompleter', 'VdcCompleter', 'NetworkCompleter', 'StorageProfileCompleter', 'TemplateCompleter', 'CatalogCompleter', 'ServerCompleter', 'ServerNameCompleter') {
            $result.Found.Count | Should -BeGreaterThan 0
        }
    }
}

Describe 'Names that need care' {
    BeforeAll {
        # Nothing of the simulator has such names, so the answer is put where the completer remembers answers.
        $odd = 'two words', "it's", 'say "so"', 'a$b', 'a`b', 'x[1]', 'star*', 'b(c)', '-dash', '42', ([regex]::Unescape('b\u00fcro')), ([regex]::Unescape('typographic\u2019s'))
        $file = Join-Path $simulator.Folder 'odd.kubeconfig'
        $quoted = $odd | ForEach-Object { $_ -replace "'", "''" }
        @('apiVersion: v1', 'kind: Config', 'contexts:') + @($quoted | ForEach-Object { "- name: '$_'"; '  context: { cluster: c, user: u }' }) +
        @('clusters:', '- name: c', '  cluster: { server: https://10.0.0.1:6443 }', 'users:', '- name: u', '  user: {}') | Set-Content $file -Encoding UTF8
    }

    It 'come back as they are when the completed line is run: <_>' -ForEach 'two words', "it's", 'say "so"', 'a$b', 'a`b', 'x[1]', 'star*', 'b(c)', '-dash', '42', 'b\u00fcro', 'typographic\u2019s' {
        $name = [regex]::Unescape(($_ -replace '\[', '\['))
        $found = Get-TestCompletion "Remove-CseKubeconfig -Path '$file' -ContextName " | Where-Object ListItemText -CEQ $name
        $found | Should -HaveCount 1
        $line = "param(`$path) Remove-CseKubeconfig -Path `$path -ContextName $($found.CompletionText) -WhatIf:`$false -Confirm:`$false"
        $copy = Join-Path $simulator.Folder "$([guid]::NewGuid()).kubeconfig"
        Copy-Item $file $copy
        $change = & ([scriptblock]::Create($line)) $copy
        $change.Context | Should -BeExactly $name -Because 'exactly that one is meant, although it has characters that mean something elsewhere'
    }

    It 'are found from what was begun, with either quote' {
        (Get-TestCompletion "Remove-CseKubeconfig -Path '$file' -ContextName 'two").CompletionText | Should -Be "'two words'"
        (Get-TestCompletion "Remove-CseKubeconfig -Path '$file' -ContextName `"two w").CompletionText | Should -Be '"two words"'
        (Get-TestCompletion "Remove-CseKubeconfig -Path '$file' -ContextName two").CompletionText | Should -Be "'two words'"
    }
}

Describe 'Without a server that answers' {
    BeforeAll {
        $gone = Start-TestSimulator '--guests', 'paper'
        $dead = Connect-TestSimulator $gone System administrator -With @{ NotDefault = $true }
        $gone.Process.Kill($true)
        $null = $gone.Process.WaitForExit(10000)
    }

    AfterAll {
        Get-CseServer | Where-Object Id -EQ $dead.Id | Disconnect-CseServer -Confirm:$false -ErrorAction Ignore -WarningAction Ignore
        $gone.Process.Dispose()
        Remove-Item -LiteralPath $gone.Folder -Recurse -Force
    }

    It '<Completer> offers nothing, soon, and without an error' -ForEach $representatives {
        $result = Measure-Completion ($Line -replace "^$Command", "$Command -Server $($dead.Id)")
        $result.Found | Should -BeNullOrEmpty
        $result.Errors | Should -Be 0
        # It gives up after a second; the rest is for a busy machine.
        $result.Seconds | Should -BeLessThan 5
    }

    It '<Completer> offers nothing without any connection, and at once' -ForEach $representatives {
        $before = $global:DefaultCseServer
        try {
            $global:DefaultCseServer = $null
            $result = Measure-Completion $Line
            $result.Found | Should -BeNullOrEmpty
            $result.Errors | Should -Be 0
            $result.Seconds | Should -BeLessThan 5
        }
        finally {
            $global:DefaultCseServer = $before
        }
    }
}
