# Starts the simulated vCloud Director as a process, as WebListener does for PowerShell's own tests, and gives tests what they connect with.
$ErrorActionPreference = 'Stop'

$script:root = Split-Path (Split-Path $PSScriptRoot)

# Where the build put things; the build's test command says so itself.
function Get-TestModulePath {
    if ($env:CSE_TEST_MODULE) { $env:CSE_TEST_MODULE } else { Join-Path $script:root 'artifacts/module/CsePowerShell/CsePowerShell.psd1' }
}

function Get-TestSimulatorPath {
    if ($env:CSE_TEST_SIMULATOR) { $env:CSE_TEST_SIMULATOR } else { Join-Path $script:root 'artifacts/bin/CsePowerShell.Simulator/debug/CsePowerShell.Simulator.dll' }
}

<#
.SYNOPSIS
    Starts a simulator of its own and returns once it is ready: Server, Thumbprint, SshPort, HasGuests, and the process.
.PARAMETER Argument
    Its command line, such as '--guests', 'paper'.
#>
function Start-TestSimulator {
    [CmdletBinding()]
    param([string[]] $Argument = @())

    $start = [Diagnostics.ProcessStartInfo]::new('dotnet')
    @(Get-TestSimulatorPath; '--stop-on-eof'; $Argument) | ForEach-Object { $start.ArgumentList.Add($_) }
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.UseShellExecute = $false
    $process = [Diagnostics.Process]::Start($start)

    $deadline = [datetime]::UtcNow.AddSeconds(60)
    do {
        $line = $process.StandardOutput.ReadLineAsync()
        if (-not $line.Wait([math]::Max(0, ($deadline - [datetime]::UtcNow).TotalMilliseconds)) -or $null -eq $line.Result) {
            $process.Kill($true)
            throw "The simulator did not get ready: $(Get-TestSimulatorPath) $Argument"
        }
    } until ($line.Result -match '^ready: https://(?<server>[^/ ]+)\S* thumbprint=(?<thumbprint>\S+) ssh-port=(?<port>\d+) guests=(?<guests>\w+)')

    [pscustomobject]@{
        Server     = $Matches.server
        Thumbprint = $Matches.thumbprint
        SshPort    = [int]$Matches.port
        HasGuests  = $Matches.guests -eq 'on'
        Process    = $process
        Folder     = (New-Item -ItemType Directory -Path (Join-Path ([IO.Path]::GetTempPath()) "cse-pester-$([guid]::NewGuid().ToString('N'))")).FullName
    }
}

<#
.SYNOPSIS
    Ends a simulator, with everything it started, and the connections to it.
#>
function Stop-TestSimulator {
    [CmdletBinding()]
    param([Parameter(ValueFromPipeline)] $Simulator)

    process {
        if (-not $Simulator) { return }
        if (Get-Command Get-CseServer -ErrorAction Ignore) {
            Get-CseServer | Where-Object Name -EQ $Simulator.Server | Disconnect-CseServer -Confirm:$false -ErrorAction Ignore -WarningAction Ignore
        }

        # It ends when its input does, and its guests with it.
        $Simulator.Process.StandardInput.Close()
        if (-not $Simulator.Process.WaitForExit(15000)) {
            $Simulator.Process.Kill($true)
        }

        $Simulator.Process.Dispose()
        Remove-Item -LiteralPath $Simulator.Folder -Recurse -Force
    }
}

# A RabbitMQ of the test's own, kept by the library demo until its input is closed. It has a Port.
function Start-TestBroker {
    $start = [Diagnostics.ProcessStartInfo]::new('dotnet')
    @((Get-TestSimulatorPath).Replace('CsePowerShell.Simulator', 'CsePowerShell.LibraryDemo'); 'broker') | ForEach-Object { $start.ArgumentList.Add($_) }
    $start.RedirectStandardInput = $true
    $start.RedirectStandardOutput = $true
    $start.UseShellExecute = $false
    $process = [Diagnostics.Process]::Start($start)
    $line = $process.StandardOutput.ReadLineAsync()
    if (-not $line.Wait(120000) -or $line.Result -notmatch '^ready: (?<port>\d+)$') {
        $process.Kill($true)
        throw "The broker did not get ready: $($line.Result)"
    }

    [pscustomobject]@{ Port = [int]$Matches.port; Process = $process }
}

function Stop-TestBroker($Broker) {
    $Broker.Process.StandardInput.Close()
    if (-not $Broker.Process.WaitForExit(30000)) {
        $Broker.Process.Kill($true)
    }

    $Broker.Process.Dispose()
}

