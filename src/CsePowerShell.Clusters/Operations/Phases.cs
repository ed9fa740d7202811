namespace CsePowerShell.Clusters;

/// <summary>The phases of operations: the words that plans, progress and records share, and how far each is on the way.</summary>
internal static class Phases
{
    public const string Composing = "Composing the vApp";
    public const string Cloning = "Cloning VMs";
    public const string Configuring = "Configuring VMs";
    public const string Starting = "Starting VMs";
    public const string Customizing = "Customizing guests";
    public const string Preparing = "Preparing nodes";
    public const string Initializing = "Initializing the control plane";
    public const string Joining = "Joining workers";
    public const string Settling = "Waiting for Ready";
    public const string Draining = "Draining nodes";
    public const string Removing = "Removing nodes";
    public const string Deleting = "Deleting the cluster";
    public const string RollingBack = "Rolling back";
    public const string Finishing = "Recording the result";
    public const string Done = "Done";

    public static int PercentOf(OperationKind kind, string phase) => (kind, phase) switch
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
