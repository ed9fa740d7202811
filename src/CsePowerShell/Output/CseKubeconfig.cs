namespace CsePowerShell;

/// <summary>The administrator's kubeconfig of a cluster. Its text holds a private key and is in no property, so that no view and no log shows it.</summary>
public sealed class CseKubeconfig
{
    private string _text = "";

    /// <summary>Id of the cluster.</summary>
    public string ClusterId { get; set; } = "";

    /// <summary>Name of the cluster.</summary>
    public string ClusterName { get; set; } = "";

    /// <summary>Name of its context.</summary>
    public string ContextName { get; set; } = "";

    /// <summary>Name of its user.</summary>
    public string User { get; set; } = "";

    /// <summary>Address of the API server, as <c>https://host:6443</c>.</summary>
    public string ApiServer { get; set; } = "";

    /// <summary>When the user's certificate ends; null where it has none.</summary>
    public DateTime? CertificateExpires { get; set; }

    /// <summary>The connection it was read through: <see cref="CseServer.Id"/>.</summary>
    public string Server { get; set; } = "";

    /// <summary>The kubeconfig itself, a secret. Empty in a copy that went through a job or remoting.</summary>
    public string GetText() => _text;

    /// <inheritdoc/>
    public override string ToString() => ContextName;

    internal CseKubeconfig WithText(string text)
    {
        _text = text;
        return this;
    }
}
