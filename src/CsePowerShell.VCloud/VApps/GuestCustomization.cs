namespace CsePowerShell.VCloud;

/// <summary>What vCD does to a guest when it first starts.</summary>
public sealed class GuestCustomization
{
    /// <summary>False leaves the guest as the template has it.</summary>
    public bool IsEnabled { get; init; } = true;

    /// <summary>The guest's host name; null leaves it to vCD.</summary>
    public string? ComputerName { get; init; }

    /// <summary>
    /// A script that runs in the guest twice, with <c>precustomization</c> and then <c>postcustomization</c> as its argument. It is kept by vCD in plain text:
    /// no secret belongs here.
    /// </summary>
    public string? Script { get; init; }

    /// <summary>True sets the administrator's password.</summary>
    public bool IsAdminPasswordEnabled { get; init; }

    /// <summary>True lets vCD make the password up.</summary>
    public bool IsAdminPasswordAuto { get; init; }

    /// <summary>The password to set when it is not made up by vCD.</summary>
    public VCloudSecret? AdminPassword { get; init; }

    /// <summary>True makes the guest ask for another password at the first login.</summary>
    public bool IsResetPasswordRequired { get; init; }
}
