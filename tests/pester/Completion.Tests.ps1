BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Get-TestModulePath) -Force
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
