using CsePowerShell.Guest;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CsePowerShell.Clusters;

/// <summary>How long each phase may take. When one is over, the operation ends with DEADLINE_EXCEEDED naming node, step and elapsed time.</summary>
public sealed class PhaseLimits
{
    /// <summary>Composing the empty vApp.</summary>
    public TimeSpan Compose { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Cloning the VMs, changing their hardware and starting them.</summary>
    public TimeSpan Machines { get; set; } = TimeSpan.FromMinutes(45);

    /// <summary>From power on until guest customization is complete on all nodes.</summary>
    public TimeSpan Guests { get; set; } = TimeSpan.FromMinutes(20);

    /// <summary>Until a node that has been customized answers over SSH.</summary>
    public TimeSpan Connect { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Checking and preparing one node.</summary>
    public TimeSpan Prepare { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Making the control plane, with its network plugin.</summary>
    public TimeSpan ControlPlane { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>Joining one worker.</summary>
    public TimeSpan Join { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Until every node is Ready.</summary>
    public TimeSpan Ready { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Evicting the pods of one node.</summary>
    public TimeSpan Drain { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Powering off and deleting VMs or the vApp.</summary>
    public TimeSpan Delete { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>One metadata write, with its task.</summary>
    public TimeSpan Metadata { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>The whole operation.</summary>
    public TimeSpan Whole { get; set; } = TimeSpan.FromHours(2);
}

/// <summary>Settings of the engine; the same for every cluster it works on.</summary>
public sealed class EngineOptions
{
    /// <summary>Port of the nodes' SSH servers.</summary>
    public int NodeSshPort { get; set; } = 22;

    /// <summary>File of the management key, made on first use. Null: <c>.cse/management-key</c> in the user's profile.</summary>
    public string? SshKeyPath { get; set; }

    /// <summary>A host the nodes are reached through, as <c>[user@]host[:port]</c>. Null: directly.</summary>
    public string? JumpHost { get; set; }

    /// <summary>How many nodes are worked on at the same time, 1 to 100.</summary>
    public int MaxParallelNodes { get; set; } = 10;

    /// <summary>Limits of the phases.</summary>
    public PhaseLimits Limits { get; set; } = new();

    /// <summary>
    /// Organization whose templates alone are used. A system administrator's session sees the templates of all tenants, and a tenant may call its own
    /// what it likes: the service gives the id of the provider's organization here, as URN, uuid or address. Null: every template the session sees.
    /// </summary>
    public string? TemplateOrgId { get; set; }

    /// <summary>How shells are opened. Null: the best of what this build and machine have.</summary>
    public IGuestShellFactory? Shells { get; set; }

    /// <summary>
    /// Root's password in nodes that CSE 1.x made from a template, by the template's name: its server set the same one in every node. Null, or an answer of null:
    /// what vCD keeps for the VM. The name comes from metadata, and whoever has root in a node can learn what is sent to it: set this only where that is acceptable.
    /// </summary>
    public Func<string, string?>? LegacyPasswords { get; set; }

    /// <summary>The clock of every wait.</summary>
    public TimeProvider Clock { get; set; } = TimeProvider.System;

    /// <summary>Where the engine tells what it does. No secret is ever written.</summary>
    public ILogger Logger { get; set; } = NullLogger.Instance;
}
