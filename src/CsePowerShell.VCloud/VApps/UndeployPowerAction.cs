namespace CsePowerShell.VCloud;

/// <summary>What undeploy does to running guests.</summary>
public enum UndeployPowerAction
{
    /// <summary>Powers them off. vCD's default.</summary>
    PowerOff,

    /// <summary>Suspends them.</summary>
    Suspend,

    /// <summary>Asks the guest to shut down.</summary>
    Shutdown,

    /// <summary>Undeploys even where powering off fails.</summary>
    Force,

    /// <summary>Does what the vApp's start-up section says.</summary>
    Default,
}
