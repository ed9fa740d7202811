using CsePowerShell.Clusters;

namespace CsePowerShell.Extension.Hosting;

/// <summary>How the service behaves.</summary>
public sealed class ServiceSettings
{
    /// <summary>Name of this host in logs, health and the list of connections. Must differ between hosts.</summary>
    public string HostName { get; set; } = Environment.MachineName;

    /// <summary>Whether creating, resizing and removing need <see cref="RequiredRight"/>.</summary>
    public bool EnforceRight { get; set; } = true;

    /// <summary>Full name of the right.</summary>
    public string RequiredRight { get; set; } = "{cse}:CSE NATIVE DEPLOY RIGHT";

    /// <summary>
    /// Whether clusters are made only in VDCs that the provider has enabled (Enable-CseOrgVdc). Off: in all but those he has disabled, as CSE without PKS did.
    /// </summary>
    public bool RequireEnabledVdc { get; set; }

    /// <summary>Template of a create that names none. Null: such a create is refused.</summary>
    public string? DefaultTemplate { get; set; }

    /// <summary>Catalog of the templates. Null: every catalog of the template organization.</summary>
    public string? Catalog { get; set; }

    /// <summary>Organization the templates belong to; no tenant's template is ever used.</summary>
    public string TemplateOrg { get; set; } = "System";

    /// <summary>How long a request may take. vCD waits 10 s by default; the answer must be there before.</summary>
    public TimeSpan RequestDeadline { get; set; } = TimeSpan.FromSeconds(9);

    /// <summary>How long reading a kubeconfig from a node may take.</summary>
    public TimeSpan KubeconfigDeadline { get; set; } = TimeSpan.FromSeconds(7);

    /// <summary>How long the broker may take to confirm a job.</summary>
    public TimeSpan ConfirmDeadline { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>Requests of one organization that are worked on at the same time; more get 429.</summary>
    public int MaxRequestsPerOrg { get; set; } = 32;

    /// <summary>Operations that one organization may have open; more get 429.</summary>
    public int MaxOperationsPerOrg { get; set; } = 50;

    /// <summary>How often a running job's delivery is renewed. The broker takes back what is not acknowledged for 30 minutes.</summary>
    public TimeSpan JobRenewal { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How long a host waits with a job that another one had: the last step in flight there may still be on its way to vCD.</summary>
    public TimeSpan TakeoverDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Shortest time between two writes of a task's progress.</summary>
    public TimeSpan ProgressInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How old an open task without a job must be before it is ended.</summary>
    public TimeSpan OrphanAge { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How often the active host of a queue looks for such tasks.</summary>
    public TimeSpan OrphanInterval { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How often a host looks whether vCD answers it.</summary>
    public TimeSpan VCloudProbeInterval { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the list of templates is used before it is read again.</summary>
    public TimeSpan TemplatesKept { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How often is read in which VDCs clusters are wanted. What is said through the service itself is known at once.</summary>
    public TimeSpan VdcsKept { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>Limit for one operation. Null: the engine's own.</summary>
    public TimeSpan? OperationTimeout { get; set; }

    /// <summary>Settings of the engine.</summary>
    public EngineOptions Engine { get; set; } = new();

    /// <summary>Clock of every wait.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>Path of the configuration, as shown to system administrators. Null: none.</summary>
    public string? ConfigurationFile { get; set; }
}
