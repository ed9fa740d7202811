# What "build.cs -- package" makes: the gallery's nupkg and the offline zip.
BeforeDiscovery {
    $noPSResourceGet = -not (Get-Module -ListAvailable Microsoft.PowerShell.PSResourceGet)
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    $root = Split-Path (Split-Path $PSScriptRoot)
    $moduleFolder = Split-Path (Get-TestModulePath)
    $packaging = Get-ChildItem (Join-Path $root 'artifacts/bin/CsePowerShell.Packaging/*/CsePowerShell.Packaging.dll') | Sort-Object LastWriteTime | Select-Object -Last 1
    # A checkout as far as packaging looks at one, so that the real one's packages are left alone.
    $checkout = Join-Path ([IO.Path]::GetTempPath()) "cse-package-$([guid]::NewGuid().ToString('N'))"
    $null = New-Item -ItemType Directory (Join-Path $checkout 'module'), (Join-Path $checkout 'artifacts/module')
    Copy-Item (Join-Path $root 'module/contents.txt') (Join-Path $checkout 'module')
    Copy-Item $moduleFolder (Join-Path $checkout 'artifacts/module') -Recurse
    $packages = Join-Path $checkout 'artifacts/package'

    function Invoke-Packaging {
        $said = & dotnet $packaging.FullName package $checkout Release 2>&1 | Out-String
        [pscustomobject]@{ ExitCode = $LASTEXITCODE; Said = $said }
    }

    function Get-Entry([string] $Path) {
        $zip = [IO.Compression.ZipFile]::OpenRead($Path)
        try { $zip.Entries.FullName } finally { $zip.Dispose() }
    }

    $made = Invoke-Packaging
    $made.ExitCode | Should -Be 0 -Because $made.Said
    $version = (Import-PowerShellDataFile (Get-TestModulePath)).ModuleVersion
    $nupkg = Join-Path $packages "CsePowerShell.$version.nupkg"
    $zip = Join-Path $packages 'CsePowerShell.zip'
    $listed = Get-Content (Join-Path $root 'module/contents.txt') | Where-Object { $_ -notmatch '^#' }
    if (-not (Test-Path (Join-Path $moduleFolder 'lib/Renci.SshNet.dll'))) { $listed = $listed | Where-Object { $_ -notlike '* (with SSH.NET)' } }
    $listed = $listed -replace ' \(with SSH\.NET\)$'
}

AfterAll {
    Remove-Item -LiteralPath $checkout -Recurse -Force -ErrorAction Ignore
}

