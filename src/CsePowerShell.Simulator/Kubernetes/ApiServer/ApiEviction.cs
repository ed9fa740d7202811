using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Kubernetes.Controllers;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Kubernetes.ApiServer;

/// <summary>The eviction of a pod: a deletion that budgets may refuse.</summary>
internal static class ApiEviction
{
    public static ApiResponse Evict(ClusterState state, JsonObject pod, JsonObject eviction)
    {
        ResourceStore store = state.Store;
        JsonObject[] budgets = [.. store.List(ResourceKind.Budget, pod.Namespace()).Where(budget => BudgetController.Covers(budget, pod))];
        if (budgets.Length > 1)
            throw new ApiException(HttpStatusCode.InternalServerError, "InternalError",
                "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
        bool isDryRun = eviction["deleteOptions"].At("dryRun") is JsonArray { Count: > 0 };
        // A pod that never ran disturbs nobody, one that is broken only where enough others work.
        if (budgets is [var budget] && !pod.IsFinished() && pod.Phase() != "Pending" && !pod.IsBeingDeleted())
        {
            int healthy = budget.Number("status", "currentHealthy") ?? 0;
            int desired = budget.Number("status", "desiredHealthy") ?? 0;
            bool mayGo = BudgetController.IsHealthy(pod) ? healthy > desired : healthy >= desired && desired > 0;
            if (!mayGo)
                throw new ApiException(HttpStatusCode.TooManyRequests, "TooManyRequests",
                    "Cannot evict pod as it would violate the pod's disruption budget.", new JsonObject
                {
                    ["causes"] = new JsonArray(new JsonObject
                    {
                        ["reason"] = "DisruptionBudget",
                        ["message"] = string.Create(CultureInfo.InvariantCulture,
                            $"The disruption budget {budget.Name()} needs {desired} healthy pods and has {healthy} currently"),
                    }),
                });
        }
        if (!isDryRun && !pod.IsBeingDeleted())
            store.Update(ResourceKind.Pod, pod, copy =>
            {
                copy.Set(KubeObject.Time(state.Now), "metadata", "deletionTimestamp");
                copy.Set(eviction.Number("deleteOptions", "gracePeriodSeconds") ?? pod.Number("spec", "terminationGracePeriodSeconds") ?? 30,
                    "metadata", "deletionGracePeriodSeconds");
                copy.SetCondition("DisruptionTarget", "True", "EvictionByEvictionAPI", "Eviction API: evicting", state.Now);
            });
        return ApiResponse.Json(new JsonObject { ["kind"] = "Status", ["apiVersion"] = "v1", ["metadata"] = new JsonObject(), ["status"] = "Success",
            ["code"] = 201 }, HttpStatusCode.Created);
    }
}
