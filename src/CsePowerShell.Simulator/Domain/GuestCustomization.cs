namespace CsePowerShell.Simulator.Domain;

/// <summary>The guest customization settings of a VM, in the words of its section.</summary>
internal sealed record GuestCustomization
{
    public bool Enabled { get; init; }
    public bool ChangeSid { get; init; }
    public bool JoinDomainEnabled { get; init; }
    public bool UseOrgSettings { get; init; }
    public bool AdminPasswordEnabled { get; init; } = true;
    public bool AdminPasswordAuto { get; init; } = true;
    public string? AdminPassword { get; init; }
    public bool AdminAutoLogonEnabled { get; init; }
    public int AdminAutoLogonCount { get; init; }
    public bool ResetPasswordRequired { get; init; }
    public string? Script { get; init; }
    public string? ComputerName { get; init; }
}

/// <summary>How far guest customization has come, as <c>guestcustomizationstatus</c> and the gcStatus attribute word it (GO govcd/vm.go).</summary>
internal static class CustomizationStatus
{
    public const string Pending = "GC_PENDING";
    public const string RebootPending = "REBOOT_PENDING";
    public const string PostPending = "POST_GC_PENDING";
    public const string Complete = "GC_COMPLETE";
    public const string Failed = "GC_FAILED";
}