Describe 'The packages' {
    It 'have the listed files and no other' {
        Get-Entry $zip | Sort-Object | Should -Be ($listed | ForEach-Object { "CsePowerShell/$_" } | Sort-Object)
        Get-Entry $nupkg | Sort-Object | Should -Be (@($listed) + 'CsePowerShell.nuspec', '_rels/.rels', '[Content_Types].xml' | Sort-Object)
    }

    It 'hold no symbols, no source and nothing of PowerShell itself' {
        $listed | Where-Object { $_ -match '\.(pdb|cs|md|config|json|sh)$|System\.Management\.Automation|Simulator|Tests' } | Should -BeNullOrEmpty
    }

    It 'are the same bytes when they are made again' {
        $before = Get-FileHash $nupkg, $zip
        (Invoke-Packaging).ExitCode | Should -Be 0
        (Get-FileHash $nupkg, $zip).Hash | Should -Be $before.Hash
    }

    It 'are not made when a file is there that nobody listed, or one is missing' {
        $stray = Join-Path $checkout 'artifacts/module/CsePowerShell/lib/Stray.dll'
        Set-Content $stray 'x'
        $refused = Invoke-Packaging
        Remove-Item $stray
        $refused.ExitCode | Should -Be 1
        $refused.Said | Should -Match 'lib/Stray\.dll is in the module and not on the list'

        $views = Join-Path $checkout 'artifacts/module/CsePowerShell/CsePowerShell.Format.ps1xml'
        Move-Item $views "$checkout/kept"
        $refused = Invoke-Packaging
        Move-Item "$checkout/kept" $views
        $refused.ExitCode | Should -Be 1
        $refused.Said | Should -Match 'CsePowerShell\.Format\.ps1xml is on the list and not in the module'
    }

    It 'have the version of Directory.Build.props, which is the only place that says it' {
        $said = ([xml](Get-Content (Join-Path $root 'Directory.Build.props') -Raw)).Project.PropertyGroup.Version | Where-Object { $_ }
        $manifest = Import-PowerShellDataFile (Get-TestModulePath)
        (@($manifest.ModuleVersion) + @($manifest.PrivateData.PSData['Prerelease'] | Where-Object { $_ })) -join '-' | Should -Be $said
        [Diagnostics.FileVersionInfo]::GetVersionInfo((Join-Path $moduleFolder 'CsePowerShell.dll')).ProductVersion | Should -Match "^$([regex]::Escape($said))(\+|$)"
        Split-Path $nupkg -Leaf | Should -Be "CsePowerShell.$said.nupkg"
    }

    It 'name the package, the copyright and the licence of every library of others' {
        $notices = Get-Content (Join-Path $moduleFolder 'ThirdPartyNotices.txt') -Raw
        foreach ($library in Get-ChildItem (Join-Path $moduleFolder 'lib') -Filter *.dll) {
            $section = ($notices -split '(?m)^={20,}\r?\n') | Where-Object { $_ -match "(?m)\A\S+ [\d.]+:.*\b$([regex]::Escape($library.Name))" }
            @($section).Count | Should -Be 1 -Because "$($library.Name) belongs to one package"
            $section | Should -Match '(?i)copyright|\u00A9'
            $section | Should -Match 'License: (MIT|BSD-3-Clause|Apache-2\.0)\r?\n'
            $section | Should -Match '(?s)(WITHOUT WARRANTY|WITHOUT WARRANTIES|"AS IS").{100}' -Because 'the text of the licence is there, not only its name'
        }
    }

    It 'list every cmdlet in the tags that a gallery finds it by' {
        $archive = [IO.Compression.ZipFile]::OpenRead($nupkg)
        try {
            $reader = [IO.StreamReader]::new($archive.GetEntry('CsePowerShell.nuspec').Open())
            $nuspec = [xml]$reader.ReadToEnd()
            $reader.Dispose()
        }
        finally { $archive.Dispose() }

        $tags = $nuspec.package.metadata.tags -split ' '
        foreach ($cmdlet in (Import-PowerShellDataFile (Get-TestModulePath)).CmdletsToExport) { $tags | Should -Contain "PSCmdlet_$cmdlet" }
        $tags | Should -Contain 'PSModule'
        $tags | Should -Contain 'PSEdition_Desktop'
        $nuspec.package.metadata.id | Should -Be 'CsePowerShell'
    }
}

Describe 'The offline zip' {
    It 'is installed by unpacking it, and Import-Module finds it by name' {
        $modules = Join-Path $checkout 'unpacked'
        Expand-Archive $zip $modules
        $found = pwsh -NoProfile -NonInteractive -OutputFormat Text -Command "`$env:PSModulePath = '$modules'; Import-Module CsePowerShell -ErrorAction Stop; (Get-Module CsePowerShell).ModuleBase; (Get-Help New-CseCluster).Synopsis; (Get-Help about_CseModes).Length -gt 500"
        $found[0] | Should -Be (Join-Path $modules 'CsePowerShell')
        $found[1] | Should -Match '^Makes a Kubernetes cluster'
        $found[2] | Should -Be 'True'
    }
}

