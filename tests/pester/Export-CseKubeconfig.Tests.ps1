BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    $noGuests = -not (Test-TestGuest)
    $noKubectl = $noGuests -or -not (Get-Command kubectl -CommandType Application -ErrorAction Ignore)
}

Describe 'Export-CseKubeconfig' -Skip:$noGuests {
    BeforeAll {
        Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
        Import-Module (Get-TestModulePath) -Force
        $shared = Get-SharedTestCluster
        $cluster = $shared.Cluster
    }

    It 'writes a file that only its owner can read, whole, without a byte order mark' {
        $file = $cluster | Export-CseKubeconfig -Path (Join-Path $TestDrive 'web.config') -PassThru
        $file | Should -BeOfType System.IO.FileInfo
        if (-not $IsWindows) { $file.UnixFileMode | Should -Be ([IO.UnixFileMode]'UserRead, UserWrite') }
        $bytes = [IO.File]::ReadAllBytes($file.FullName)
        $bytes[0] | Should -Be ([byte][char]'a')
        $bytes | Should -Not -Contain 13
        Get-ChildItem $TestDrive -Force | Should -HaveCount 1
    }

    It 'calls the file after the cluster in a folder, and says nothing by default' {
        $folder = New-Item -ItemType Directory (Join-Path $TestDrive 'folder [1]')
        Push-Location -LiteralPath $folder
        try { Export-CseKubeconfig shared | Should -BeNullOrEmpty } finally { Pop-Location }
        Get-ChildItem -LiteralPath $folder | ForEach-Object Name | Should -Be 'shared.kubeconfig'
        Export-CseKubeconfig shared -LiteralPath $folder -Force
    }

    It 'does not replace a file unless told to' {
        $path = Join-Path $TestDrive 'mine'
        Set-Content $path 'mine'
        { Export-CseKubeconfig shared $path -ErrorAction Stop } | Should -Throw -ErrorId 'CseFileExists,*'
        Get-Content $path | Should -Be 'mine'
        Export-CseKubeconfig shared $path -Force
        Get-Content $path -TotalCount 1 | Should -Be 'apiVersion: v1'
    }

    It 'writes nothing with -WhatIf' {
        Export-CseKubeconfig shared (Join-Path $TestDrive 'none') -WhatIf
        Join-Path $TestDrive 'none' | Should -Not -Exist
    }

    It 'says that the folder does not exist' {
        { Export-CseKubeconfig shared (Join-Path $TestDrive 'no' 'where') -ErrorAction Stop } | Should -Throw -ErrorId 'CseFileNotWritten,*'
    }

    It 'gives nobody else the kubeconfig' {
        $bob = Connect-TestSimulator $shared.Simulator globex bob -With @{ NotDefault = $true }
        { Export-CseKubeconfig $cluster.Id (Join-Path $TestDrive 'bob') -Server $bob -ErrorAction Stop } | Should -Throw -ErrorId 'CseClusterNotFound,*'
        Join-Path $TestDrive 'bob' | Should -Not -Exist
    }

    It 'is good for kubectl' -Skip:$noKubectl {
        $path = Join-Path $TestDrive 'kubectl.config'
        $cluster | Export-CseKubeconfig -Path $path
        $rows = kubectl --kubeconfig $path --request-timeout=20s get nodes --no-headers
        $LASTEXITCODE | Should -Be 0
        $rows | Should -HaveCount 2
        $rows | ForEach-Object { $_ | Should -Match '\sReady\s' }
    }
}
