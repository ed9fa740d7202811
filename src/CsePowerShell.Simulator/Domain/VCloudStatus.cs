namespace CsePowerShell.Simulator.Domain;

/// <summary>The status numbers of vApps, VMs and templates (GO types/v56/constants.go), as far as the simulator uses them.</summary>
internal enum VCloudStatus
{
    FailedCreation = -1,
    Unresolved = 0,
    Resolved = 1,
    Suspended = 3,
    PoweredOn = 4,
    PoweredOff = 8,
    Mixed = 10,
}

internal static class VCloudStatusText
{
    /// <summary>The word that stands for a status in query records.</summary>
    public static string Word(this VCloudStatus status) => status switch
    {
        VCloudStatus.FailedCreation => "FAILED_CREATION",
        VCloudStatus.Unresolved => "UNRESOLVED",
        VCloudStatus.Resolved => "RESOLVED",
        VCloudStatus.Suspended => "SUSPENDED",
        VCloudStatus.PoweredOn => "POWERED_ON",
        VCloudStatus.PoweredOff => "POWERED_OFF",
        _ => "MIXED",
    };
}
