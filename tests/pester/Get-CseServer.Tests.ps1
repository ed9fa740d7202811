BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Get-TestModulePath) -Force
    $simulator = Start-TestSimulator '--guests', 'paper'
    $alice = Connect-TestSimulator $simulator
    $bob = Connect-TestSimulator $simulator globex bob
}

AfterAll {
    $simulator | Stop-TestSimulator
}

Describe 'Get-CseServer' {
    It 'lists the open connections and sends nothing' {
        $requests = $alice.RequestCount + $bob.RequestCount
        # Other files of this run may have connections of their own.
        (Get-CseServer | Where-Object Name -EQ $simulator.Server).Id | Should -Be $alice.Id, $bob.Id
        $alice.RequestCount + $bob.RequestCount | Should -Be $requests
    }

    It 'gives the default alone' {
        Get-CseServer -Default | Should -Be $bob
    }

    It 'takes wildcards and names' {
        (Get-CseServer "$($simulator.Server)/globex/*").User | Should -Be 'bob'
        Get-CseServer $simulator.Server | Should -HaveCount 2
        Get-CseServer 'none*' | Should -BeNullOrEmpty
    }

    It 'is an error for a name that is not connected' {
        { Get-CseServer nowhere -ErrorAction Stop } | Should -Throw -ErrorId 'CseNotConnected,*'
    }
}
