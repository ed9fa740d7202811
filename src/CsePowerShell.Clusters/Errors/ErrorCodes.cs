namespace CsePowerShell.Clusters;

/// <summary>The stable words an error is known by. None is ever used for another meaning.</summary>
public static class ErrorCodes
{
    /// <summary>The request cannot be read.</summary>
    public const string BadRequest = "BAD_REQUEST";

    /// <summary>Values of the request are not allowed; the details name each parameter.</summary>
    public const string ValidationFailed = "VALIDATION_FAILED";

    /// <summary>Nobody is logged in, or the session has ended.</summary>
    public const string Unauthenticated = "UNAUTHENTICATED";

    /// <summary>vCD does not offer this action to this user, or a node does not accept the key.</summary>
    public const string Forbidden = "FORBIDDEN";

    /// <summary>A named right is missing.</summary>
    public const string RightMissing = "RIGHT_MISSING";

    /// <summary>A VDC, network, storage profile or other named thing does not exist or cannot be seen.</summary>
    public const string NotFound = "NOT_FOUND";

    /// <summary>No such cluster.</summary>
    public const string ClusterNotFound = "CLUSTER_NOT_FOUND";

    /// <summary>No such node.</summary>
    public const string NodeNotFound = "NODE_NOT_FOUND";

    /// <summary>No such template, or none that can be used.</summary>
    public const string TemplateNotFound = "TEMPLATE_NOT_FOUND";

    /// <summary>The catalog has something else under the template's name.</summary>
    public const string TemplateExists = "TEMPLATE_EXISTS";

    /// <summary>A name fits several objects; the details list them.</summary>
    public const string NameAmbiguous = "NAME_AMBIGUOUS";

    /// <summary>The method is not possible on this route.</summary>
    public const string MethodNotAllowed = "METHOD_NOT_ALLOWED";

    /// <summary>The name is taken, by a cluster of another spec or by something that is no cluster.</summary>
    public const string ClusterExists = "CLUSTER_EXISTS";

    /// <summary>Another operation is changing the cluster.</summary>
    public const string ClusterBusy = "CLUSTER_BUSY";

    /// <summary>The wanted change does not fit the cluster as it is.</summary>
    public const string SpecConflict = "SPEC_CONFLICT";

    /// <summary>VM, CPU, memory or storage quota is short.</summary>
    public const string QuotaExceeded = "QUOTA_EXCEEDED";

    /// <summary>The network has too few free addresses.</summary>
    public const string AddressesExhausted = "ADDRESSES_EXHAUSTED";

    /// <summary>Too much at once.</summary>
    public const string TooManyRequests = "TOO_MANY_REQUESTS";

    /// <summary>The service is switched off.</summary>
    public const string ServiceDisabled = "SERVICE_DISABLED";

    /// <summary>A node does not answer over SSH.</summary>
    public const string GuestUnreachable = "GUEST_UNREACHABLE";

    /// <summary>A node shows another host key than the pinned one.</summary>
    public const string GuestHostKeyChanged = "GUEST_HOSTKEY_CHANGED";

    /// <summary>A script in a node failed.</summary>
    public const string GuestScriptFailed = "GUEST_SCRIPT_FAILED";

    /// <summary>A node did not become Ready.</summary>
    public const string NodeNotReady = "NODE_NOT_READY";

    /// <summary>A pod or a disruption budget keeps a node from being emptied.</summary>
    public const string DrainBlocked = "DRAIN_BLOCKED";

    /// <summary>A step or the whole operation took too long.</summary>
    public const string DeadlineExceeded = "DEADLINE_EXCEEDED";

    /// <summary>Stopped by request.</summary>
    public const string Cancelled = "CANCELLED";

    /// <summary>vCD refused or failed.</summary>
    public const string VcdError = "VCD_ERROR";

    /// <summary>vCD does not answer.</summary>
    public const string VcdUnavailable = "VCD_UNAVAILABLE";

    /// <summary>The message broker does not answer.</summary>
    public const string BrokerUnavailable = "BROKER_UNAVAILABLE";

    /// <summary>The server's certificate is not trusted.</summary>
    public const string CertificateUntrusted = "CERTIFICATE_UNTRUSTED";

    /// <summary>A version (API, Kubernetes, cluster) that cannot be worked with.</summary>
    public const string VersionUnsupported = "VERSION_UNSUPPORTED";

    /// <summary>A defect of ours.</summary>
    public const string Internal = "INTERNAL";
}
