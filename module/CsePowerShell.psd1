@{
    RootModule             = 'CsePowerShell.dll'
    # The loader comes first: the engine looks at the cmdlet types, and so needs what they are made of, before it calls anything in their own assembly.
    NestedModules          = @('CsePowerShell.Loader.dll')
    ModuleVersion          = '0.1.0'
    GUID                   = '5f1d9c1e-2b86-4f5b-9d1b-6c1f6ad1c4b7'
    Author                 = 'The CsePowerShell contributors'
    Copyright              = '(c) The CsePowerShell contributors'
    Description            = 'Creates, lists, resizes and removes Kubernetes clusters on VMware vCloud Director.'
    PowerShellVersion      = '5.1'
    DotNetFrameworkVersion = '4.7.2'
    CompatiblePSEditions   = @('Desktop', 'Core')
    TypesToProcess         = @('CsePowerShell.Types.ps1xml')
    FormatsToProcess       = @('CsePowerShell.Format.ps1xml')
    CmdletsToExport        = @(
        'Add-CseNode'
        'Connect-CseServer'
        'Disable-CseExtension'
        'Disable-CseOrgVdc'
        'Disconnect-CseServer'
        'Enable-CseExtension'
        'Enable-CseOrgVdc'
        'Export-CseKubeconfig'
        'Export-CseSupportBundle'
        'Get-CseCluster'
        'Get-CseContext'
        'Get-CseExtension'
        'Get-CseKubeconfig'
        'Get-CseNode'
        'Get-CseOrgVdc'
        'Get-CseServer'
        'Get-CseService'
        'Get-CseTask'
        'Get-CseTemplate'
        'Import-CseKubeconfig'
        'Import-CseTemplate'
        'Invoke-CseNodeCommand'
        'Invoke-CseRestMethod'
        'New-CseCluster'
        'Register-CseExtension'
        'Remove-CseCluster'
        'Remove-CseKubeconfig'
        'Remove-CseNode'
        'Set-CseClusterSize'
        'Set-CseContext'
        'Set-CseExtension'
        'Start-CseService'
        'Stop-CseService'
        'Stop-CseTask'
        'Test-CseCluster'
        'Test-CseEnvironment'
        'Test-CseExtension'
        'Unregister-CseExtension'
        'Wait-CseCluster'
        'Wait-CseTask'
    )
    AliasesToExport        = @('Resize-CseCluster')
    FunctionsToExport      = @()
    VariablesToExport      = @()
    DscResourcesToExport   = @()
    PrivateData            = @{
        PSData = @{
            Tags = @('Kubernetes', 'vCloudDirector', 'VCD', 'VMware', 'CSE', 'PSEdition_Desktop', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
        }
    }
}
