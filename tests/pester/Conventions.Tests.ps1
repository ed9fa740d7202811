BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Get-TestModulePath) -Force
    $commands = Get-Command -Module CsePowerShell -CommandType Cmdlet | ForEach-Object { @{ Name = $_.Name; Command = $_ } }
    # Everything but looking, waiting and signing in, so that a verb nobody thought of is held to it, too.
    $changing = $commands | Where-Object { $_.Command.Verb -notin 'Get', 'Test', 'Wait', 'Connect' }
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

    It 'has parameters in Pascal case' {
        $parameters.Name | ForEach-Object { $_ | Should -MatchExactly '^[A-Z][A-Za-z0-9]+$' }
    }

    It 'names no parameter that takes many in the plural' {
        $parameters | Where-Object { $_.ParameterType.IsArray -and $_.Name -match '[^su]s$' } | ForEach-Object Name | Should -BeNullOrEmpty -Because 'one that takes many is named as one that takes one'
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
        foreach ($parameter in $parameters | Where-Object { $_.Name -match 'Password|Token|Secret' -and -not $_.SwitchParameter -and $_.Name -notin 'SecretName', 'SecretVault' }) {
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

Describe 'What the cmdlet assembly shows to others' {
    BeforeAll {
        $assembly = (Get-Command Get-CseCluster).ImplementingType.Assembly

        # Arrays, references and generics, down to what they are made of.
        function Get-Part([type] $Type) {
            if ($Type.HasElementType) { Get-Part $Type.GetElementType() }
            elseif ($Type.IsGenericType) { $Type.GetGenericTypeDefinition(); $Type.GetGenericArguments() | ForEach-Object { Get-Part $_ } }
            elseif (-not $Type.IsGenericParameter) { $Type }
        }
    }

    It 'is made of its own types and of those of PowerShell and .NET' {
        $flags = [Reflection.BindingFlags] 'Public, NonPublic, Instance, Static, DeclaredOnly'
        $shown = foreach ($type in $assembly.GetExportedTypes()) {
            Get-Part $type.BaseType
            $type.GetInterfaces() | ForEach-Object { Get-Part $_ }
            foreach ($property in $type.GetProperties($flags) | Where-Object { $_.GetMethod.IsPublic -or $_.GetMethod.IsFamily }) { Get-Part $property.PropertyType }
            foreach ($method in @($type.GetMethods($flags)) + @($type.GetConstructors($flags)) | Where-Object { $_.IsPublic -or $_.IsFamily }) {
                if ($method -is [Reflection.MethodInfo]) { Get-Part $method.ReturnType }
                $method.GetParameters() | ForEach-Object { Get-Part $_.ParameterType }
            }
        }

        $foreign = $shown | Where-Object { $_ -and $_.Assembly.GetName().Name -notmatch '^(CsePowerShell(\..+)?|System\..+|netstandard)$' }
        $foreign | Select-Object -Unique | ForEach-Object FullName | Should -BeNullOrEmpty -Because 'a type of a package in a signature is loaded with the module, and is another type than the one that the user has'
    }

    It 'has only cmdlets that are exported' {
        $classes = $assembly.GetExportedTypes() | Where-Object { -not $_.IsAbstract -and [Management.Automation.Cmdlet].IsAssignableFrom($_) }
        $classes.FullName | Sort-Object | Should -Be ((Get-Command -Module CsePowerShell -CommandType Cmdlet).ImplementingType.FullName | Sort-Object)
    }

    It 'has outputs that can be made anew from their properties, as after a job' {
        $outputs = (Get-Command -Module CsePowerShell -CommandType Cmdlet).OutputType.Type | Where-Object { $_.Assembly -eq $assembly -and -not [Management.Automation.Job].IsAssignableFrom($_) } | Select-Object -Unique
        foreach ($output in $outputs) {
            $output.GetConstructor([type[]]@()) | Should -Not -BeNullOrEmpty -Because "$output has a constructor without parameters"
            $output.GetProperties() | Where-Object { -not $_.SetMethod.IsPublic } | ForEach-Object Name | Should -BeNullOrEmpty -Because "every property of $output can be set"
        }
    }
}

Describe 'README' {
    It 'has a row per cmdlet, with the words of its help' {
        $expected = Get-Command -Module CsePowerShell -CommandType Cmdlet | Sort-Object Noun, Verb | ForEach-Object {
            "| ``$($_.Name)`` | $(((Get-Help $_.Name).Synopsis -replace '(?<=\.) .*').TrimEnd('.').Replace('|', '\|')) |"
        }
        $readme = Get-Content (Join-Path $PSScriptRoot '../../README.md')
        $begin = [array]::IndexOf($readme, '| cmdlet | what it does |')
        $begin | Should -BeGreaterThan 0
        $rows = $readme[($begin + 2)..$readme.Count] | ForEach-Object -Begin { $isRow = $true } -Process { $isRow = $isRow -and $_.StartsWith('|'); if ($isRow) { $_ } }
        $rows | Should -Be $expected -Because "README should say:`n$($expected -join "`n")`n"
    }
}

Describe 'Impact' {
    It 'is high for <Name>, because data are lost' -ForEach @{ Name = 'Remove-CseCluster'; Impact = 'High' }, @{ Name = 'New-CseCluster'; Impact = 'Medium' }, @{ Name = 'Disconnect-CseServer'; Impact = 'Low' } {
        $attribute = (Get-Command $Name).ImplementingType.GetCustomAttributes([Management.Automation.CmdletAttribute], $false)
        $attribute.ConfirmImpact | Should -Be $Impact
    }
}
