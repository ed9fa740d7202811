BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Get-TestModulePath) -Force
    $commands = Get-Command -Module CsePowerShell -CommandType Cmdlet | ForEach-Object { @{ Name = $_.Name; Command = $_ } }
    $topics = Get-ChildItem (Join-Path (Split-Path (Get-TestModulePath)) 'en-US') -Filter about_*.help.txt | ForEach-Object { @{ Topic = $_.Name -replace '\.help\.txt$'; File = $_ } }
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    $folder = Join-Path (Split-Path (Get-TestModulePath)) 'en-US'
}

Describe 'Help of <Name>' -ForEach $commands {
    BeforeAll {
        $help = Get-Help $Name -Full
        $engineOnly = [Management.Automation.PSCmdlet]::CommonParameters + [Management.Automation.PSCmdlet]::OptionalCommonParameters
        $told = @{}
        $help.parameters.parameter | ForEach-Object { $told[$_.name] = $_ }

        # The same questions, answered by the engine's own view of the cmdlet.
        function Get-Membership($Parameter) { $Command.Parameters[$Parameter].ParameterSets.Values }
    }

    It 'says in one sentence or two what the cmdlet does' {
        $help.Synopsis | Should -Match '^[A-Z].{15,200}\.$'
        $help.Synopsis | Should -Not -Match ([regex]::Escape("$Name ["))
    }

    It 'describes it' {
        ($help.description.Text -join ' ').Length | Should -BeGreaterThan 100
    }

    It 'has two examples or more, each with code that parses' {
        @($help.examples.example).Count | Should -BeGreaterOrEqual 2
        foreach ($example in $help.examples.example) {
            $example.title | Should -Match '^-+ Example \d+: [A-Z].*[^.] -+$'
            $errors = $null
            $null = [Management.Automation.Language.Parser]::ParseInput($example.code, [ref]$null, [ref]$errors)
            $errors | Should -BeNullOrEmpty
            # Get-Help puts four spaces before it, and breaks what is longer into lines that cannot be pasted.
            $example.code -split '\r?\n' | Where-Object Length -GT 76 | Should -BeNullOrEmpty
            $example.title.Length | Should -BeLessOrEqual 76
            $example.code | Should -Match ([regex]::Escape($Name) + '|Resize-CseCluster') -Because 'an example of a cmdlet uses it'
        }
    }

    It 'describes every parameter and no other' {
        $told.Keys | Sort-Object | Should -Be ($Command.Parameters.Keys | Where-Object { $_ -notin $engineOnly -or $_ -in 'WhatIf', 'Confirm' } | Sort-Object)
        $told.Values | Where-Object { ($_.description.Text -join ' ') -notmatch '^[A-Z].{5,}\.\)?$' } | ForEach-Object name | Should -BeNullOrEmpty -Because 'each is described in whole sentences'
    }

    It 'tells of each parameter what the engine does with it' {
        foreach ($parameter in $told.Values) {
            $sets = @(Get-Membership $parameter.name)
            $because = "that is how the engine binds -$($parameter.name)"
            $parameter.required | Should -Be "$(-not ($sets.IsMandatory -contains $false))" -Because $because
            $positions = @($sets.Position | Where-Object { $_ -ne [int]::MinValue } | Sort-Object)
            $parameter.position | Should -Be $(if ($positions.Count) { "$($positions[0])" } else { 'named' }) -Because $because
            $parameter.pipelineInput -match 'ByValue' | Should -Be ($sets.ValueFromPipeline -contains $true) -Because $because
            $parameter.pipelineInput -match 'ByPropertyName' | Should -Be ($sets.ValueFromPipelineByPropertyName -contains $true) -Because $because
            $aliases = @($Command.Parameters[$parameter.name].Aliases)
            $parameter.aliases | Should -Be $(if ($aliases) { $aliases -join ', ' } else { 'none' }) -Because $because
        }
    }

    It 'has a syntax line per parameter set, with the same parameters, the default set first' {
        $lines = @($help.syntax.syntaxItem)
        $lines.Count | Should -Be $Command.ParameterSets.Count
        $expected = $Command.ParameterSets | Sort-Object { -not $_.IsDefault } -Stable |
            ForEach-Object { ($_.Parameters.Name | Where-Object { $_ -notin $engineOnly -or $_ -in 'WhatIf', 'Confirm' } | Sort-Object) -join ' ' }
        $actual = $lines | ForEach-Object { ($_.parameter.name | Sort-Object) -join ' ' }
        $actual[0] | Should -Be $expected[0]
        $actual | Sort-Object | Should -Be ($expected | Sort-Object)
    }

    It 'tells the default of every parameter that its description says has one' {
        $told.Values | Where-Object { $_.required -eq 'false' -and $_.defaultValue -eq 'None' -and "$($_.description.Text)" -match '\b[Bb]y default\b|\b[Ww]ithout (it|one)\b' } |
            ForEach-Object name | Should -BeNullOrEmpty -Because 'what has a default says so by [PSDefaultValue], or by the value of its property'
    }

    It 'marks the parameters that take wildcards as its descriptions do' {
        $told.Values | Where-Object { ($_.globbing -eq 'true') -ne ("$($_.description.Text)" -match '\bwildcards (work|are allowed)\b') } |
            ForEach-Object name | Should -BeNullOrEmpty -Because 'the words and [SupportsWildcards] say the same'
    }

    It 'names what goes in and what comes out' {
        $inputs = @($help.inputTypes.inputType.type.name)
        $outputs = @($help.returnValues.returnValue.type.name)
        $takesPipeline = @($told.Values.pipelineInput) -match 'True'
        $inputs[0] -eq 'None' | Should -Be ($takesPipeline.Count -eq 0)
        $declared = @($Command.OutputType.Type.FullName | Where-Object { $_ -ne 'System.Void' } | Select-Object -Unique)
        $outputs | Should -Be $(if ($declared) { $declared } else { 'None' })
        @($help.inputTypes.inputType) + @($help.returnValues.returnValue) | ForEach-Object { "$($_.description.Text)" | Should -Not -BeNullOrEmpty -Because "$($_.type.name) is explained" }
    }

    It 'leads on to commands and topics that exist' {
        $links = @($help.relatedLinks.navigationLink.linkText)
        $links.Count | Should -BeGreaterThan 0
        foreach ($link in $links) {
            $isThere = if ($link -like 'about_*') { Test-Path (Join-Path $folder "$link.help.txt") } else { Get-Command $link -Module CsePowerShell -ErrorAction Ignore }
            $isThere | Should -BeTrue -Because "'$link' is a link"
            $link | Should -Not -Be $Name
        }
    }

    It 'is shown in full by Get-Help' {
        $shown = Get-Help $Name -Full | Out-String -Width 200
        foreach ($part in 'NAME', 'SYNOPSIS', 'SYNTAX', 'DESCRIPTION', 'PARAMETERS', 'INPUTS', 'OUTPUTS', 'Example 1:', 'RELATED LINKS', '<CommonParameters>') {
            $shown | Should -MatchExactly "(?m)^\s*-*\s*$([regex]::Escape($part))"
        }
    }
}

