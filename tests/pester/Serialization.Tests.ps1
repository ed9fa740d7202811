# What happens to the module's objects on their way through jobs, files and remoting, and whether cmdlets take them afterwards. Needs no server: a cmdlet that has
# understood which object of which connection is meant says that it is not connected there.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'Samples.psm1') -Force
    Import-Module (Get-TestModulePath) -Force
    $classes = (Get-TestSample).Keys | ForEach-Object { @{ Name = $_ } }

    # Which objects each kind of input can be made from.
    $sources = @{
        CseServerIdentity  = 'CseServer'
        CseClusterIdentity = 'CseCluster', 'CseTask', 'CseNode', 'CseKubeconfig', 'CseTestResult', 'CseCommandResult'
        CseNodeIdentity    = 'CseNode'
        CseTaskIdentity    = 'CseTask'
        CseOrgVdcIdentity  = 'CseOrgVdc', 'CseCluster'
        CseClusterSpec     = 'CseClusterSpec'
        CseNodePoolSpec    = 'CseNodePoolSpec'
    }
    $kinds = $sources.Keys | Sort-Object | ForEach-Object { @{ Kind = $_; From = $sources[$_] } }
    $piped = foreach ($command in Get-Command -Module CsePowerShell -CommandType Cmdlet) {
        foreach ($parameter in $command.Parameters.Values | Where-Object { $_.ParameterSets.Values.ValueFromPipeline -contains $true }) {
            $type = if ($parameter.ParameterType.IsArray) { $parameter.ParameterType.GetElementType() } else { $parameter.ParameterType }
            if ($sources.ContainsKey($type.Name)) { @{ Command = $command.Name; From = $sources[$type.Name] } }
        }
    }
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Join-Path $PSScriptRoot 'Samples.psm1') -Force
    $samples = Get-TestSample

    # Which sample is about a cluster, where that is not the first.
    $about = @{ CseTestResult = 2 }

    # Once per class and way; everything below looks at these.
    $copies = @{}
    foreach ($name in $samples.Keys) {
        $live = @($samples[$name])
        $file = Join-Path $TestDrive "$name.xml"
        $live | Export-Clixml $file
        $copies[$name] = @{
            Clixml = @(Import-Clixml $file)
            Json   = @(ConvertTo-Json @($live) -Depth 6 | ConvertFrom-Json)
            Csv    = @($live | ConvertTo-Csv -NoTypeInformation | ConvertFrom-Csv)
            Again  = @([Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize(@(Import-Clixml $file))))
        }
    }

    # What an object says, down to its leaves: as it is serialised, but for being a copy, and for how long what runs has been running.
    function Get-Whole($Value) {
        foreach ($one in $Value) {
            [Management.Automation.PSSerializer]::Serialize($one, 5) -replace '>Deserialized\.', '>' -replace '(?s)<TS N="Duration">.*?</TS>'
        }
    }
}

Describe 'A <Name>' -ForEach $classes {
    It 'keeps every value of every property in Export-Clixml, with its type, and with what lies within it' {
        (New-Object "CsePowerShell.$Name").GetType().GetProperties().Name | Where-Object { $_ -notin $copies[$Name].Clixml[0].PSObject.Properties.Name } | Should -BeNullOrEmpty
        Get-Whole $copies[$Name].Clixml | Should -BeExactly (Get-Whole $samples[$Name])
    }

    It 'keeps it on a second way, too' {
        $copies[$Name].Again[0].PSTypeNames[0] | Should -Be "Deserialized.CsePowerShell.$Name"
        Get-Whole $copies[$Name].Again | Should -BeExactly (Get-Whole $samples[$Name])
    }

    It 'is JSON of its properties' {
        $declared = (New-Object "CsePowerShell.$Name").GetType().GetProperties().Name
        $copies[$Name].Json[0].PSObject.Properties.Name | Where-Object { $_ -in $declared } | Should -Be $declared
        $copies[$Name].Json | Should -HaveCount @($samples[$Name]).Count
    }

    It 'is CSV with the same columns in the same order, whatever is known of it' {
        $columns = ($samples[$Name] | ConvertTo-Csv -NoTypeInformation)[0]
        @($samples[$Name])[-1] | ConvertTo-Csv -NoTypeInformation | Select-Object -First 1 | Should -BeExactly $columns
        (New-Object "CsePowerShell.$Name") | ConvertTo-Csv -NoTypeInformation | Select-Object -First 1 | Should -BeExactly $columns
        $declared = (New-Object "CsePowerShell.$Name").GetType().GetProperties().Name
        ($columns -replace '"' -split ',' | Where-Object { $_ -in $declared }) | Should -Be $declared -Because 'columns are in the order of the class'
    }
}

