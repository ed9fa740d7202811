using System.Management.Automation;

namespace CsePowerShell.Binding;

/// <summary>Names an operation: by a <see cref="CseTask"/> or by its id (uuid).</summary>
public sealed class CseTaskIdentity
{
    /// <summary>Takes an id.</summary>
    /// <param name="id">The uuid.</param>
    public CseTaskIdentity(string id)
    {
        Id = string.IsNullOrWhiteSpace(id) ? throw new ArgumentException("A task id must not be empty.", nameof(id)) : id.Trim();
    }

    /// <summary>Takes an id.</summary>
    /// <param name="id">The uuid.</param>
    public CseTaskIdentity(Guid id)
        : this(id.ToString("D"))
    {
    }

    /// <summary>Takes a task as New-CseCluster -RunAsync or Get-CseTask returned it.</summary>
    /// <param name="task">The task.</param>
    public CseTaskIdentity(CseTask task)
        : this((task ?? throw new ArgumentNullException(nameof(task))).Id)
    {
        Cluster = new CseClusterIdentity(task);
        Server = task.Server.Length == 0 ? null : task.Server;
    }

    /// <summary>Takes a copy of a task that went through a job or remoting.</summary>
    /// <param name="task">The copy, with Id and ClusterId.</param>
    public CseTaskIdentity(PSObject task)
        : this(task.BaseObject as string ?? PropertyReader.Of(task).Text("Id")
            ?? throw new ArgumentException("The object names no task: it has no Id.", nameof(task)))
    {
        PropertyReader properties = PropertyReader.Of(task);
        Server = properties.Text("Server");
        Cluster = properties.Text("ClusterId", "ClusterName") is null ? null : new CseClusterIdentity(task);
    }

    /// <summary>Id of the operation.</summary>
    internal string Id { get; }

    /// <summary>The cluster it works on; null when only the id is known.</summary>
    internal CseClusterIdentity? Cluster { get; }

    /// <summary>The connection it belongs to; null when only the id is known.</summary>
    internal string? Server { get; }

    /// <inheritdoc/>
    public override string ToString() => Id;
}
