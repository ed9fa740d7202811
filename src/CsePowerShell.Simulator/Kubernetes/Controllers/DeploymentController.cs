using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Kubernetes.Controllers;

/// <summary>Deployments have one replica set per pod template, and replica sets as many pods as they ask for; pods that end do not count.</summary>
internal sealed class DeploymentController : IController
{
    public void Run(Moment moment)
    {
        foreach (JsonObject deployment in moment.Store.List(ResourceKind.Deployment))
            RunDeployment(moment, deployment);
        foreach (JsonObject set in moment.Store.List(ResourceKind.ReplicaSet))
            RunReplicaSet(moment, set);
    }

    private static void RunDeployment(Moment moment, JsonObject deployment)
    {
        int wanted = deployment.Number("spec", "replicas") ?? 1;
        string hash = Hash(deployment.At("spec", "template"));
        JsonObject[] sets = [.. moment.Store.List(ResourceKind.ReplicaSet, deployment.Namespace()).Where(set => set.IsControlledBy(deployment))];
        JsonObject current = sets.FirstOrDefault(set => set.Labels().GetValueOrDefault("pod-template-hash") == hash)
            ?? moment.Store.Create(ResourceKind.ReplicaSet, ReplicaSetFor(deployment, hash));
        foreach (JsonObject set in sets.Append(current).DistinctBy(set => set.Name()))
        {
            int replicas = set.Name() == current.Name() ? wanted : 0;
            JsonObject latest = moment.Store.Find(ResourceKind.ReplicaSet, set.Namespace(), set.Name())!;
            moment.Store.Update(ResourceKind.ReplicaSet, latest, copy => copy.Set(replicas, "spec", "replicas"));
        }
        JsonObject after = moment.Store.Find(ResourceKind.ReplicaSet, current.Namespace(), current.Name())!;
        int ready = after.Number("status", "readyReplicas") ?? 0;
        moment.Store.Update(ResourceKind.Deployment, deployment, copy =>
        {
            foreach ((string name, int value) in ((string, int)[])[("replicas", after.Number("status", "replicas") ?? 0),
                ("updatedReplicas", after.Number("status", "replicas") ?? 0),
                ("readyReplicas", ready), ("availableReplicas", ready), ("unavailableReplicas", Math.Max(0, wanted - ready)),
                    ("observedGeneration", 1)])
                copy.Set(value, "status", name);
            copy.SetCondition("Available", ready >= wanted ? "True" : "False", ready >= wanted ? "MinimumReplicasAvailable"
                : "MinimumReplicasUnavailable", null, moment.Now);
        });
    }

    private static void RunReplicaSet(Moment moment, JsonObject set)
    {
        if (set.IsBeingDeleted())
            return;
        int wanted = set.Number("spec", "replicas") ?? 1;
        List<JsonObject> pods = [.. moment.Store.List(ResourceKind.Pod, set.Namespace())
            .Where(pod => pod.IsControlledBy(set) && !pod.IsBeingDeleted() && !pod.IsFinished())];
        while (pods.Count < wanted)
            pods.Add(moment.Store.Create(ResourceKind.Pod, PodFor(set)));
        // As Kubernetes does, those that do nothing yet go first.
        foreach (JsonObject pod in pods.OrderBy(pod => pod.IsTrue("Ready")).Take(pods.Count - wanted).ToArray())
        {
            moment.Store.Update(ResourceKind.Pod, pod, copy => copy.Set(KubeObject.Time(moment.Now), "metadata", "deletionTimestamp"));
            pods.Remove(pod);
        }
        int ready = pods.Count(pod => pod.IsTrue("Ready"));
        moment.Store.Update(ResourceKind.ReplicaSet, set, copy => copy["status"] = new JsonObject
        {
            ["replicas"] = pods.Count, ["fullyLabeledReplicas"] = pods.Count, ["readyReplicas"] = ready, ["availableReplicas"] = ready,
            ["observedGeneration"] = 1,
        });
    }

    private static JsonObject ReplicaSetFor(JsonObject deployment, string hash)
    {
        JsonObject template = (deployment.At("spec", "template") as JsonObject)?.Clone() ?? [];
        template.Set(hash, "metadata", "labels", "pod-template-hash");
        JsonObject selector = (deployment.At("spec", "selector") as JsonObject)?.Clone() ?? [];
        selector.Set(hash, "matchLabels", "pod-template-hash");
        return new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = $"{deployment.Name()}-{hash}",
                ["namespace"] = deployment.Namespace(),
                ["labels"] = template.At("metadata", "labels")!.DeepClone(),
                ["ownerReferences"] = new JsonArray(KubeObject.ControlledBy(deployment)),
            },
            ["spec"] = new JsonObject { ["replicas"] = deployment.Number("spec", "replicas") ?? 1, ["selector"] = selector, ["template"] = template },
        };
    }

    private static JsonObject PodFor(JsonObject set)
    {
        JsonObject pod = (set.At("spec", "template") as JsonObject)?.Clone() ?? [];
        pod.Set($"{set.Name()}-{KubeObject.RandomSuffix()}", "metadata", "name");
        pod.Set($"{set.Name()}-", "metadata", "generateName");
        pod.Set(set.Namespace(), "metadata", "namespace");
        pod.Set(new JsonArray(KubeObject.ControlledBy(set)), "metadata", "ownerReferences");
        pod.Set("Pending", "status", "phase");
        return pod;
    }

    private static string Hash(JsonNode? template) => Convert.ToHexStringLower(
        SHA256.HashData(Encoding.UTF8.GetBytes(template?.ToJsonString() ?? "")))[..10];
}
