using System.Globalization;
using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Kubernetes.Controllers;

/// <summary>Counts for every PodDisruptionBudget how many of its pods may go.</summary>
internal sealed class BudgetController : IController
{
    public void Run(Moment moment)
    {
        foreach (JsonObject budget in moment.Store.List(ResourceKind.Budget))
        {
            JsonObject[] pods = [.. moment.Store.List(ResourceKind.Pod, budget.Namespace()).Where(pod => Covers(budget, pod) && !pod.IsFinished())];
            int healthy = pods.Count(IsHealthy);
            int expected = Expected(moment, pods);
            int desired = budget.At("spec", "maxUnavailable") is { } most
                ? Math.Max(0, expected - Amount(most, expected))
                : Amount(budget.At("spec", "minAvailable") ?? 1, expected);
            moment.Store.Update(ResourceKind.Budget, budget, copy =>
            {
                foreach ((string name, int value) in ((string, int)[])[("currentHealthy", healthy), ("desiredHealthy", desired),
                    ("expectedPods", expected),
                    ("disruptionsAllowed", Math.Max(0, healthy - desired)), ("observedGeneration", 1)])
                    copy.Set(value, "status", name);
            });
        }
    }

    public static bool Covers(JsonObject budget, JsonObject pod) =>
        budget.Namespace() == pod.Namespace() && Selectors.Matches(budget.At("spec", "selector"), pod.Labels());

    public static bool IsHealthy(JsonObject pod) => pod.IsTrue("Ready") && !pod.IsBeingDeleted();

    // How many there should be: what the pods' controllers ask for, and the pods that have none.
    private static int Expected(Moment moment, JsonObject[] pods)
    {
        int expected = 0;
        foreach (IGrouping<string, JsonObject> group in pods.GroupBy(pod => pod.Controller().Text("uid") ?? ""))
        {
            JsonObject? set = group.Key.Length == 0 ? null
                : moment.Store.List(ResourceKind.ReplicaSet, group.First().Namespace()).FirstOrDefault(one => one.Uid() == group.Key);
            expected += set?.Number("spec", "replicas") ?? group.Count(pod => !pod.IsBeingDeleted());
        }
        return expected;
    }

    private static int Amount(JsonNode value, int whole)
    {
        string text = value.ToString();
        if (!text.EndsWith('%'))
            return int.TryParse(text, CultureInfo.InvariantCulture, out int number) ? number : 0;
        return int.TryParse(text[..^1], CultureInfo.InvariantCulture, out int percent) ? (int)Math.Ceiling(whole * percent / 100.0) : 0;
    }
}
