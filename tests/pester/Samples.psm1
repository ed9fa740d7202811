# One or more objects of every class that the module emits, as cmdlets make them: with short names, the longest there can be, and names beyond ASCII. Nothing in
# them depends on machine, day or culture but what is told as "how long ago".
$ErrorActionPreference = 'Stop'

# Beyond ASCII in ASCII: Windows PowerShell reads a script without a byte order mark as something else.
function ConvertFrom-Escape([string] $Text) { [regex]::Unescape($Text) }

$script:server = 'vcd.example.com/acme/alice'

<#
.SYNOPSIS
    The samples by the name of their class, in the order of the views.
#>
function Get-TestSample {
    $noon = [datetime]::new(2026, 11, 23, 12, 0, 0, [DateTimeKind]::Local)
    $years = [datetime]::new(2036, 1, 31, 8, 30, 0, [DateTimeKind]::Local)
    $longest = 'a-name-of-25-characters-x'
    $id = '6bbb2473-402e-420b-9edd-59188506{0:d4}'

    $pools = [CsePowerShell.CseNodePool]@{ Name = 'control-plane'; Role = 'ControlPlane'; Count = 1; ActualCount = 1; ReadyCount = 1; Cpu = 2; MemoryMB = 4096 },
        [CsePowerShell.CseNodePool]@{ Name = 'workers'; Role = 'Worker'; Count = 3; ActualCount = 3; ReadyCount = 2 },
        [CsePowerShell.CseNodePool]@{ Name = 'pool-of-20-character'; Role = 'Worker'; Count = 100; Cpu = 16; MemoryMB = 65000; DiskMB = 102400; StorageProfile = (ConvertFrom-Escape 'Gold (replicated, Z\u00fcrich)') }
    $nodes = [CsePowerShell.CseNode]@{ Name = 'mstr-qufg'; ClusterId = $id -f 1; ClusterName = 'web'; Role = 'ControlPlane'; Pool = 'control-plane'; VmId = 'urn:vcloud:vm:1'; Address = '192.168.200.110'; PowerState = 'POWERED_ON'; Ready = $true; Schedulable = $true; KubeletVersion = 'v1.31.4'; Cpu = 2; MemoryMB = 4096; Server = $server },
        [CsePowerShell.CseNode]@{ Name = 'node-15sf'; ClusterId = $id -f 1; ClusterName = 'web'; Role = 'Worker'; Pool = 'workers'; VmId = 'urn:vcloud:vm:2'; Address = '192.168.200.111'; PowerState = 'POWERED_ON'; Ready = $true; Schedulable = $false; KubeletVersion = 'v1.31.4'; Cpu = 4; MemoryMB = 6500; Server = $server },
        [CsePowerShell.CseNode]@{ Name = 'node-9i1e'; ClusterId = $id -f 1; ClusterName = 'web'; Role = 'Worker'; Pool = 'workers'; VmId = 'urn:vcloud:vm:3'; Address = '192.168.200.112'; PowerState = 'POWERED_ON'; Ready = $false; KubeletVersion = 'v1.31.4'; Cpu = 2; MemoryMB = 4096; Server = $server },
        [CsePowerShell.CseNode]@{ Name = 'mstr-a0b1'; ClusterId = $id -f 2; ClusterName = $longest; Role = 'ControlPlane'; VmId = 'urn:vcloud:vm:4'; PowerState = 'POWERED_OFF'; Server = $server },
        [CsePowerShell.CseNode]@{ Name = 'nfsd-a0b2'; ClusterId = $id -f 2; ClusterName = $longest; Role = 'Nfs'; VmId = 'urn:vcloud:vm:5'; Address = '10.0.0.4'; PowerState = 'PARTIALLY_POWERED_OFF'; Cpu = 1; MemoryMB = 1024; Server = $server }
    $tasks = [CsePowerShell.CseTask]@{ Id = $id -f 11; Kind = 'Create'; ClusterId = $id -f 1; ClusterName = 'web'; Org = 'acme'; Vdc = 'acme-vdc'; Status = 'Running'; Phase = 'Waiting for guest customization'; PercentComplete = 42; Activity = 'node-15sf: GC_PENDING'; Started = (Get-Date).AddHours(-2).AddSeconds(-5); Actor = 'alice@acme'; ResumeCommand = 'Wait-CseTask'; IsServiceTask = $true; Server = $server },
        [CsePowerShell.CseTask]@{ Id = $id -f 12; Kind = 'Resize'; ClusterId = $id -f 2; ClusterName = 'shop'; Org = 'acme'; Vdc = 'acme-vdc'; Status = 'Succeeded'; Phase = 'Done'; PercentComplete = 100; Started = $noon; Ended = $noon.AddSeconds(71); Actor = 'alice@acme'; Server = $server },
        [CsePowerShell.CseTask]@{ Id = $id -f 13; Kind = 'Resize'; ClusterId = $id -f 3; ClusterName = $longest; Org = 'acme'; Vdc = 'acme-vdc'; Status = 'Interrupted'; Phase = 'Joining workers'; PercentComplete = 70; Started = $noon; PhaseDeadline = $noon.AddMinutes(15); Actor = 'alice@acme'; ResumeCommand = "Set-CseClusterSize $longest -WorkerCount 3"; Server = $server },
        [CsePowerShell.CseTask]@{ Id = $id -f 14; Kind = 'Create'; ClusterId = $id -f 4; ClusterName = (ConvertFrom-Escape 'b\u00fcro'); Org = 'acme'; Vdc = 'acme-vdc'; Status = 'Failed'; Phase = 'Checking'; PercentComplete = 3; Started = $noon; Ended = $noon.AddHours(1).AddSeconds(2); Actor = 'alice@acme'; ErrorCode = 'QUOTA_EXCEEDED'; ErrorMessage = 'The VDC has 2 vCPU left and 8 are needed.'; Server = $server }
    $tests = [CsePowerShell.CseTestResult]@{ Name = 'Session'; Result = 'Passed'; Detail = '"alice" of "acme", with Organization Administrator.'; Server = $server },
        [CsePowerShell.CseTestResult]@{ Name = 'Broker permissions'; Result = 'Failed'; Detail = 'User "guest" may not configure cse.jobs.0 on the virtual host "/" of broker.example.com:5671.'; Fix = 'Let it: rabbitmqctl set_permissions -p / guest "^cse.*" "^cse.*" "^cse.*".'; Code = 'BROKER_UNAVAILABLE'; Server = $server },
        [CsePowerShell.CseTestResult]@{ Name = 'Certificate'; Result = 'Warning'; Detail = 'It ends in 12 days.'; Fix = 'Renew it.'; ClusterId = $id -f 1; ClusterName = 'web'; Server = $server },
        [CsePowerShell.CseTestResult]@{ Name = 'Path to nodes'; Result = 'Skipped'; Detail = 'It can only be tried when there is a node.'; ClusterId = $id -f 2; ClusterName = $longest; Server = $server }
    $hosts = [CsePowerShell.CseServiceStatus]@{ HostName = 'h1'; State = 'Serving'; Version = '0.1.0'; JobsRunning = 3; RequestsAnswered = 123456; Started = $noon; Broker = 'broker.example.com:5671'; Server = 'vcd.example.com/System/administrator' },
        [CsePowerShell.CseServiceStatus]@{ HostName = 'cse-host-02.dc1.example.com'; State = 'Draining'; Version = '0.1.0'; IsInProcess = $true; Server = 'vcd.example.com/System/administrator' }

    [ordered]@{
        CseServer           = [CsePowerShell.CseServer]@{ Id = $server; Name = 'vcd.example.com'; Port = 443; Org = 'acme'; User = 'alice'; ApiVersion = '36.3'; Mode = 'Service'; ExtensionState = 'Enabled'; ExtensionVersion = '0.1.0'; IsConnected = $true; RequestCount = 1234; ConnectedAt = $noon; SshKeyPath = '/home/alice/.cse/key'; NodeSshPort = 22 },
            [CsePowerShell.CseServer]@{ Id = 'cloud-director.frankfurt.example.com:8443/System/svc-kubernetes-provider'; Name = 'cloud-director.frankfurt.example.com:8443'; Port = 8443; Org = 'System'; User = 'svc-kubernetes-provider'; IsSystem = $true; ApiVersion = '39.1'; Mode = 'Direct'; ExtensionState = 'Silent'; ConnectedAt = $noon }
        CseCluster          = [CsePowerShell.CseCluster]@{ Id = $id -f 1; Name = 'web'; Org = 'acme'; Vdc = 'acme-vdc'; Owner = 'alice'; State = 'Ready'; VAppId = 'urn:vcloud:vapp:1'; VAppStatus = 'POWERED_ON'; ControlPlaneEndpoint = '192.168.200.110:6443'; KubernetesVersion = 'v1.31.4'; Template = 'ubuntu-24.04_k8s-1.31'; TemplateRevision = 2; Network = 'acme-net'; NodePools = $pools; WorkerCount = 3; ControlPlaneCount = 1; DesiredNodes = 4; ReadyNodes = 4; VmCount = 4; Nodes = $nodes[0, 1]; Created = (Get-Date).AddDays(-12.1); CertificateExpires = $years; Task = $tasks[1]; Warnings = , 'vCD shortened the lease.'; Server = $server },
            [CsePowerShell.CseCluster]@{ Id = $id -f 2; Name = $longest; Org = 'acme'; Vdc = 'Frankfurt, platform team (gold)'; Owner = 'alice'; State = 'Interrupted'; DesiredNodes = 104; ReadyNodes = 99; ControlPlaneEndpoint = '192.168.200.210:6443'; KubernetesVersion = 'v1.30.10'; Created = (Get-Date).AddDays(-400); Server = $server },
            [CsePowerShell.CseCluster]@{ Id = $id -f 3; Name = 'a-cluster-of-cse-1.2-from-before-there-was-a-limit'; Org = 'acme'; Vdc = (ConvertFrom-Escape 'b\u00fcro-z\u00fcrich'); Owner = 'bob'; State = 'PoweredOff'; VmCount = 3; ControlPlaneEndpoint = '10.0.0.4:6443'; Template = 'photon-v2'; IsLegacy = $true; Server = $server },
            [CsePowerShell.CseCluster]@{ Id = $id -f 4; Name = (ConvertFrom-Escape '\u6771\u4eac\u30af\u30e9\u30b9\u30bf'); Org = 'acme'; Vdc = (ConvertFrom-Escape '\u6771\u4eac'); State = 'Creating'; DesiredNodes = 3; Created = (Get-Date).AddMinutes(-12.5); IsBusy = $true; Server = $server }
        CseNode             = $nodes
        CseKubeconfig       = [CsePowerShell.CseKubeconfig]@{ ClusterId = $id -f 1; ClusterName = 'web'; ContextName = 'web'; User = 'web-admin'; ApiServer = 'https://192.168.200.110:6443'; CertificateExpires = $years; Server = $server },
            [CsePowerShell.CseKubeconfig]@{ ClusterId = $id -f 2; ClusterName = $longest; ContextName = $longest; User = "$longest-admin"; ApiServer = 'https://192.168.200.210:6443'; CertificateExpires = $noon.AddYears(-1); Server = $server }
        CseKubeconfigChange = [CsePowerShell.CseKubeconfigChange]@{ Path = '/home/alice/.kube/config'; Context = , 'web'; Action = 'Added'; IsCurrent = $true; ClusterId = $id -f 1; ClusterName = 'web'; Changes = , 'Context web was added.' },
            [CsePowerShell.CseKubeconfigChange]@{ Path = '/home/alice/projects/platform/clusters/kubeconfig.yaml'; Context = 'shop', $longest; Action = 'Removed'; Changes = 'Context shop was removed.', "Context $longest was removed."; Backup = '/home/alice/projects/platform/clusters/kubeconfig.yaml.20261123-120000.bak' }
        CseCommandResult    = [CsePowerShell.CseCommandResult]@{ Node = 'mstr-qufg'; ClusterId = $id -f 1; ClusterName = 'web'; ExitCode = 0; Output = "active`n"; Duration = [timespan]::FromMilliseconds(412); Server = $server },
            [CsePowerShell.CseCommandResult]@{ Node = 'node-15sf'; ClusterId = $id -f 1; ClusterName = 'web'; ExitCode = 127; Output = "first line`nsecond line, and this one is long enough to be broken in a console of eighty columns, or of 120`n"; ErrorOutput = "bash: line 1: kubctl: command not found`n"; IsTruncated = $true; Duration = [timespan]::FromSeconds(2); Server = $server },
            [CsePowerShell.CseCommandResult]@{ Node = 'node-of-nobody'; ExitCode = 0; Output = ''; Duration = [timespan]::FromSeconds(1); Server = $server }
        CseContext          = [CsePowerShell.CseContext]@{ Org = 'acme'; Vdc = 'acme-vdc'; Network = 'acme-net'; StorageProfile = 'gold'; Template = 'ubuntu-24.04_k8s-1.31'; NodePoolSize = 3; Server = $server },
            [CsePowerShell.CseContext]@{ Server = $server }
        CseRestResponse     = [CsePowerShell.CseRestResponse]@{ StatusCode = 200; MediaType = 'application/vnd.vmware.vcloud.session+xml'; RequestId = 'b64a5a3f-9d1c-4e56-8e4b-0a3c1d2e3f40'; Content = '<?xml version="1.0" encoding="utf-8"?><Session user="alice" org="acme" xmlns="http://www.vmware.com/vcloud/v1.5" href="https://vcd.example.com/api/session" />'; Server = $server }
        CseSupportBundle    = [CsePowerShell.CseSupportBundle]@{ Path = '/home/alice/cse-support-20261123-120000.zip'; Length = 45678; Files = 'about.json', 'clusters/web/cluster.json', 'clusters/web/nodes/mstr-qufg/kubelet.log'; Redactions = 17; Problems = 'node-15sf: it cannot be reached.', 'The service did not answer.' },
            [CsePowerShell.CseSupportBundle]@{ Path = '/tmp/b.zip'; Length = 100; Files = , 'about.json' }
        CseNodePool         = $pools
        CseTemplate         = [CsePowerShell.CseTemplate]@{ Name = 'ubuntu-24.04_k8s-1.31'; Revision = 2; KubernetesVersion = 'v1.31.4'; Cni = 'flannel'; CniVersion = 'v0.26.1'; Catalog = 'cse'; Id = 'urn:vcloud:vapptemplate:1'; Status = 'RESOLVED'; IsUsable = $true; Server = $server },
            [CsePowerShell.CseTemplate]@{ Name = 'photon-v2_k8s-1.14_weave-2.5.2-hardened-by-the-platform-team'; Revision = 11; KubernetesVersion = 'v1.14.10'; Cni = 'weave'; Catalog = (ConvertFrom-Escape 'Vorlagen f\u00fcr Kubernetes'); Id = 'urn:vcloud:vapptemplate:2'; Status = 'RESOLVED'; Server = $server }
        CseOrgVdc           = [CsePowerShell.CseOrgVdc]@{ Name = 'acme-vdc'; Org = 'acme'; Id = 'urn:vcloud:vdc:1'; State = 'Enabled'; ContainerProvider = 'vcd'; ClusterCount = 3; NodeCount = 12; VmCount = 20; CpuFreeMHz = 18000; MemoryFreeMB = 40960; Server = 'vcd.example.com/System/administrator' },
            [CsePowerShell.CseOrgVdc]@{ Name = 'a-development-vdc-of-the-platform-team-in-the-second-zone'; Org = 'globex-international-subsidiaries'; Id = 'urn:vcloud:vdc:2'; State = 'Disabled'; ContainerProvider = 'none'; Server = 'vcd.example.com/System/administrator' },
            [CsePowerShell.CseOrgVdc]@{ Name = 'globex-vdc'; Org = 'globex'; Id = 'urn:vcloud:vdc:3'; State = 'NotSet'; VmCount = 1200; Server = 'vcd.example.com/System/administrator' }
        CseTask             = $tasks
        CseTestResult       = $tests
        CseRemoval          = [CsePowerShell.CseRemoval]@{ ClusterId = $id -f 1; ClusterName = 'web'; Owned = 'vApp "web"', 'VM "mstr-qufg"', 'VM "node-15sf"'; Server = $server },
            [CsePowerShell.CseRemoval]@{ ClusterId = $id -f 2; ClusterName = $longest; Owned = @('vApp "a-name-of-25-characters-x"') + (1..12 | ForEach-Object { "VM `"node-{0:d4}`"" -f $_ }); Left = , 'disk "data"'; Server = $server }
        CseClusterPlan      = [CsePowerShell.CseClusterPlan]@{ Kind = 'Create'; ClusterName = 'web'; Org = 'acme'; Vdc = 'acme-vdc'; Steps = '1. Compose the vApp "web" in VDC "acme-vdc" on network "acme-net", with a lease that never ends.', '2. Clone 4 VMs from template ubuntu-24.04_k8s-1.31 revision 2, powered off, with 1 x 2 CPU / 4096 MB (control-plane), 3 x 2 CPU / 4096 MB (workers).'; VmsToAdd = 'mstr-???? (control-plane 1)', 'node-???? (workers 1)', 'node-???? (workers 2)', 'node-???? (workers 3)'; VCpu = 8; MemoryMB = 16384; StorageMB = 65536; Addresses = 4; QuotaLeft = 'Addresses: 196 of 200 in network "acme-net".', 'vCPU: 2 of 10.'; OnFailure = 'What was made is removed again before the failure is reported.'; Server = $server },
            [CsePowerShell.CseClusterPlan]@{ Kind = 'Resize'; ClusterName = 'web'; Org = 'acme'; Vdc = 'acme-vdc'; IsEmpty = $true; Server = $server }
        CseExtension        = [CsePowerShell.CseExtension]@{ Name = 'cse'; Id = 'urn:vcloud:service:1'; State = 'Serving'; IsEnabledInVcd = $true; Namespace = 'cse'; Exchange = 'cse-ext'; RoutingKey = 'cse'; UrlPattern = '/api/cse', '/api/cse/.*'; Right = '{cse}:CSE NATIVE DEPLOY RIGHT'; HasRight = $true; VcdBroker = 'vcd@broker.example.com:5671/ (TLS on)'; Hosts = $hosts; RequestsWaiting = 0; JobsWaiting = 2; JobsFailed = 1; Server = 'vcd.example.com/System/administrator' },
            [CsePowerShell.CseExtension]@{ Name = 'cse-of-another-installation'; State = 'NoHost'; IsEnabledInVcd = $true; Exchange = 'cse-ext-2'; RoutingKey = 'cse-2'; UrlPattern = , '/api/cse2/.*' },
            [CsePowerShell.CseExtension]@{ Name = 'cse'; State = 'Registered'; IsEnabledInVcd = $true; Exchange = 'cse-ext'; RoutingKey = 'cse'; UrlPattern = '/api/cse', '/api/cse/.*' }
        CseExtensionPlan    = [CsePowerShell.CseExtensionPlan]@{ Name = 'cse'; Steps = 'vCD: register extension service "cse" (namespace cse, exchange cse-ext, routing key cse, priority 0), disabled, with the patterns /api/cse, /api/cse/.*.', 'broker: declare exchange cse-ext (direct, durable).'; Checks = $tests[0, 1]; Notes = , 'The queue "cse" of CSE 1.x stays.' },
            [CsePowerShell.CseExtensionPlan]@{ Name = 'cse'; IsEmpty = $true }
        CseServiceStatus    = $hosts
        CseClusterSpec      = [CsePowerShell.CseClusterSpec]@{ Name = 'web'; Vdc = 'acme-vdc'; Network = 'acme-net'; Template = 'ubuntu-24.04_k8s-1.31' },
            [CsePowerShell.CseClusterSpec]@{ Name = 'shop'; Vdc = 'acme-vdc'; Org = 'acme'; Network = 'acme-net'; Template = 'ubuntu-24.04_k8s-1.31'; NodePool = [CsePowerShell.CseNodePoolSpec]@{ Name = 'small'; Count = 2 }, [CsePowerShell.CseNodePoolSpec]@{ Name = 'large'; Count = 3; Cpu = 16; MemoryMB = 65536 } }
        CseNodePoolSpec     = [CsePowerShell.CseNodePoolSpec]@{ Name = 'small'; Count = 2 }, [CsePowerShell.CseNodePoolSpec]@{ Name = 'pool-of-20-character'; Count = 30; Cpu = 16; MemoryMB = 65536; DiskMB = 102400; StorageProfile = 'gold' }
    }
}

# What a console of a width shows of objects: without colours, without the spaces at the ends of lines, in a culture where PowerShell breaks lines at words.
function Get-TestLook($Object, [int] $Width) {
    $culture = [cultureinfo]::CurrentCulture
    $rendering = if ($PSVersionTable.PSVersion -ge [version]'7.2') { $PSStyle.OutputRendering }
    try {
        [cultureinfo]::CurrentCulture = 'en-US'
        if ($rendering) { $PSStyle.OutputRendering = 'PlainText' }
        # A task that runs grows older between two looks.
        (($Object | Out-String -Width $Width) -split '\r?\n' | ForEach-Object TrimEnd) -join "`n" -replace '^\n+|\n+$' -replace '\b02:00:\d\d\b', '02:00:05'
    }
    finally {
        [cultureinfo]::CurrentCulture = $culture
        if ($rendering) { $PSStyle.OutputRendering = $rendering }
    }
}

Export-ModuleMember -Function *-Test*
