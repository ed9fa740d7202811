using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Kubernetes.ApiServer;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Kubernetes.Kubectl;

/// <summary>kubectl get, with tables, -o wide, json, yaml (as JSON, which is YAML), name and jsonpath of a plain path; and --raw.</summary>
internal static class KubectlGet
{
    private const string Table = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";

    public static async Task<int> RunAsync(KubectlCall call, CancellationToken cancellationToken)
    {
        if (call.Options.Value("--raw") is { } path)
            return await RawAsync(call, path, cancellationToken);
        string output = call.Options.Value("--output") ?? "";
        return output is "" or "wide" ? await TableAsync(call, output == "wide", cancellationToken)
            : await ObjectsAsync(call, output, cancellationToken);
    }

    private static async Task<int> RawAsync(KubectlCall call, string path, CancellationToken cancellationToken)
    {
        Uri uri = new(new Uri("https://server"), path);
        Dictionary<string, string> query = uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
            .Select(part => part.Split('=', 2))
            .ToDictionary(pair => Uri.UnescapeDataString(pair[0]), pair => Uri.UnescapeDataString(pair.ElementAtOrDefault(1) ?? ""));
        query.Remove("watch"); // a list is what a script can use
        ApiResponse response = call.Send("GET", uri.AbsolutePath, query);
        if ((int)response.Status >= 400)
            throw KubectlCall.Refused(JsonNode.Parse(response.Body) as JsonObject ?? []);
        await call.OutAsync(response.Body, cancellationToken);
        return 0;
    }

    private static async Task<int> TableAsync(KubectlCall call, bool isWide, CancellationToken cancellationToken)
    {
        bool isAll = call.Options.Is("--all-namespaces");
        bool found = false;
        KubectlException? failure = null;
        foreach (IGrouping<ResourceKind, (ResourceKind Kind, string? Name)> targets in call.Targets().GroupBy(target => target.Kind))
        {
            List<string[]> rows = [];
            foreach ((ResourceKind kind, string? name) in targets)
            {
                JsonObject table;
                try
                {
                    table = call.Ask("GET", ApiPath.Of(kind, isAll ? null : call.Namespace, name), name is null ? Selection(call) : null,
                        accept: Table);
                }
                catch (KubectlException e) when (name is not null)
                {
                    if (!call.Options.Is("--ignore-not-found") || !e.Message.Contains("(NotFound)", StringComparison.Ordinal))
                        failure = e;
                    continue;
                }
                int[] columns = [.. table.Items("columnDefinitions").Index().Where(column => isWide || column.Item.Number("priority") == 0)
                    .Select(column => column.Index)];
                bool withNamespace = isAll && kind.IsNamespaced;
                if (rows.Count == 0 && !call.Options.Is("--no-headers") && table.Items("rows").Any())
                {
                    string[] heads = [.. table.Items("columnDefinitions").Select(column => (column.Text("name") ?? "").ToUpperInvariant())];
                    rows.Add([.. withNamespace ? ["NAMESPACE"] : (string[])[], .. columns.Select(column => heads[column])]);
                }
                foreach (JsonObject row in table.Items("rows"))
                {
                    JsonArray cells = (JsonArray)row["cells"]!;
                    rows.Add([.. withNamespace ? [row.Text("object", "metadata", "namespace") ?? ""] : (string[])[],
                        .. columns.Select(column => cells[column]?.ToString() ?? "<none>")]);
                }
            }
            found |= rows.Count > 0;
            await call.OutAsync(TextTable.Write(rows), cancellationToken);
        }
        if (failure is not null)
            throw failure;
        if (!found && !call.Options.Is("--ignore-not-found"))
            await call.WarnAsync(isAll || call.Targets().All(target => !target.Kind.IsNamespaced) ? "No resources found"
                : $"No resources found in {call.Namespace} namespace.", cancellationToken);
        return 0;
    }

    private static async Task<int> ObjectsAsync(KubectlCall call, string output, CancellationToken cancellationToken)
    {
        IReadOnlyList<(ResourceKind Kind, string? Name)> targets = call.Targets();
        List<JsonObject> objects = [];
        foreach ((ResourceKind kind, string? name) in targets)
        {
            string? space = call.Options.Is("--all-namespaces") ? null : call.Namespace;
            if (name is null)
            {
                foreach (JsonObject one in call.Ask("GET", ApiPath.Of(kind, space), Selection(call)).Items("items"))
                    objects.Add(one);
            }
            else if (call.Find(kind, space, name) is { } one)
                objects.Add(one);
            else if (!call.Options.Is("--ignore-not-found"))
                throw KubectlCall.Refused(ApiException.NotFound(kind, name).ToStatus());
        }
        bool isSingle = targets is [(_, not null)];
        if (isSingle && objects.Count == 0)
            return 0;
        JsonObject shown = isSingle ? objects[0] : new JsonObject
        {
            ["apiVersion"] = "v1", ["items"] = new JsonArray([.. objects.Select(one => one.DeepClone())]), ["kind"] = "List",
            ["metadata"] = new JsonObject { ["resourceVersion"] = "" },
        };
        string text = output switch
        {
            "json" or "yaml" => shown.ToJsonString(KubectlInformation.Indented) + "\n",
            "name" => string.Concat(objects
            .Select(one => $"{ResourceKind.Find(one.Text("apiVersion")!, one.Text("kind")!)?.Singular}/{one.Name()}\n")),
            _ when output.StartsWith("jsonpath=", StringComparison.Ordinal) => JsonPathTemplate.Evaluate(output["jsonpath=".Length..], shown),
            _ => throw new KubectlException(
                $"error: unable to match a printer suitable for the output format \"{output}\", allowed formats are: json,jsonpath,name,wide,yaml"),
        };
        await call.OutAsync(text, cancellationToken);
        return 0;
    }

    private static Dictionary<string, string> Selection(KubectlCall call)
    {
        Dictionary<string, string> query = [];
        if (call.Options.Value("--selector") is { } labels)
            query["labelSelector"] = labels;
        if (call.Options.Value("--field-selector") is { } fields)
            query["fieldSelector"] = fields;
        return query;
    }
}