Describe 'The help file' {
    It 'has exactly the cmdlets that the module exports' {
        $maml = [xml](Get-Content (Join-Path $folder 'CsePowerShell.dll-Help.xml') -Raw)
        $maml.helpItems.command.details.name | Should -Be (Get-Command -Module CsePowerShell -CommandType Cmdlet).Name
    }

    # But for the attribute that says a parameter's aliases: Get-Help shows it, and the schemas are older than it.
    It 'is valid against the schemas that PowerShell ships' -Skip:(-not (Test-Path (Join-Path $PSHOME 'Schemas/PSMaml/Maml.xsd'))) {
        $settings = [Xml.XmlReaderSettings]::new()
        $settings.ValidationType = 'Schema'
        $settings.Schemas.XmlResolver = [Xml.XmlUrlResolver]::new()
        $null = $settings.Schemas.Add('http://schemas.microsoft.com/maml/2004/10', (Join-Path $PSHOME 'Schemas/PSMaml/Maml.xsd'))
        $script:faults = [Collections.Generic.List[string]]::new()
        $settings.add_ValidationEventHandler({ param($origin, $fault) $script:faults.Add($fault.Message) })
        $reader = [Xml.XmlReader]::Create((Join-Path $folder 'CsePowerShell.dll-Help.xml'), $settings)
        try { while ($reader.Read()) { } } finally { $reader.Dispose() }
        $script:faults | Select-Object -Unique | Where-Object { $_ -notlike "The 'aliases' attribute*" } | Select-Object -First 5 | Should -BeNullOrEmpty
    }
}

Describe '<Topic>' -ForEach $topics {
    BeforeAll {
        $text = Get-Content $File.FullName -Raw
    }

    It 'is found by Get-Help, which shows its first lines in a list' {
        Get-Help $Topic | Out-String | Should -Match "(?s)TOPIC\s+$Topic\s+SHORT DESCRIPTION.*LONG DESCRIPTION"
        $text | Should -Match '(?m)^SHORT DESCRIPTION\r?\n    \S.{10,74}\r?\n\r?\n'
    }

    It 'fits a console of 80 columns' {
        $text -split "`n" | Where-Object Length -GT 80 | Should -BeNullOrEmpty
    }

    It 'names only what there is' {
        $commands = (Get-Command -Module CsePowerShell).Name
        [regex]::Matches($text, '\b[A-Z][a-z]+-Cse[A-Za-z]+\b').Value | Select-Object -Unique | Where-Object { $_ -notin $commands } | Should -BeNullOrEmpty
        [regex]::Matches($text, '\babout_Cse\w+').Value | Select-Object -Unique | Where-Object { -not (Test-Path (Join-Path $folder "$_.help.txt")) } | Should -BeNullOrEmpty
    }
}

Describe 'about_CseTroubleshooting' {
    It 'names only error ids that about_CseErrors explains, which a test compares with the code' {
        $explained = [regex]::Matches((Get-Content (Join-Path $folder 'about_CseErrors.help.txt') -Raw), '(?m)^    (Cse\w+) +\w+$').ForEach({ $_.Groups[1].Value })
        $explained.Count | Should -BeGreaterThan 40
        $named = [regex]::Matches((Get-Content (Join-Path $folder 'about_CseTroubleshooting.help.txt') -Raw), '(?m)^    (Cse\w+)').ForEach({ $_.Groups[1].Value })
        $named.Count | Should -BeGreaterThan 5
        $named | Where-Object { $_ -notin $explained } | Should -BeNullOrEmpty
    }

    It 'is the whole list that the reference asks for' {
        (Get-ChildItem $folder -Filter about_*.help.txt).Name -replace '\.help\.txt$' | Sort-Object | Should -Be @(
            'about_CseAutomation', 'about_CseConnection', 'about_CseErrors', 'about_CseExtension', 'about_CseKubeconfig', 'about_CseModes', 'about_CsePowerShell', 'about_CseTemplates', 'about_CseTroubleshooting')
    }
}
