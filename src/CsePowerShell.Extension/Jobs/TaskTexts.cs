using CsePowerShell.Clusters;
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

    /// <summary>What an operation is doing now. The stages are today's, the sentences those of 1.x; where it had none, the sentence from the start stays.</summary>
    /// <param name="operationName">What kind of operation.</param>
    /// <param name="phase">The engine's phase.</param>
    /// <param name="cluster">Cluster, as <c>name(id)</c>.</param>
    /// <param name="nodes">How many workers it makes or removes.</param>
    /// <param name="running">The sentence from the start.</param>
    public static string Stage(string operationName, string phase, string cluster, int nodes, string running) => (operationName, phase) switch
    {
        (CreateCluster, Phases.Composing) => $"Creating cluster vApp {cluster}",
        (CreateCluster, Phases.Cloning or Phases.Configuring or Phases.Starting) => $"Creating master node for {cluster}",
        (CreateCluster, Phases.Customizing or Phases.Preparing) when nodes == 0 => $"Creating master node for {cluster}",
        (CreateCluster, Phases.Initializing) => $"Initializing cluster {cluster}",
        (CreateCluster or CreateNodes, Phases.Cloning or Phases.Configuring or Phases.Starting or Phases.Customizing or Phases.Preparing) => $"Creating {nodes} node(s) for {cluster}",
        (CreateCluster, Phases.Joining or Phases.Settling) when nodes == 0 => $"Initializing cluster {cluster}",
        (CreateCluster or CreateNodes, Phases.Joining or Phases.Settling) => $"Adding {nodes} node(s) to {cluster}",
        (DeleteNodes, Phases.Draining) => $"Deleting {nodes} node(s) from {cluster}",
        (DeleteNodes, Phases.Removing) => $"Undeploying {nodes} node(s) for {cluster}",
        (DeleteNodes, Phases.Finishing) => $"Deleting {nodes} VM(s) for {cluster}",
        _ => running,
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
