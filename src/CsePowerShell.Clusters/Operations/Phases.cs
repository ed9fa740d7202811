namespace CsePowerShell.Clusters;

/// <summary>The phases of operations: the words that plans, progress and records share, and how far each is on the way.</summary>
public static class Phases
{
    /// <summary>The empty vApp is made.</summary>
    public const string Composing = "Composing the vApp";

    /// <summary>VMs are made from the template.</summary>
    public const string Cloning = "Cloning VMs";

    /// <summary>CPU, memory and disk are set.</summary>
    public const string Configuring = "Configuring VMs";

    /// <summary>VMs are powered on.</summary>
    public const string Starting = "Starting VMs";

    /// <summary>Guest customization runs in the VMs.</summary>
    public const string Customizing = "Customizing guests";

    /// <summary>Nodes are reached over SSH and prepared.</summary>
    public const string Preparing = "Preparing nodes";

    /// <summary><c>kubeadm init</c> runs.</summary>
    public const string Initializing = "Initializing the control plane";

    /// <summary>Workers join the cluster.</summary>
    public const string Joining = "Joining workers";

    /// <summary>Every node becomes Ready.</summary>
    public const string Settling = "Waiting for Ready";

    /// <summary>Pods leave the nodes that go.</summary>
    public const string Draining = "Draining nodes";

    /// <summary>Nodes are taken out of Kubernetes and their VMs deleted.</summary>
    public const string Removing = "Removing nodes";

    /// <summary>The vApp is deleted.</summary>
    public const string Deleting = "Deleting the cluster";

    /// <summary>What a failed operation made is removed.</summary>
    public const string RollingBack = "Rolling back";

    /// <summary>A package is read and compared with its manifest.</summary>
    public const string Verifying = "Verifying the package";

    /// <summary>A package goes to vCD.</summary>
    public const string Uploading = "Uploading the package";

    /// <summary>vCD makes a template of what was uploaded.</summary>
    public const string Importing = "Importing the template";

    /// <summary>The result is written into the metadata.</summary>
    public const string Finishing = "Recording the result";

    /// <summary>It is over.</summary>
    public const string Done = "Done";

    private static readonly string[] s_building = [Composing, Cloning, Configuring, Starting, Customizing, Preparing, Initializing, Joining, Settling, Finishing];
    private static readonly string[] s_shrinking = [Draining, Removing, Finishing];

    /// <summary>How far an operation is that has done so much of a phase.</summary>
    /// <param name="kind">The operation's kind.</param>
    /// <param name="phase">The phase it is in.</param>
    /// <param name="done">How much of the phase is done, 0 to 100.</param>
    internal static int PercentOf(OperationKind kind, string phase, int done)
    {
        int begin = PercentOf(kind, phase);
        return begin == 0 ? 0 : begin + ((EndOf(kind, phase) - begin) * Math.Max(0, Math.Min(done, 100)) / 100);
    }

    private static int EndOf(OperationKind kind, string phase)
    {
        string[] way = kind == OperationKind.Remove ? [Deleting] : phase is Draining or Removing ? s_shrinking : s_building;
        int next = Array.IndexOf(way, phase) + 1;
        return next < way.Length ? PercentOf(kind, way[next]) : 100;
    }

    internal static int PercentOf(OperationKind kind, string phase) => (kind, phase) switch
    {
        (_, Composing) => 2,
        (_, Cloning) => 6,
        (_, Configuring) => 28,
        (_, Starting) => 32,
        (_, Customizing) => 36,
        (_, Preparing) => 58,
        (_, Initializing) => 62,
        (_, Joining) => 78,
        (_, Settling) => 90,
        (OperationKind.Resize, Draining) => 10,
        (OperationKind.Resize, Removing) => 60,
        (OperationKind.Remove, Deleting) => 20,
        (_, Finishing) => 97,
        _ => 0,
    };
}
