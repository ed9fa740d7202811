# For Invoke-ScriptAnalyzer over examples, tests and module; tests/pester/Analyzer.Tests.ps1 runs it where it is installed.
@{
    Severity     = @('Error', 'Warning')
    ExcludeRules = @(
        # Passwords of the simulator's people are known to everybody.
        'PSAvoidUsingConvertToSecureStringWithPlainText'
        # It takes the name or path of a credential for a password.
        'PSAvoidUsingPlainTextForPassword'
        # BeforeAll and It share variables in a way the analyzer does not follow.
        'PSUseDeclaredVarsMoreThanAssignments'
        # Functions of tests change nothing that a user would want to confirm.
        'PSUseShouldProcessForStateChangingFunctions'
        # It does not see a parameter that a script block inside uses.
        'PSReviewUnusedParameter'
    )
    Rules        = @{
        # Examples run in Windows PowerShell, too.
        PSUseCompatibleSyntax      = @{ Enable = $true; TargetVersions = @('5.1', '7.4') }
        PSPlaceOpenBrace           = @{ Enable = $true; OnSameLine = $true; NewLineAfter = $false; IgnoreOneLineBlock = $true }
        PSUseConsistentWhitespace  = @{ Enable = $true; CheckOperator = $true; IgnoreAssignmentOperatorInsideHashTable = $true; CheckOpenBrace = $true; CheckSeparator = $true }
    }
}