# Whether simulated nodes are real SSH hosts on this machine. Found out once per run: starting a simulator takes a second or two.
function Test-TestGuest {
    if ($null -eq $global:CseTestHasGuests) {
        $probe = Start-TestSimulator
        $global:CseTestHasGuests = $probe.HasGuests
        $probe | Stop-TestSimulator
    }

    $global:CseTestHasGuests
}

<#
.SYNOPSIS
    One simulator with one cluster of one worker, made once per run and shared by the files that need a real one, which leave it with one worker.
#>
function Get-SharedTestCluster {
    if (-not $global:CseTestShared) {
        $simulator = Start-TestSimulator
        $null = Register-EngineEvent PowerShell.Exiting -MessageData $simulator -Action { Remove-Item -LiteralPath $Event.MessageData.Folder -Recurse -Force -ErrorAction Ignore }
        $server = Connect-TestSimulator $simulator
        $wanted = Get-TestClusterParameter shared 1
        $global:CseTestShared = [pscustomobject]@{ Simulator = $simulator; Cluster = New-CseCluster @wanted -Server $server -ErrorAction Stop }
    }

    $null = Connect-TestSimulator $global:CseTestShared.Simulator
    $global:CseTestShared
}

function Get-TestCredential([string] $User = 'alice', [string] $Password = 'Passw0rd!') {
    [pscredential]::new($User, (ConvertTo-SecureString $Password -AsPlainText -Force))
}

<#
.SYNOPSIS
    Connects to a simulator; by default as alice of acme, who may do everything in her organization.
