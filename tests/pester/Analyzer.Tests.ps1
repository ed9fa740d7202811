BeforeDiscovery {
    $root = Join-Path $PSScriptRoot '../..'
    $noAnalyzer = -not (Get-Module -ListAvailable PSScriptAnalyzer)
    $examples = Get-ChildItem (Join-Path $root 'examples') -Filter *.ps1 -Recurse | ForEach-Object { @{ Name = $_.Name; File = $_ } }
    $scripts = Get-ChildItem (Join-Path $root 'examples'), $PSScriptRoot, (Join-Path $root 'module') -Include *.ps1, *.psm1, *.psd1 -Recurse | ForEach-Object { @{ Name = $_.Name; File = $_ } }
}

Describe 'Example <Name>' -ForEach $examples {
    It 'is written in the syntax of Windows PowerShell 5.1' {
        $tree = [Management.Automation.Language.Parser]::ParseFile($File.FullName, [ref]$null, [ref]$null)
        $newer = $tree.FindAll({
                param($node)
                $node.GetType().Name -in 'TernaryExpressionAst', 'PipelineChainAst' -or
                ($node -is [Management.Automation.Language.BinaryExpressionAst] -and "$($node.Operator)" -eq 'QuestionQuestion') -or
                ($node -is [Management.Automation.Language.AssignmentStatementAst] -and "$($node.Operator)" -eq 'QuestionQuestionEquals') -or
                ($node -is [Management.Automation.Language.MemberExpressionAst] -and $node.PSObject.Properties['NullConditional'] -and $node.NullConditional)
            }, $true)
        $newer | ForEach-Object { "line $($_.Extent.StartLineNumber): $($_.Extent.Text)" } | Should -BeNullOrEmpty
    }
}

BeforeAll {
    # Tests share things between files, handle everybody's passwords of a simulator, tell figures, run lines that were printed to be run, use our own alias, and
    # give runspaces their variables in other ways.
    $inTests = 'PSAvoidGlobalVars', 'PSAvoidUsingUsernameAndPasswordParams', 'PSAvoidUsingWriteHost', 'PSAvoidUsingInvokeExpression', 'PSAvoidUsingCmdletAliases', 'PSUseUsingScopeModifierInNewRunspaces'
}

Describe 'Script <Name>' -ForEach $scripts {
    It 'is as PSScriptAnalyzer wants it (PSScriptAnalyzer)' -Skip:$noAnalyzer {
        Invoke-ScriptAnalyzer -Path $File.FullName -Settings (Join-Path $PSScriptRoot '../../PSScriptAnalyzerSettings.psd1') |
            Where-Object { $File.DirectoryName -ne $PSScriptRoot -or $_.RuleName -notin $inTests } |
            ForEach-Object { "$($_.RuleName), line $($_.Line): $($_.Message)" } | Should -BeNullOrEmpty
    }
}
