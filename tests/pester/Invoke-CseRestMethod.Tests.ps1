Describe 'Invoke-CseRestMethod, Get- and Set-CseContext' {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
        Import-Module (Get-TestModulePath) -Force
        $simulator = Start-TestSimulator '--guests', 'paper'
        $server = Connect-TestSimulator $simulator
    }

    AfterAll { $simulator | Stop-TestSimulator }

    It 'reads XML as a document, and follows addresses of the same server' {
        $session = Invoke-CseRestMethod /api/session
        $session | Should -BeOfType xml
        $session.Session.user | Should -Be 'alice'
        $down = @($session.Session.Link | Where-Object type -Like '*.org+xml')[0].href
        (Invoke-CseRestMethod $down).Org.name | Should -Be 'acme'
    }

    It 'reads JSON as objects' {
        $mine = Invoke-CseRestMethod /cloudapi/1.0.0/sessions/current
        $mine | Should -BeOfType pscustomobject
        $mine.user.name | Should -Be 'alice'
    }

    It 'gives the answer as it is' {
        $raw = Invoke-CseRestMethod /api/session -Raw
        $raw.StatusCode | Should -Be 200
        $raw.MediaType | Should -Be 'application/vnd.vmware.vcloud.session+xml'
        $raw.RequestId | Should -Not -BeNullOrEmpty
        [xml]$raw.Content | Should -Not -BeNullOrEmpty
    }

    It 'makes an error of a refusal, with the words of the server, unless told otherwise' {
        $missing = "/api/vApp/vapp-$([guid]::NewGuid())"
        { Invoke-CseRestMethod $missing -ErrorAction Stop } | Should -Throw -ErrorId 'Cse*,*'
        (Invoke-CseRestMethod $missing -Raw -SkipHttpErrorCheck).StatusCode | Should -BeIn 403, 404
    }

    It 'sends nothing to another server, and no header that says who asks' {
        { Invoke-CseRestMethod https://elsewhere.example.com/api/session -ErrorAction Stop } | Should -Throw -ErrorId 'CseBadRequest,*'
        { Invoke-CseRestMethod /api/session -Headers @{ Authorization = 'x' } -ErrorAction Stop } | Should -Throw -ErrorId 'CseBadRequest,*'
    }

    It 'changes nothing with -WhatIf, and demands the type of an XML body' {
        $before = $server.RequestCount
        Invoke-CseRestMethod /api/session -Method Delete -WhatIf
        $server.RequestCount | Should -Be $before
        { '<a/>' | Invoke-CseRestMethod /api/session -Method Post -ErrorAction Stop } | Should -Throw -ErrorId 'CseBadRequest,*'
        { Invoke-CseRestMethod /api/session -Body @{ a = 1 } -ErrorAction Stop } | Should -Throw -ErrorId 'CseBadRequest,*'
    }

    It 'keeps defaults with the connection' {
        (Set-CseContext acme-vdc acme-net -NodePoolSize 3 -PassThru).Vdc | Should -Be 'acme-vdc'
        (Get-CseContext).NodePoolSize | Should -Be 3
        (Get-TestCompletion 'Set-CseContext -Vdc acme-s').CompletionText | Should -Be 'acme-small'
        { Set-CseContext -Vdc nowhere -ErrorAction Stop } | Should -Throw -ErrorId 'CseNotFound,*'
        $other = Connect-TestSimulator $simulator globex bob -With @{ NotDefault = $true }
        (Get-CseContext -Server $other).Vdc | Should -BeNullOrEmpty
    }

    It 'survives runspaces that use one connection at once' {
        $modulePath = Get-TestModulePath
        $users = 1..20 | ForEach-Object -ThrottleLimit 8 -Parallel {
            Import-Module $using:modulePath
            (Invoke-CseRestMethod /api/session -Server $using:server).Session.user
        }
        $users | Should -HaveCount 20
        $users | Select-Object -Unique | Should -Be 'alice'
    }
}
