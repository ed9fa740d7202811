# Every example of the help, run as it stands: against a simulator with two clusters, as alice of acme, in an empty folder.
# Those of the extension need a broker and a provider: ProviderExamples.Tests.ps1.
BeforeDiscovery {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    Import-Module (Get-TestModulePath) -Force
    $noGuests = -not (Test-TestGuest)
    $examples = foreach ($command in Get-Command -Module CsePowerShell -CommandType Cmdlet | Where-Object Noun -NotIn 'CseExtension', 'CseService', 'CseOrgVdc') {
        foreach ($example in (Get-Help $command.Name -Full).examples.example) {
            @{ Command = $command.Name; Title = $example.title.Trim('-', ' '); Code = $example.code; Needs = @(if ($example.code -match '(?m)^kubectl ') { 'kubectl' }) }
        }
    }
}

BeforeAll {
    Import-Module (Join-Path $PSScriptRoot 'Simulator.psm1') -Force
    $simulator = Start-TestSimulator
    $place = (New-Item -ItemType Directory (Join-Path $simulator.Folder 'examples')).FullName
    $formerModulePath = $env:PSModulePath
    $formerKubeconfig = $env:KUBECONFIG
    # Found by name there, as an installed module is: the runspaces of ForEach-Object -Parallel load it so.
    $env:PSModulePath = (Split-Path (Split-Path (Get-TestModulePath))) + [IO.Path]::PathSeparator + $env:PSModulePath

    # What examples import must not go into the kubeconfig of whoever runs the tests.
    $env:KUBECONFIG = Join-Path $place 'kubeconfig'

    $session = [Management.Automation.Runspaces.RunspaceFactory]::CreateRunspace()
    $session.Open()
    $session.SessionStateProxy.SetVariable('simulator', $simulator)

    # Runs code in the prepared session and returns what it wrote; an error of any kind is thrown.
    function Invoke-InSession([string] $Code) {
        $shell = [powershell]::Create()
        try {
            $shell.Runspace = $session
            $written = $shell.AddScript("Set-Location -LiteralPath '$place'; `$ErrorActionPreference = 'Stop'").AddStatement().AddScript($Code).AddCommand('Out-String').Invoke()
            if ($shell.Streams.Error.Count) { throw ($shell.Streams.Error -join "`n") }
            -join $written
        }
        finally {
            $shell.Dispose()
        }
    }

    # The names of the examples, which nobody can reach, stand for the simulator and for people in it.
    Invoke-InSession @'
        function Get-Person([string] $Name) { [pscredential]::new($Name, (ConvertTo-SecureString 'Passw0rd!' -AsPlainText -Force)) }
        function Get-Secret { Get-Person alice }
        function Connect-CseServer {
            for ($i = 0; $i -lt $args.Count; $i++) {
                if ($args[$i] -is [string]) {
                    switch -Regex ($args[$i]) {
                        '^vcd\.example\.com$' { $args[$i] = $simulator.Server }
                        '^(alice|bob)(@\w+)?$' { $args[$i] = Get-Person $args[$i] }
                    }
                }
            }
            CsePowerShell\Connect-CseServer @args -CertificateThumbprint $simulator.Thumbprint -NodeSshPort $simulator.SshPort -SshKeyPath (Join-Path $simulator.Folder 'key')
        }
        function Reset-World {
            $null = Connect-CseServer vcd.example.com -Org acme -Credential alice
            $place = @{ Vdc = 'acme-vdc'; Network = 'acme-net'; Template = 'ubuntu-24.04_k8s-1.31' }
            $wanted = @{ web = 3; shop = 1 }
            $there = @(Get-CseCluster)
            foreach ($name in $wanted.Keys) {
                $cluster = $there | Where-Object Name -EQ $name
                if (-not $cluster) { New-CseCluster $name @place -WorkerCount $wanted[$name] -RunAsync }
                elseif ($cluster.WorkerCount -ne $wanted[$name]) { Set-CseClusterSize $name $wanted[$name] -Force -RunAsync }
            }
        }
'@
}

AfterAll {
    $env:PSModulePath = $formerModulePath
    $env:KUBECONFIG = $formerKubeconfig
    if ($session) { $session.Dispose() }
    $simulator | Stop-TestSimulator
}

Describe 'Examples of <_>' -ForEach ($examples.Command | Select-Object -Unique) -Skip:$noGuests {
    It '<Title>' -ForEach ($examples | Where-Object Command -EQ $_) {
        foreach ($program in $Needs) {
            if (-not (Get-Command $program -CommandType Application -ErrorAction Ignore)) { Set-ItResult -Skipped -Because "$program is not on this machine" }
        }

        Invoke-InSession 'Reset-World | Wait-CseTask | Out-Null'
        # Nobody's own kubeconfig is touched, and none is left over from the example before.
        $env:KUBECONFIG = Join-Path $place 'own.config'
        Get-ChildItem $place | Remove-Item -Recurse -Force
        $null = New-TestPackage (Join-Path $place 'ubuntu-24.04_k8s-1.32.ova')
        { Invoke-InSession $Code } | Should -Not -Throw
    }
}
