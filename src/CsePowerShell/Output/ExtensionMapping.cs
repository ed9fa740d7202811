using CsePowerShell.Clusters.Contract;
using CsePowerShell.Extension.Registration;

namespace CsePowerShell;

/// <summary>From the registration's objects to what the pipeline gets.</summary>
internal static class ExtensionMapping
{
    public static CseExtension ToOutput(this ExtensionStatus status, string server) => new()
    {
        Name = status.Service.Name,
        Id = status.Service.Id ?? "",
        Href = status.Service.Href,
        State = status.Service.IsEnabled ? "Registered" : "Off",
        IsEnabledInVcd = status.Service.IsEnabled,
        Namespace = status.Service.Namespace,
        Exchange = status.Service.Exchange,
        RoutingKey = status.Service.RoutingKey,
        Priority = status.Service.Priority,
        UrlPattern = [.. status.UrlPatterns],
        Right = status.Right,
        HasRight = status.HasRight,
        VcdBroker = status.Broker.ToString(),
        Server = server,
    };

    public static CseServiceStatus ToOutput(this HostDocument host, string server) => new()
    {
        HostName = host.Host,
        State = host.Status switch { "ok" => "Serving", "disabled" => "Disabled", HostDocument.Draining => "Draining", _ => host.Status },
        Version = host.Version,
        JobsRunning = host.Jobs,
        Server = server,
    };

    public static CseExtensionPlan ToOutput(this RegistrationPlan plan, string name, string server) => new()
    {
        Name = name,
        IsEmpty = plan.IsEmpty,
        Steps = [.. plan.Steps.Select(step => step.ToString())],
        Checks = [.. plan.Checks.Select(check => check.ToOutput(server))],
        Notes = [.. plan.Notes],
        Server = server,
    };
}
