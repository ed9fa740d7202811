BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Get-TestModulePath) -Force
    $commands = Get-Command -Module CsePowerShell -CommandType Cmdlet | ForEach-Object { @{ Name = $_.Name; Command = $_ } }
    $changing = $commands | Where-Object { $_.Command.Verb -in 'New', 'Set', 'Remove', 'Disconnect', 'Export' }
    $talking = $commands | Where-Object { $_.Name -ne 'Connect-CseServer' }
}

Describe '<Name>' -ForEach $commands {
    BeforeAll {
        $common = [Management.Automation.PSCmdlet]::CommonParameters + [Management.Automation.PSCmdlet]::OptionalCommonParameters
        $parameters = $Command.Parameters.Values | Where-Object Name -NotIn $common
    }

    It 'has an approved verb' {
        (Get-Verb -Verb $Command.Verb) | Should -Not -BeNullOrEmpty
    }

    It 'has a singular noun that begins with Cse' {
        $Command.Noun | Should -MatchExactly '^Cse[A-Z]'
        $Command.Noun | Should -Not -Match '[^s]s$'
    }

    It 'is a sealed class named after it' {
        $Command.ImplementingType.Name | Should -BeExactly "$($Command.Verb)$($Command.Noun)Command"
        $Command.ImplementingType.IsSealed | Should -BeTrue
    }

    It 'declares what it writes' {
        $Command.OutputType.Count | Should -BeGreaterThan 0
    }

    It 'has parameters in Pascal case, singular where they take many' {
        $parameters.Name | ForEach-Object { $_ | Should -MatchExactly '^[A-Z][A-Za-z0-9]+$' }
    }

    It 'has no switch that is on by default' {
        foreach ($switch in $parameters | Where-Object SwitchParameter) {
            $instance = [Activator]::CreateInstance($Command.ImplementingType)
            try { $instance.$($switch.Name).IsPresent | Should -BeFalse } finally { $instance.Dispose() }
        }
    }

    It 'takes no type of another package, and no plain object' {
        foreach ($parameter in $parameters) {
            $type = $parameter.ParameterType
            if ($type.IsArray) { $type = $type.GetElementType() }
            if ([Nullable]::GetUnderlyingType($type)) { $type = [Nullable]::GetUnderlyingType($type) }
            $type.Namespace | Should -Match '^(System|System\.Collections|System\.Management\.Automation|System\.Security|CsePowerShell(\..+)?)$' -Because "-$($parameter.Name) is a $type"
            $type | Should -Not -Be ([object])
        }
    }

    It 'takes no secret as plain text' {
        foreach ($parameter in $parameters | Where-Object { $_.Name -match 'Password|Token|Secret' -and -not $_.SwitchParameter }) {
            $parameter.ParameterType | Should -Be ([securestring])
        }
    }

    It 'names every time limit in seconds' {
        $parameters.Name | Where-Object { $_ -match 'Timeout|Interval' } | ForEach-Object { $_ | Should -Match 'Sec$' }
    }

    It 'declares no name of a common parameter' {
        $parameters.Name | Should -Not -Contain 'ProgressAction'
    }
}

Describe '<Name>, which changes something' -ForEach $changing {
    It 'supports ShouldProcess' {
        $Command.Parameters.Keys | Should -Contain 'WhatIf'
        $Command.Parameters.Keys | Should -Contain 'Confirm'
    }
}

Describe '<Name>, which needs a server' -ForEach $talking {
    It 'has -Server' {
        $Command.Parameters.Keys | Should -Contain 'Server'
    }
}

Describe 'Impact' {
    It 'is high for <Name>, because data are lost' -ForEach @{ Name = 'Remove-CseCluster'; Impact = 'High' }, @{ Name = 'New-CseCluster'; Impact = 'Medium' }, @{ Name = 'Disconnect-CseServer'; Impact = 'Low' } {
        $attribute = (Get-Command $Name).ImplementingType.GetCustomAttributes([Management.Automation.CmdletAttribute], $false)
        $attribute.ConfirmImpact | Should -Be $Impact
    }
}

Describe 'Views' {
    It 'show <_> alive and after a job alike' -ForEach 'CseServer', 'CseCluster', 'CseNode', 'CseNodePool', 'CseTemplate', 'CseTask', 'CseTestResult', 'CseRemoval', 'CseClusterPlan' {
        $live = New-Object "CsePowerShell.$_"
        $copy = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize($live))
        $copy.PSTypeNames[0] | Should -Be "Deserialized.CsePowerShell.$_"
        ($copy | Out-String -Width 300) | Should -Be ($live | Out-String -Width 300)
    }

    It 'sum up nodes and steps' {
        ([CsePowerShell.CseCluster]@{ Name = 'web'; ReadyNodes = 2; DesiredNodes = 3 } | Out-String -Width 200) | Should -Match 'web.*2/3'
        ([CsePowerShell.CseClusterPlan]@{ Steps = '1. Compose.', '2. Clone.'; VCpu = 4 } | Out-String -Width 200) | Should -Match '(?s)1\. Compose\..*2\. Clone\..*\+4 vCPU'
    }
}
