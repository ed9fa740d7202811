using Newtonsoft.Json.Linq;

namespace CsePowerShell.Clusters;

/// <summary>Who runs an operation: the user, and the process it runs in.</summary>
internal sealed record Actor
{
    /// <summary>User and organization, as <c>alice@acme</c>.</summary>
    public string User { get; init; } = "";

    /// <summary>Name of the machine, with what tells this boot and this container from others.</summary>
    public string Host { get; init; } = "";

    /// <summary>Process id and start time.</summary>
    public string Process { get; init; } = "";

    public override string ToString() => $"{User} on {Host.Split('/')[0]} (process {Process.Split('/')[0]})";

    public static Actor FromJson(JObject json) => new()
    {
        User = JsonText.Of(json, "user") ?? "",
        Host = JsonText.Of(json, "host") ?? "",
        Process = JsonText.Of(json, "proc") ?? "",
    };
}
