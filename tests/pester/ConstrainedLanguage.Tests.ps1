# The module where scripts are constrained, as on machines under Windows application control: it has no script of its own, so everything works.
BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'Samples.psm1') -Force
    Import-Module (Get-TestModulePath) -Force
    $simulator = Start-TestSimulator '--guests', 'paper', '--scale', '4,2,1'

    # A runspace of its own: it gets what it may use, and then its language is cut down before anything is typed in it.
    $runspace = [runspacefactory]::CreateRunspace([initialsessionstate]::CreateDefault2())
    $runspace.Open()
    $runspace.SessionStateProxy.SetVariable('module', (Get-TestModulePath))
    $runspace.SessionStateProxy.SetVariable('samples', (Get-TestSample))
    $runspace.SessionStateProxy.SetVariable('connection', @{ Server = $simulator.Server; Org = 'System'; Credential = (Get-TestCredential administrator); CertificateThumbprint = $simulator.Thumbprint; SshKeyPath = (Join-Path $simulator.Folder 'key') })
    $runspace.SessionStateProxy.LanguageMode = 'ConstrainedLanguage'

    function Invoke-Constrained([string] $Script) {
        $shell = [powershell]::Create()
        try {
            $shell.Runspace = $runspace
            $shell.AddScript($Script).Invoke()
            if ($shell.HadErrors) { throw $shell.Streams.Error[0] }
        }
        finally { $shell.Dispose() }
    }
}

AfterAll {
    $runspace.Dispose()
    $simulator | Stop-TestSimulator
}

Describe 'Under constrained language' {
    It 'scripts may not call what they like, so that this file tests something' {
        { Invoke-Constrained '[CsePowerShell.Formatting._Columns]::State("x")' } | Should -Throw -ErrorId 'MethodInvocationNotSupportedInConstrainedLanguage'
    }

    It 'the module is imported' {
        Invoke-Constrained 'Import-Module $module -ErrorAction Stop; (Get-Command -Module CsePowerShell).Count' | Should -BeGreaterThan 30
    }

    It 'cmdlets connect, read, plan and take each other''s objects' {
        Invoke-Constrained '$server = Connect-CseServer @connection -ErrorAction Stop; "$server"' | Should -Match '/System/administrator$'
        Invoke-Constrained '(Get-CseCluster | Measure-Object).Count' | Should -Be 4
        Invoke-Constrained '(Get-CseCluster cluster-001 | Get-CseNode | Measure-Object).Count' | Should -BeGreaterThan 0
        Invoke-Constrained '(Get-CseCluster cluster-001 | Remove-CseCluster -PlanOnly).Kind' | Should -Be 'Remove'
        Invoke-Constrained '(New-CseCluster -Name new -Vdc acme-vdc -Network acme-net -Template ubuntu-24.04_k8s-1.31 -NodePool @{ Name = "small"; Count = 2 } -PlanOnly).VmsToAdd.Count' | Should -Be 3
    }

    It 'hashtables and rows are made into specs by their names, and a name that is none is an error' {
        $start = 'New-CseCluster -PlanOnly -ErrorAction Stop '
        Invoke-Constrained "($start -Spec @{ Name = 'new'; Vdc = 'acme-vdc'; Network = 'acme-net'; Template = 'ubuntu-24.04_k8s-1.31'; NodePool = @{ Name = 'a'; Count = 1 }, @{ Name = 'b'; Count = '2' } }).VmsToAdd.Count" | Should -Be 4
        Invoke-Constrained "`$row = 'Name,Count,Cpu', 'a,3,' | ConvertFrom-Csv; ($start new -Vdc acme-vdc -Network acme-net -Template ubuntu-24.04_k8s-1.31 -NodePool `$row).VmsToAdd.Count" | Should -Be 4
        { Invoke-Constrained "$start new -Vdc acme-vdc -Network acme-net -Template ubuntu-24.04_k8s-1.31 -NodePool @{ Name = 'a'; Cuont = 1 }" } | Should -Throw "*'Cuont' is no property of CseNodePoolSpec*"
        { Invoke-Constrained "$start new -Vdc acme-vdc -Network acme-net -Template ubuntu-24.04_k8s-1.31 -NodePool @{ Name = 'a'; Count = 'many' }" } | Should -Throw "*'many' cannot be the Count*"
    }

    It 'views show what they show elsewhere' {
        foreach ($class in (Get-TestSample).Keys) {
            $shown = (Invoke-Constrained "`$samples['$class'] | Out-String -Width 120") -split '\r?\n' | ForEach-Object TrimEnd
            $expected = (Get-TestSample)[$class] | Out-String -Width 120
            $shown -join "`n" -replace '\b02:00:\d\d\b' | Should -Be (($expected -split '\r?\n' | ForEach-Object TrimEnd) -join "`n" -replace '\b02:00:\d\d\b')
        }
    }

    It 'names complete' {
        $shell = [powershell]::Create()
        try {
            $shell.Runspace = $runspace
            [Management.Automation.CommandCompletion]::CompleteInput('Get-CseNode cl', 14, $null, $shell).CompletionMatches.CompletionText | Should -Contain 'cluster-001'
        }
        finally { $shell.Dispose() }
    }

    It 'help is there' {
        Invoke-Constrained '(Get-Help New-CseCluster).Synopsis' | Should -Match '\w'
    }
}
