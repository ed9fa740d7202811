namespace CsePowerShell.VCloud;

/// <summary>An object as it was read: beside its identity it carries the links that say what this session may do with it now.</summary>
public abstract class VCloudEntity : EntityReference
{
    private protected VCloudEntity(string name, string href, string? id, string? type, LinkSet links, IReadOnlyList<VCloudTask> tasks)
        : base(name, href, id, type)
    {
        Links = links;
        Tasks = tasks;
    }

    /// <summary>What this session may do with the object in its present state.</summary>
    public LinkSet Links { get; }

    /// <summary>The tasks vCD shows inside the object: the running one, or the one that failed last.</summary>
    public IReadOnlyList<VCloudTask> Tasks { get; }

    /// <summary>The task that is at work on the object; null when there is none.</summary>
    public VCloudTask? RunningTask
    {
        get
        {
            foreach (VCloudTask task in Tasks)
            {
                if (!task.IsFinished)
                    return task;
            }

            return null;
        }
    }
}
