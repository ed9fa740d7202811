using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Kubernetes.ApiServer;

/// <summary>Checks a new object and fills in what the API server would.</summary>
internal static partial class ApiDefaults
{
    public static void Apply(ResourceKind kind, JsonObject one, string? @namespace)
    {
        string name = one.Name();
        if (name.Length == 0 && one.Text("metadata", "generateName") is null)
            throw ApiException.Invalid(kind, "", "metadata.name", "Required value: name or generateName is required");
        if (name.Length > 253 || (name.Length > 0 && !NameForm().IsMatch(name) && !kind.Group.StartsWith("rbac", StringComparison.Ordinal)))
            throw ApiException.Invalid(kind, name, "metadata.name",
                $"Invalid value: \"{name}\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.'");
        if (kind.IsNamespaced)
        {
            string space = @namespace ?? "default";
            if (one.Namespace().Length > 0 && one.Namespace() != space)
                throw ApiException.BadRequest("the namespace of the provided object does not match the namespace sent on the request");
            one.Set(space, "metadata", "namespace");
        }
        else
            one.Set(null, "metadata", "namespace");
        foreach (string field in (string[])["uid", "resourceVersion", "creationTimestamp", "deletionTimestamp"])
            one.Set(null, "metadata", field);
        if (kind == ResourceKind.Pod)
            ApplyToPod(one);
        else if (kind == ResourceKind.Namespace)
        {
            one.Set(name, "metadata", "labels", "kubernetes.io/metadata.name");
            one.Set("Active", "status", "phase");
        }
        else if (kind == ResourceKind.Deployment || kind == ResourceKind.ReplicaSet)
        {
            if (one.At("spec", "replicas") is null)
                one.Set(1, "spec", "replicas");
        }
        Check(kind, one);
    }

    /// <summary>What must hold for a new object and for a changed one: the controllers rely on it.</summary>
    public static void Check(ResourceKind kind, JsonObject one)
    {
        if (kind == ResourceKind.Pod && !one.Items("spec", "containers").Any())
            throw ApiException.Invalid(kind, one.Name(), "spec.containers", "Required value");
        if (kind == ResourceKind.Secret)
            Encode(one);
        else if (kind == ResourceKind.Budget)
            CheckBudget(kind, one);
        else if (kind == ResourceKind.Deployment || kind == ResourceKind.ReplicaSet || kind == ResourceKind.DaemonSet)
            RequireSelector(kind, one);
    }

    private static void ApplyToPod(JsonObject pod)
    {
        foreach ((string field, JsonNode value) in ((string, JsonNode)[])[("restartPolicy", "Always"), ("terminationGracePeriodSeconds", 30),
            ("dnsPolicy", "ClusterFirst"),
            ("serviceAccountName", "default"), ("schedulerName", "default-scheduler")])
        {
            if (pod.At("spec", field) is null)
                pod.Set(value, "spec", field);
        }
        pod["status"] = new JsonObject { ["phase"] = "Pending", ["qosClass"] = "BestEffort" };
    }

    private static void CheckBudget(ResourceKind kind, JsonObject budget)
    {
        if (budget.At("spec", "minAvailable") is not null && budget.At("spec", "maxUnavailable") is not null)
            throw ApiException.Invalid(kind, budget.Name(), "spec", "Invalid value: minAvailable and maxUnavailable cannot be both set");
        foreach (string field in (string[])["minAvailable", "maxUnavailable"])
        {
            if (budget.Text("spec", field) is { } amount && !AmountForm().IsMatch(amount))
                throw ApiException.Invalid(kind, budget.Name(), $"spec.{field}",
                    $"Invalid value: \"{amount}\": a valid percent string must be a numeric string followed by an ending '%'");
        }
    }

    private static void RequireSelector(ResourceKind kind, JsonObject one)
    {
        if (one.At("spec", "selector") is null)
            throw ApiException.Invalid(kind, one.Name(), "spec.selector", "Required value");
        IReadOnlyDictionary<string, string> labels = one.Map("spec", "template", "metadata", "labels");
        if (!Selectors.Matches(one.At("spec", "selector"), labels))
            throw ApiException.Invalid(kind, one.Name(), "spec.template.metadata.labels",
                "Invalid value: `selector` does not match template `labels`");
    }

    private static void Encode(JsonObject secret)
    {
        foreach ((string key, string value) in secret.Map("stringData"))
            secret.Set(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(value)), "data", key);
        secret.Remove("stringData");
        foreach ((string key, string value) in secret.Map("data"))
        {
            if (!System.Buffers.Text.Base64.IsValid(value))
                throw ApiException.BadRequest($"Secret in version \"v1\" cannot be handled as a Secret: illegal base64 data in data.{key}");
        }
        if (secret["type"] is null)
            secret["type"] = "Opaque";
    }

    [GeneratedRegex("^[0-9]+%?$")]
    private static partial Regex AmountForm();

    [GeneratedRegex(@"^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$")]
    private static partial Regex NameForm();
}
