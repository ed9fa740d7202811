<#
.SYNOPSIS
    Installs the API extension for a provider: registers it, writes the hosts' configuration with its secrets apart, and checks that a host could serve.

.DESCRIPTION
    Run it on a machine that will be a host of the service. It may be run again: what is registered is not written again, and the files are written anew. The
    configuration holds no secret; passwords are in files beside it that only their owner can read, and the check at the end is the host program's own, with
    the account and the files that the service will use. The exit code is 0 only if all of that went well.

        ./ProviderInstall.ps1 -Server vcd.example.com -Credential $admin -BrokerHost mq1 -BrokerCredential $mq -Folder /etc/cse -HostProgram /opt/cse/CsePowerShell.Service `
            -UnitPath /etc/systemd/system/cse.service -UnitUser cse

    On a second machine copy the folder and the management key in it: every host opens nodes with the same key.

.PARAMETER Server
    The vCloud Director: host, host:port or https://host:port.

.PARAMETER Credential
    A system administrator, to register with.

.PARAMETER ServiceCredential
    The system administrator that the service works as; without it, the same.

.PARAMETER BrokerHost
    The RabbitMQ that vCloud Director and the hosts share.

.PARAMETER BrokerPort
    Its port; 5671, or 5672 without TLS.

.PARAMETER BrokerCredential
    A user who may declare exchanges and queues there.

.PARAMETER BrokerNoTls
    Speaks to the broker without TLS. Session tokens of tenants then cross the network in clear text.

.PARAMETER SetVcdBroker
    Also makes this the broker of vCloud Director itself, for all it publishes.

.PARAMETER CertificateThumbprint
    Thumbprint of vCloud Director's certificate, where the machine does not trust its issuer.

.PARAMETER DefaultTemplate
    Template of clusters whose creator names none; without it, the one with the latest Kubernetes.

.PARAMETER Folder
    Where configuration, secrets and management key go; made if it is not there.

.PARAMETER HostProgram
    The host program: CsePowerShell.Service, or CsePowerShell.Service.dll, which dotnet then runs.

.PARAMETER NodeSshPort
    SSH port of the nodes.

.PARAMETER UnitPath
    Also writes a systemd unit to this path.

.PARAMETER UnitUser
    The user whom systemd runs the service as.
#>
[Diagnostics.CodeAnalysis.SuppressMessage('PSAvoidUsingWriteHost', '', Justification = 'It shows a person what happens; its output is no data.')]
[CmdletBinding()]
param(
    [Parameter(Mandatory)] [string] $Server,
    [Parameter(Mandatory)] [pscredential] [Management.Automation.Credential()] $Credential,
    [pscredential] [Management.Automation.Credential()] $ServiceCredential = [pscredential]::Empty,
    [Parameter(Mandatory)] [string] $BrokerHost,
    [ValidateRange(0, 65535)] [int] $BrokerPort = 0,
    [Parameter(Mandatory)] [pscredential] [Management.Automation.Credential()] $BrokerCredential,
    [switch] $BrokerNoTls,
    [switch] $SetVcdBroker,
    [string] $CertificateThumbprint,
    [string] $DefaultTemplate,
    [Parameter(Mandatory)] [string] $Folder,
    [Parameter(Mandatory)] [string] $HostProgram,
    [ValidateRange(1, 65535)] [int] $NodeSshPort = 22,
    [string] $UnitPath,
    [string] $UnitUser = 'cse'
)

$ErrorActionPreference = 'Stop'
if (-not (Get-Module CsePowerShell)) {
    Import-Module CsePowerShell
}

if ($ServiceCredential -eq [pscredential]::Empty) { $ServiceCredential = $Credential }
if (-not $BrokerPort) { $BrokerPort = if ($BrokerNoTls) { 5672 } else { 5671 } }

# A file that only its owner can read, from its first byte on.
function Set-PrivateFile([string] $Path, [string] $Text) {
    Remove-Item -LiteralPath $Path -ErrorAction Ignore
    $null = New-Item -ItemType File -Path $Path
    if ($IsLinux -or $IsMacOS) {
        chmod 600 $Path
    }
    else {
        $null = icacls $Path /inheritance:r /grant:r "$([Security.Principal.WindowsIdentity]::GetCurrent().Name):F"
    }

    [IO.File]::WriteAllText($Path, $Text)
}

# A text as YAML takes it literally.
function ConvertTo-YamlText([string] $Text) { "'$($Text.Replace("'", "''"))'" }

function Invoke-HostProgram([string[]] $Argument) {
    if ($HostProgram -like '*.dll') { dotnet $HostProgram @Argument | Out-Host } else { & $HostProgram @Argument | Out-Host }
    if ($LASTEXITCODE -ne 0) {
        throw "$HostProgram $($Argument[0]) ended with exit code $LASTEXITCODE."
    }
}

$trust = @{}
if ($CertificateThumbprint) { $trust.CertificateThumbprint = $CertificateThumbprint }
# No host may be running yet: the administrator asks vCloud Director itself.
$connection = Connect-CseServer -Server $Server -Org System -Credential $Credential -Mode Direct -NotDefault @trust
try {
    $broker = @{ BrokerHost = $BrokerHost; BrokerPort = $BrokerPort; BrokerCredential = $BrokerCredential; BrokerNoTls = $BrokerNoTls; Server = $connection }
    $plan = Register-CseExtension @broker -SetVcdBroker:$SetVcdBroker -PlanOnly
    Write-Host "Registering writes $($plan.Steps.Count) things:"
    $plan.Steps | ForEach-Object { Write-Host "  $_" }
    $extension = Register-CseExtension @broker -SetVcdBroker:$SetVcdBroker -Confirm:$false
    if (-not $DefaultTemplate) {
        $DefaultTemplate = (Get-CseTemplate -Server $connection | Where-Object IsUsable | Sort-Object { [version]$_.KubernetesVersion.TrimStart('v') }, Revision | Select-Object -Last 1).Name
    }
}
finally {
    $connection | Disconnect-CseServer -Confirm:$false
}

$null = New-Item -ItemType Directory -Path $Folder -Force
$Folder = (Resolve-Path -LiteralPath $Folder).ProviderPath
$secrets = @{ vcd = Join-Path $Folder 'vcd.secret'; amqp = Join-Path $Folder 'amqp.secret' }
Set-PrivateFile $secrets.vcd $ServiceCredential.GetNetworkCredential().Password
Set-PrivateFile $secrets.amqp $BrokerCredential.GetNetworkCredential().Password
$configuration = Join-Path $Folder 'cse.yaml'
Set-Content -LiteralPath $configuration -Encoding utf8 -Value @"
vcd:
  host: $(ConvertTo-YamlText $Server)
  username: $(ConvertTo-YamlText $ServiceCredential.UserName)
  password: {file: $(ConvertTo-YamlText $secrets.vcd)}
$(if ($CertificateThumbprint) { "  certificate_thumbprint: $CertificateThumbprint" })
amqp:
  host: $(ConvertTo-YamlText $BrokerHost)
  port: $BrokerPort
  username: $(ConvertTo-YamlText $BrokerCredential.UserName)
  password: {file: $(ConvertTo-YamlText $secrets.amqp)}
  ssl: $("$(-not $BrokerNoTls)".ToLowerInvariant())
  exchange: $(ConvertTo-YamlText $extension.Exchange)
  routing_key: $(ConvertTo-YamlText $extension.RoutingKey)
broker:
  default_template: $(ConvertTo-YamlText $DefaultTemplate)
nodes:
  ssh_key: $(ConvertTo-YamlText (Join-Path $Folder 'management-key'))
  ssh_port: $NodeSshPort
"@

Write-Host "The configuration is $configuration; could a host serve with it?"
Invoke-HostProgram check, --config, $configuration
if ($UnitPath) {
    Invoke-HostProgram install-unit, --config, $configuration, --user, $UnitUser, --output, $UnitPath
}

Write-Host "Start it: $(if ($UnitPath) { "give $UnitUser the folder $Folder, then systemctl daemon-reload; systemctl enable --now $([IO.Path]::GetFileNameWithoutExtension($UnitPath))" } else { "Start-CseService -Configuration $configuration" })"
