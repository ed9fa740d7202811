using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Kubernetes.ApiServer;

/// <summary>What a path of the API names: /api/v1/namespaces/x/pods/y/eviction.</summary>
internal sealed record ApiPath(ResourceKind Kind, string? Namespace, string? Name, string? Subresource)
{
    /// <summary>Takes a path apart; null when it is no path of a resource.</summary>
    public static ApiPath? Parse(string path)
    {
        string[] parts = path.Trim('/').Split('/');
        (string group, string version, string[] rest) = parts switch
        {
            ["api", { } v, .. var tail] => ("", v, tail),
            ["apis", { } g, { } v, .. var tail] => (g, v, tail),
            _ => ("", "", []),
        };
        if (rest.Length == 0)
            return null;
        string? space = null;
        // namespaces/x alone is the namespace itself, namespaces/x/pods is what is in it.
        if (rest is ["namespaces", { } name, _, ..] && rest[2] is not ("status" or "finalize"))
            (space, rest) = (name, rest[2..]);
        return ResourceKind.FindByPlural(group, version, rest[0]) is { } kind && rest.Length <= 3
            ? new ApiPath(kind, space, rest.ElementAtOrDefault(1) is { } one ? Uri.UnescapeDataString(one) : null, rest.ElementAtOrDefault(2))
            : null;
    }

    public static string Of(ResourceKind kind, string? @namespace, string? name = null) =>
        (kind.Group.Length == 0 ? "/api/" : $"/apis/{kind.Group}/") + kind.Version
        + (kind.IsNamespaced && @namespace is not null ? $"/namespaces/{@namespace}" : "") + $"/{kind.Plural}"
            + (name is null ? "" : $"/{Uri.EscapeDataString(name)}");
}