Describe 'The nupkg' {
    It 'is a package to NuGet itself' {
        $client = (New-Item -ItemType Directory (Join-Path $checkout 'client')).FullName
        Set-Content (Join-Path $client 'Directory.Build.props') '<Project/>'
        Set-Content (Join-Path $client 'nuget.config') "<configuration><packageSources><clear/><add key=`"folder`" value=`"$packages`"/></packageSources></configuration>"
        Set-Content (Join-Path $client 'Client.csproj') "<Project Sdk=`"Microsoft.NET.Sdk`"><PropertyGroup><TargetFramework>netstandard2.0</TargetFramework><DisableImplicitFrameworkReferences>true</DisableImplicitFrameworkReferences></PropertyGroup><ItemGroup><PackageDownload Include=`"CsePowerShell`" Version=`"[$version]`"/></ItemGroup></Project>"
        $said = dotnet restore (Join-Path $client 'Client.csproj') --packages (Join-Path $client 'packages') -v quiet 2>&1 | Out-String
        $LASTEXITCODE | Should -Be 0 -Because $said
        Join-Path $client "packages/csepowershell/$version/CsePowerShell.psd1" | Should -Exist
    }

    It 'is installed from a folder repository by Install-PSResource into a clean PowerShell (Microsoft.PowerShell.PSResourceGet)' -Skip:$noPSResourceGet {
        $clean = (New-Item -ItemType Directory (Join-Path $checkout 'home')).FullName
        # Without it .NET knows no folder for a program's data, and the list of repositories goes into the current one.
        $null = New-Item -ItemType Directory (Join-Path $clean '.local/share')
        $former = $env:HOME
        try {
            $env:HOME = $clean
            $found = pwsh -NoProfile -NonInteractive -OutputFormat Text -Command "
                `$ErrorActionPreference = 'Stop'
                Register-PSResourceRepository -Name folder -Uri '$packages' -Trusted
                Install-PSResource CsePowerShell -Repository folder -Scope CurrentUser
                (Get-InstalledPSResource CsePowerShell).Version.ToString()
                (Get-Command Get-CseCluster).Module.ModuleBase
                try { Get-CseCluster } catch { `$_.FullyQualifiedErrorId }"
            $LASTEXITCODE | Should -Be 0
            $found[0] | Should -Be $version
            $found[1] | Should -BeLike "$clean*CsePowerShell*$version"
            $found[2] | Should -Be 'CseNotConnected,CsePowerShell.Cmdlets.GetCseClusterCommand'
            Get-ChildItem $found[1] -Recurse -File -Name | ForEach-Object { $_ -replace '\\', '/' } | Where-Object { $_ -ne 'PSGetModuleInfo.xml' } | Sort-Object | Should -Be ($listed | Sort-Object)
        }
        finally {
            $env:HOME = $former
        }
    }
}

Describe 'Beside another module' {
    BeforeAll {
        # A module of somebody else's with older versions of two libraries. Newtonsoft.Json of another version than PowerShell's own can only be
        # loaded by LoadFile there; Windows PowerShell has none of its own.
        $other = (New-Item -ItemType Directory (Join-Path $checkout 'OldLibraries')).FullName
        New-TestLibrary Newtonsoft.Json 9.0.0.0 $other
        New-TestLibrary RabbitMQ.Client 5.0.0.0 $other
        Set-Content (Join-Path $other 'OldLibraries.psm1') @'
$script:loaded = [Reflection.Assembly]::LoadFile("$PSScriptRoot/Newtonsoft.Json.dll"), [Reflection.Assembly]::LoadFrom("$PSScriptRoot/RabbitMQ.Client.dll")
function Get-OldLibrary { $script:loaded | ForEach-Object { $_.GetType('Old')::Name() } }
'@
        Set-Content (Join-Path $other 'use.ps1') @'
param($Module, $Server, $Thumbprint, $Folder)
$ErrorActionPreference = 'Stop'
Import-Module "$PSScriptRoot/OldLibraries.psm1"
Get-OldLibrary
Import-Module $Module
$credential = [pscredential]::new('alice', (ConvertTo-SecureString $env:CSE_TEST_PASSWORD -AsPlainText -Force))
$null = Connect-CseServer $Server -Org acme -Credential $credential -CertificateThumbprint $Thumbprint -SshKeyPath "$Folder/key"
(New-CseCluster web -Vdc acme-vdc -Network acme-net -Template ubuntu-24.04_k8s-1.31 -PlanOnly).VmsToAdd.Count
Disconnect-CseServer -Confirm:$false
Get-OldLibrary
'@
    }

    It 'that has loaded older versions of Newtonsoft.Json and RabbitMQ.Client, both work' {
        $simulator = Start-TestSimulator '--guests', 'paper'
        $env:CSE_TEST_PASSWORD = 'Passw0rd!'
        try {
            $found = pwsh -NoProfile -NonInteractive -OutputFormat Text -File (Join-Path $other 'use.ps1') -Module (Get-TestModulePath) -Server $simulator.Server -Thumbprint $simulator.Thumbprint -Folder $simulator.Folder
            $LASTEXITCODE | Should -Be 0
            $found | Should -Be 'Newtonsoft.Json 9.0.0.0', 'RabbitMQ.Client 5.0.0.0', '3', 'Newtonsoft.Json 9.0.0.0', 'RabbitMQ.Client 5.0.0.0'
        }
        finally {
            $env:CSE_TEST_PASSWORD = $null
            $simulator | Stop-TestSimulator
        }
    }
}