#>
function Connect-TestSimulator {
    [CmdletBinding()]
    param($Simulator, [string] $Org = 'acme', [string] $User = 'alice', [hashtable] $With = @{})

    Connect-CseServer -Server $Simulator.Server -Org $Org -Credential (Get-TestCredential $User) -CertificateThumbprint $Simulator.Thumbprint `
        -NodeSshPort $Simulator.SshPort -SshKeyPath (Join-Path $Simulator.Folder 'key') @With
}

<#
.SYNOPSIS
    What can be completed at the end of a command line, through PowerShell's own completion.
#>
function Get-TestCompletion([string] $Line) {
    ([Management.Automation.CommandCompletion]::CompleteInput($Line, $Line.Length, $null)).CompletionMatches
}

# What a test makes a cluster with.
function Get-TestClusterParameter([string] $Name, [int] $Workers = 1) {
    @{ Name = $Name; Vdc = 'acme-vdc'; Network = 'acme-net'; Template = 'ubuntu-24.04_k8s-1.31'; WorkerCount = $Workers }
}

<#
.SYNOPSIS
    Writes an assembly of a name and version, with one class Old that tells them: what another module in the session may have loaded.
#>
function New-TestLibrary([string] $Name, [string] $Version, [string] $Folder) {
    # Not Add-Type: whatever file it writes, the assembly in it gets a name of its own making.
    $null = [Reflection.Assembly]::Load('Microsoft.CodeAnalysis.CSharp')
    $source = "[assembly: System.Reflection.AssemblyVersion(`"$Version`")] public static class Old { public static string Name() { var name = typeof(Old).Assembly.GetName(); return name.Name + `" `" + name.Version; } }"
    $compilation = [Microsoft.CodeAnalysis.CSharp.CSharpCompilation]::Create(
        $Name,
        [Microsoft.CodeAnalysis.SyntaxTree[]]@([Microsoft.CodeAnalysis.CSharp.CSharpSyntaxTree]::ParseText($source)),
        [Microsoft.CodeAnalysis.MetadataReference[]]@([Microsoft.CodeAnalysis.MetadataReference]::CreateFromFile([object].Assembly.Location)),
        [Microsoft.CodeAnalysis.CSharp.CSharpCompilationOptions]::new('DynamicallyLinkedLibrary'))
    $file = [IO.File]::Create((Join-Path $Folder "$Name.dll"))
    try { $result = $compilation.Emit($file) } finally { $file.Dispose() }
    if (-not $result.Success) { throw "$Name does not compile: $($result.Diagnostics)" }
}

<#
.SYNOPSIS
    Writes an OVA with one VM and one disk, the same for the same parameters, and returns its path.
.PARAMETER Byte
    Length of the disk; its blocks differ from each other.
.PARAMETER Change
    A number that makes another package of it.
#>
function New-TestPackage {
    [CmdletBinding()]
    param([Parameter(Mandatory)][string] $Path, [long] $Byte = 100000, [int] $Change = 1, [string] $KubernetesVersion = 'v1.31.4', [switch] $NoManifest, [switch] $Damaged)

    $scratch = [IO.Path]::Combine([IO.Path]::GetTempPath(), "cse-ova-$([guid]::NewGuid().ToString('N'))")
    $random = [Random]::new($Change)
    $block = [byte[]]::new(1MB)
    $disk = [IO.File]::Create($scratch)
    for ($left = $Byte; $left -gt 0; $left -= 1MB) {
        $random.NextBytes($block)
        $disk.Write($block, 0, [math]::Min($left, 1MB))
    }

    $disk.Dispose()
    $descriptor = @"
<?xml version="1.0" encoding="UTF-8"?>
<Envelope xmlns="http://schemas.dmtf.org/ovf/envelope/1" xmlns:ovf="http://schemas.dmtf.org/ovf/envelope/1" xmlns:rasd="http://schemas.dmtf.org/wbem/wscim/1/cim-schema/2/CIM_ResourceAllocationSettingData">
  <References><File ovf:id="file1" ovf:href="disk1.vmdk" ovf:size="$Byte"/></References>
  <DiskSection><Info>Disks</Info><Disk ovf:diskId="disk1" ovf:fileRef="file1" ovf:capacity="16" ovf:capacityAllocationUnits="byte * 2^30"/></DiskSection>
  <VirtualSystem ovf:id="node"><Info>A node</Info><Name>node</Name>
    <OperatingSystemSection ovf:id="96"><Info>The system</Info><Description>Ubuntu Linux (64-bit)</Description></OperatingSystemSection>
    <VirtualHardwareSection><Info>Hardware</Info>
      <Item><rasd:ElementName>CPU</rasd:ElementName><rasd:InstanceID>1</rasd:InstanceID><rasd:ResourceType>3</rasd:ResourceType><rasd:VirtualQuantity>2</rasd:VirtualQuantity></Item>
      <Item><rasd:AllocationUnits>byte * 2^20</rasd:AllocationUnits><rasd:ElementName>Memory</rasd:ElementName><rasd:InstanceID>2</rasd:InstanceID><rasd:ResourceType>4</rasd:ResourceType><rasd:VirtualQuantity>4096</rasd:VirtualQuantity></Item>
      <Item><rasd:ElementName>Disk</rasd:ElementName><rasd:HostResource>ovf:/disk/disk1</rasd:HostResource><rasd:InstanceID>3</rasd:InstanceID><rasd:ResourceType>17</rasd:ResourceType></Item>
    </VirtualHardwareSection>
    $(if ($KubernetesVersion) { "<ProductSection><Info>Product</Info><Property ovf:key=""KUBERNETES_SEMVER"" ovf:type=""string"" ovf:value=""$KubernetesVersion""/></ProductSection>" })
  </VirtualSystem>
</Envelope>
"@
    $digest = if ($Damaged) { '0' * 64 } else { (Get-FileHash -LiteralPath $scratch -Algorithm SHA256).Hash }
    $text = [Text.Encoding]::UTF8.GetBytes($descriptor)
    $manifest = "SHA256(node.ovf)= $([Convert]::ToHexString([Security.Cryptography.SHA256]::HashData($text)))`nSHA256(disk1.vmdk)= $digest`n"
    $tar = [Formats.Tar.TarWriter]::new([IO.File]::Create($Path), [Formats.Tar.TarEntryFormat]::Ustar, $false)
    try {
        $members = @(
            , @('node.ovf', [IO.MemoryStream]::new($text))
            if (-not $NoManifest) { , @('node.mf', [IO.MemoryStream]::new([Text.Encoding]::UTF8.GetBytes($manifest))) }
            , @('disk1.vmdk', [IO.File]::OpenRead($scratch))
        )
        foreach ($member in $members) {
            $entry = [Formats.Tar.UstarTarEntry]::new([Formats.Tar.TarEntryType]::RegularFile, $member[0])
            # The same bytes whenever it is made: a package is known by its digest.
            $entry.ModificationTime = [DateTimeOffset]::FromUnixTimeSeconds(1700000000)
            $entry.DataStream = $member[1]
            $tar.WriteEntry($entry)
            $member[1].Dispose()
        }
    }
    finally {
        $tar.Dispose()
        Remove-Item -LiteralPath $scratch
    }

    $Path
}

Export-ModuleMember -Function *-Test*, *-SharedTest*
