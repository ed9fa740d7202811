using System.Text.RegularExpressions;
using Newtonsoft.Json.Linq;

namespace CsePowerShell.Guest;

/// <summary>Reads what kubectl printed, by way of the node scripts.</summary>
internal static class KubernetesAnswers
{
    // kubectl's words when the eviction API refuses: error when evicting pods/"web-0" -n "shop" (will retry after 5s): Cannot evict pod as it would violate the pod's disruption budget.
    private static readonly Regex s_evicting = new(
        """error when (?:evicting|deleting) pods?/"(?<pod>[^"]+)"(?: -n "(?<ns>[^"]+)")?(?: \([^)]*\))?: (?<why>.+)$""", RegexOptions.CultureInvariant);

    // cannot delete Pods declare no controller (use --force to override): shop/bare, shop/other
    private static readonly Regex s_refused = new(@"(?<why>cannot delete [^:]+): (?<pods>[^ ,]+/[^ ,]+(?:, ?[^ ,]+/[^ ,]+)*)", RegexOptions.CultureInvariant);

    public static KubernetesStatus Status(JObject json) => new()
    {
        Nodes = [.. Items(json["nodes"]).Select(Node).OrderBy(node => node.Name, StringComparer.Ordinal)],
        SystemPodsNotRunning = [.. (json["pods"] as JArray ?? []).Select(pod => new KubernetesPod
        {
            Namespace = (string?)pod["namespace"] ?? "",
            Name = (string?)pod["name"] ?? "",
            NodeName = (string?)pod["node"] is { Length: > 0 } node && node != "<none>" ? node : null,
            Phase = (string?)pod["phase"] is "Pending" or "Failed" or "Running" or "Unknown" ? (string)pod["phase"]! : "Pending",
            Reason = (string?)pod["phase"] switch
            {
                "Pending" => null,
                "Running" => $"{(string?)pod["ready"]} containers ready",
                string reason => reason,
                null => null,
            },
        })],
    };

    public static DrainResult Drain(JObject json)
    {
        string[] lines = [.. ((string?)json["log"] ?? "").Split('\n').Where(line => line.Length > 0)];
        return new DrainResult
        {
            IsDrained = (bool?)json["drained"] ?? false,
            LastLines = lines,
            Blockers = [.. Blockers(lines, json["budgets"], json["pods"])],
        };
    }

    private static KubernetesNode Node(JToken node)
    {
        JToken? ready = node["status"]?["conditions"]?.FirstOrDefault(condition => (string?)condition["type"] == "Ready");
        bool isReady = (string?)ready?["status"] == "True";
        JObject labels = node["metadata"]?["labels"] as JObject ?? [];
        return new KubernetesNode
        {
            Name = (string?)node["metadata"]?["name"] ?? "",
            IsReady = isReady,
            NotReadyReason = isReady ? null : (string?)ready?["message"] ?? (string?)ready?["reason"],
            IsSchedulable = !((bool?)node["spec"]?["unschedulable"] ?? false),

            // The second label is that of Kubernetes before 1.24.
            IsControlPlane = labels.ContainsKey("node-role.kubernetes.io/control-plane") || labels.ContainsKey("node-role.kubernetes.io/master"),
            KubeletVersion = (string?)node["status"]?["nodeInfo"]?["kubeletVersion"] ?? "",
            Address = (string?)node["status"]?["addresses"]?.FirstOrDefault(address => (string?)address["type"] == "InternalIP")?["address"],
        };
    }

    private static IEnumerable<DrainBlocker> Blockers(IEnumerable<string> lines, JToken? budgets, JToken? pods)
    {
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (string line in lines)
        {
            if (s_evicting.Match(line) is { Success: true } evicting)
            {
                string space = evicting.Groups["ns"].Success ? evicting.Groups["ns"].Value : "default", pod = evicting.Groups["pod"].Value;
                if (seen.Add($"{space}/{pod}"))
                    yield return new DrainBlocker { Namespace = space, Pod = pod, Reason = evicting.Groups["why"].Value, Budget = BudgetOf(space, pod, budgets, pods) };
            }
            else if (s_refused.Match(line) is { Success: true } refused)
            {
                foreach (string full in refused.Groups["pods"].Value.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries))
                {
                    string[] parts = full.Split('/');
                    if (seen.Add(full))
                        yield return new DrainBlocker { Namespace = parts[0], Pod = parts[1], Reason = refused.Groups["why"].Value };
                }
            }
        }
    }

    // The budget of the pod's namespace that allows no disruption and whose selector covers the pod.
    private static string? BudgetOf(string space, string pod, JToken? budgets, JToken? pods)
    {
        JToken? labels = Items(pods).FirstOrDefault(item => (string?)item["metadata"]?["namespace"] == space && (string?)item["metadata"]?["name"] == pod)?["metadata"]?["labels"];
        JToken[] candidates = [.. Items(budgets).Where(item => (string?)item["metadata"]?["namespace"] == space && ((int?)item["status"]?["disruptionsAllowed"] ?? 0) == 0)];
        JToken? found = candidates.FirstOrDefault(item => labels is not null && Covers(item["spec"]?["selector"], labels)) ?? (candidates.Length == 1 ? candidates[0] : null);
        return (string?)found?["metadata"]?["name"];
    }

    private static bool Covers(JToken? selector, JToken labels)
    {
        JObject wanted = selector?["matchLabels"] as JObject ?? [];
        JArray rules = selector?["matchExpressions"] as JArray ?? [];
        return wanted.Properties().All(label => (string?)labels[label.Name] == (string?)label.Value)
            && rules.All(rule =>
            {
                string? value = (string?)labels[(string?)rule["key"] ?? ""];
                bool listed = value is not null && (rule["values"] as JArray ?? []).Any(item => (string?)item == value);
                return (string?)rule["operator"] switch
                {
                    "In" => listed,
                    "NotIn" => !listed,
                    "Exists" => value is not null,
                    "DoesNotExist" => value is null,
                    _ => false,
                };
            });
    }

    private static IEnumerable<JToken> Items(JToken? list) => list is JObject ? list["items"] as JArray ?? [] : [];
}