Describe 'Input' {
    It 'is of kinds whose sources are known here, for every parameter' {
        $known = 'CseServerIdentity', 'CseClusterIdentity', 'CseNodeIdentity', 'CseTaskIdentity', 'CseOrgVdcIdentity', 'CseClusterSpec', 'CseNodePoolSpec'
        $unknown = foreach ($command in Get-Command -Module CsePowerShell -CommandType Cmdlet) {
            foreach ($parameter in $command.Parameters.Values) {
                $type = if ($parameter.ParameterType.IsArray) { $parameter.ParameterType.GetElementType() } else { $parameter.ParameterType }
                if ($type.Namespace -like 'CsePowerShell*' -and -not $type.IsEnum -and $type.Name -notin $known) { "$($command.Name) -$($parameter.Name) [$($type.Name)]" }
            }
        }
        $unknown | Should -BeNullOrEmpty -Because 'each has to be in the table at the head of this file, so that it is tested'
    }
}

Describe 'A <Kind>' -ForEach $kinds {
    It 'can be made from a <_>, alive, as a copy of whatever kind, and as a copy of a copy' -ForEach $From {
        $type = (Get-Command Get-CseCluster).ImplementingType.Assembly.GetTypes() | Where-Object Name -EQ $Kind
        $expected = [Management.Automation.LanguagePrimitives]::ConvertTo(@($samples[$_])[[int] $about[$_]], $type).ToString()
        $expected | Should -Not -BeNullOrEmpty
        foreach ($way in 'Clixml', 'Json', 'Again') {
            [Management.Automation.LanguagePrimitives]::ConvertTo(@($copies[$_][$way])[[int] $about[$_]], $type).ToString() | Should -Be $expected -Because "a copy by $way names the same"
        }
    }
}

Describe 'What is piped to <Command>' -ForEach $piped {
    BeforeAll {
        $more = @{
            'Invoke-CseNodeCommand' = @{ Command = 'true' }
            'Export-CseKubeconfig'  = @{ Path = (Join-Path $TestDrive 'kubeconfig') }
            'Set-CseClusterSize'    = @{ WorkerCount = 1 }
            'Remove-CseKubeconfig'  = @{ Path = (Join-Path $TestDrive 'kubeconfig') }
        }[$Command]
        if (-not $more) { $more = @{} }
        if ((Get-Command $Command).Parameters.ContainsKey('Confirm')) { $more.Confirm = $false }
        $default = $global:DefaultCseServer
        $global:DefaultCseServer = $null
    }

    AfterAll {
        $global:DefaultCseServer = $default
    }

    It 'may be a <_>, alive or a copy, and is looked for where it came from' -ForEach $From {
        foreach ($object in @($samples[$_])[[int] $about[$_]], $copies[$_].Clixml[[int] $about[$_]]) {
            $problem = $null
            try { $null = $object | & $Command @more -ErrorAction Stop } catch { $problem = $_ }
            # A kubeconfig is on this machine, and this one does not have the cluster.
            $problem.FullyQualifiedErrorId | Should -BeLike $(if ($Command -eq 'Remove-CseKubeconfig') { 'CseNotFound,*' } else { 'CseNotConnected,*' })
            if ($object.Server -and $Command -ne 'Remove-CseKubeconfig') { "$problem" | Should -Match ([regex]::Escape($object.Server)) }
        }
    }
}

Describe 'A job' {
    It 'gives objects whose parts are objects, with times that are times' {
        $job = Start-Job -ArgumentList (Get-TestModulePath), (Join-Path $PSScriptRoot 'Samples.psm1') -ScriptBlock {
            Import-Module $args[0], $args[1]
            (Get-TestSample).CseCluster
        }
        $cluster = @($job | Receive-Job -Wait -AutoRemoveJob)[0]
        $cluster.PSTypeNames | Should -Contain 'Deserialized.CsePowerShell.CseCluster'
        $cluster.Task.Status | Should -Be 'Succeeded'
        $cluster.NodePools[1].Count | Should -Be 3
        $cluster.Nodes[0].Address | Should -Be '192.168.200.110'
        $cluster.Created | Should -BeLessThan (Get-Date)
        $cluster.Task.Started | Should -BeOfType datetime
        [CsePowerShell.Binding.CseClusterIdentity] $cluster | Should -Be 'web'
    }
}

Describe 'A row of a CSV file' {
    It 'is a cluster that is wanted' {
        $row = 'Name,Vdc,Network,Template,WorkerCount', 'web,acme-vdc,acme-net,ubuntu,3' | ConvertFrom-Csv
        $default = $global:DefaultCseServer
        try {
            $global:DefaultCseServer = $null
            { $row | New-CseCluster -ErrorAction Stop } | Should -Throw -ErrorId 'CseNotConnected*'
        }
        finally { $global:DefaultCseServer = $default }
    }

    It 'that belongs to no cluster is not taken for one' {
        foreach ($row in $samples.CseTestResult[0], $copies.CseTestResult.Clixml[0]) {
            { [Management.Automation.LanguagePrimitives]::ConvertTo($row, [CsePowerShell.Binding.CseClusterIdentity]) } | Should -Throw '*names no cluster*'
        }
    }

    It 'of clusters names the same clusters' {
        $row = $copies.CseCluster.Csv[0]
        [CsePowerShell.Binding.CseClusterIdentity] $row | Should -Be 'web'
    }
}
