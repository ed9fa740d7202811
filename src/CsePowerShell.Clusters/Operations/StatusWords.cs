using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters;

/// <summary>vCD says its states as numbers in documents and as words in queries; people see the words.</summary>
internal static class StatusWords
{
    public static string Of(VCloudStatus status) => status switch
    {
        VCloudStatus.PoweredOn => "POWERED_ON",
        VCloudStatus.PoweredOff => "POWERED_OFF",
        VCloudStatus.Suspended => "SUSPENDED",
        VCloudStatus.Mixed => "MIXED",
        VCloudStatus.Resolved => "RESOLVED",
        VCloudStatus.Unresolved => "UNRESOLVED",
        VCloudStatus.Deployed => "DEPLOYED",
        VCloudStatus.FailedCreation => "FAILED_CREATION",
        VCloudStatus.PartiallyPoweredOff => "PARTIALLY_POWERED_OFF",
        VCloudStatus.PartiallySuspended => "PARTIALLY_SUSPENDED",
        _ => status.ToString().ToUpperInvariant(),
    };

    public static string? Of(GuestCustomizationState state) => state switch
    {
        GuestCustomizationState.Pending => "GC_PENDING",
        GuestCustomizationState.RebootPending => "REBOOT_PENDING",
        GuestCustomizationState.PostPending => "POST_GC_PENDING",
        GuestCustomizationState.Complete => "GC_COMPLETE",
        GuestCustomizationState.Failed => "GC_FAILED",
        _ => null,
    };
}
