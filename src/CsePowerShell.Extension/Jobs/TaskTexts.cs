using CsePowerShell.Clusters.Contract;

namespace CsePowerShell.Extension.Jobs;

/// <summary>The names and sentences of tasks: those of CSE 1.x, whose client shows them to people and whose scripts look for them.</summary>
internal static class TaskTexts
{
    public const string CreateCluster = TaskNames.CreateCluster;
    public const string DeleteCluster = TaskNames.DeleteCluster;
    public const string CreateNodes = TaskNames.CreateNodes;
    public const string DeleteNodes = TaskNames.DeleteNodes;

    public static string Running(string operationName, string name, string id, int nodes) => operationName switch
    {
        CreateCluster => $"Creating cluster {name}({id})",
        DeleteCluster => $"Deleting cluster {name}({id})",
        CreateNodes => $"Adding {nodes} node(s) to cluster {name}({id})",
        DeleteNodes => $"Deleting {nodes} node(s) from cluster {name}({id})",
        _ => $"Working on cluster {name}({id})",
    };

    /// <summary>vCD's own tasks change the tense when they end; 1.x did the same.</summary>
    public static string Done(string running)
    {
        int blank = running.IndexOf(' ');
        string rest = blank < 0 ? "" : running.Substring(blank);
        return (blank < 0 ? running : running.Substring(0, blank)) switch
        {
            "Creating" => "Created" + rest,
            "Deleting" => "Deleted" + rest,
            "Adding" => "Added" + rest,
            _ => running,
        };
    }

    public static string Failed(string operationName) => operationName switch
    {
        CreateCluster => "create cluster",
        DeleteCluster => "delete cluster",
        CreateNodes => "create nodes in cluster",
        DeleteNodes => "delete nodes from cluster",
        _ => "work on cluster",
    };
}
