namespace CsePowerShell.VCloud;

/// <summary>The states of vApps, VMs and templates; the numbers are those of the wire.</summary>
public enum VCloudStatus
{
    /// <summary>Could not be made.</summary>
    FailedCreation = -1,

    /// <summary>Being made or changed.</summary>
    Unresolved = 0,

    /// <summary>Made; a vApp without VMs stays like this.</summary>
    Resolved = 1,

    /// <summary>Deployed.</summary>
    Deployed = 2,

    /// <summary>Suspended.</summary>
    Suspended = 3,

    /// <summary>Powered on.</summary>
    PoweredOn = 4,

    /// <summary>Waits for somebody's answer.</summary>
    WaitingForInput = 5,

    /// <summary>Not known to vCD.</summary>
    Unknown = 6,

    /// <summary>Not understood by vCD.</summary>
    Unrecognized = 7,

    /// <summary>Powered off.</summary>
    PoweredOff = 8,

    /// <summary>In a state that contradicts itself.</summary>
    Inconsistent = 9,

    /// <summary>The VMs of the vApp are in different states.</summary>
    Mixed = 10,

    /// <summary>An upload was started, its descriptor is still to come.</summary>
    DescriptorPending = 11,

    /// <summary>An upload's contents are being copied.</summary>
    CopyingContents = 12,

    /// <summary>An upload's disks are still to come.</summary>
    DiskContentsPending = 13,

    /// <summary>Quarantined.</summary>
    Quarantined = 14,

    /// <summary>The quarantine has expired.</summary>
    QuarantineExpired = 15,

    /// <summary>Rejected from quarantine.</summary>
    Rejected = 16,

    /// <summary>The upload took too long.</summary>
    TransferTimeout = 17,

    /// <summary>Undeployed.</summary>
    VAppUndeployed = 18,

    /// <summary>Some VMs are deployed.</summary>
    VAppPartiallyDeployed = 19,

    /// <summary>Some VMs are powered off (from vCD 10.3).</summary>
    PartiallyPoweredOff = 20,

    /// <summary>Some VMs are suspended (from vCD 10.3).</summary>
    PartiallySuspended = 21,
}
