using CsePowerShell.Clusters;
using CsePowerShell.Extension.Transport;
using CsePowerShell.VCloud;

namespace CsePowerShell.Extension.Registration;

/// <summary>How the extension is to be registered in vCD and on the broker.</summary>
public sealed class RegistrationSettings
{
    /// <summary>Patterns of the paths that the service answers. <c>.*</c> crosses slashes.</summary>
    public static readonly IReadOnlyList<string> DefaultUrlPatterns = ["/api/cse", "/api/cse/.*"];

    /// <summary>Roles that may make vApps anyway, and get the right when it is made.</summary>
    public static readonly IReadOnlyList<string> DefaultRoles = ["Organization Administrator", "vApp Author"];

    /// <summary>Name of the service in vCD.</summary>
    public string Name { get; set; } = "cse";

    /// <summary>Namespace in vCD: prefix of the right, and what tasks carry.</summary>
    public string Namespace { get; set; } = "cse";

    /// <summary>0 to 100; of several services that fit a request the highest comes first. Null: as it is; 0, as CSE had it, for a new one.</summary>
    public int? Priority { get; set; }

    /// <summary>Patterns of the paths that the service answers.</summary>
    public IReadOnlyList<string> UrlPatterns { get; set; } = DefaultUrlPatterns;

    /// <summary>The right without its namespace.</summary>
    public string Right { get; set; } = "CSE NATIVE DEPLOY RIGHT";

    /// <summary>
    /// Roles that are to hold the right in every organization. Null: <see cref="DefaultRoles"/>, as long as no role holds it; an administrator who takes it away
    /// from some later is not overruled.
    /// </summary>
    public IReadOnlyList<string>? Roles { get; set; }

    /// <summary>The broker, with exchange, routing key and names of the queues.</summary>
    public BrokerOptions Broker { get; set; } = new();

    /// <summary>The settings that vCD itself is to use from now on, with the password; null leaves them alone.</summary>
    public (AmqpSettings Settings, VCloudSecret Password)? VcdBroker { get; set; }

    /// <summary>Changes a registration that says something else, and objects that are in the way.</summary>
    public bool Force { get; set; }

    /// <summary>Full name of the right.</summary>
    public string FullRight => $"{{{Namespace}}}:{Right}";

    internal void Validate()
    {
        if (Broker.Host.Length == 0)
            throw new ClusterException(ErrorCodes.ValidationFailed, "The broker's host is missing.", "Give -BrokerHost, or take it from vCloud Director's own settings.");
        if (UrlPatterns.Count == 0)
            throw new ClusterException(ErrorCodes.ValidationFailed, "There is no URL pattern.", "Leave them out to take those of the product.");
    }
}
