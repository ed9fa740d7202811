using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Guests.Agent;
using CsePowerShell.Simulator.Kubernetes.ApiServer;
using CsePowerShell.Simulator.Kubernetes.CommandLine;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Kubernetes.Kubectl;

/// <summary>One call of kubectl: its options, its cluster, and requests to it.</summary>
internal sealed class KubectlCall(GuestCommand command, CommandOptions options, KubectlTarget target, SimulatedKubernetes kubernetes)
{
    private static readonly IReadOnlyDictionary<string, string> s_noQuery = new Dictionary<string, string>();

    public GuestCommand Command => command;
    public CommandOptions Options => options;
    public SimulatedKubernetes Kubernetes => kubernetes;
    public string Namespace => options.Value("--namespace") ?? "default";
    public DateTimeOffset Now => kubernetes.Clock.GetUtcNow();

    public Task OutAsync(string text, CancellationToken cancellationToken) => command.Console.OutAsync(text, cancellationToken);
    public Task SayAsync(string line, CancellationToken cancellationToken) => command.Console.OutAsync(line + "\n", cancellationToken);
    public Task WarnAsync(string line, CancellationToken cancellationToken) => command.Console.ErrorAsync(line + "\n", cancellationToken);
    public Task WaitAsync(TimeSpan time, CancellationToken cancellationToken) => Task.Delay(time, kubernetes.Clock, cancellationToken);

    /// <summary>--timeout; null for none or 0.</summary>
    public TimeSpan? Timeout => options.Value("--timeout") is not { } text ? null
        : GoDuration.TryParse(text) is { } time ? time > TimeSpan.Zero ? time : null
        : throw new KubectlException($"error: invalid argument \"{text}\" for \"--timeout\" flag: time: invalid duration \"{text}\"");

    /// <summary>The answer, whatever it is.</summary>
    public ApiResponse Send(string method, string path, IReadOnlyDictionary<string, string>? query = null, string body = "",
        string contentType = "application/json", string accept = "application/json") =>
        target.Send(new ApiRequest(method, path, query ?? s_noQuery, ApiUser.Anonymous) { Body = body, ContentType = contentType, Accept = accept });

    /// <summary>The object of an answer that must be a good one.</summary>
    /// <exception cref="KubectlException">With the words that kubectl has for the refusal.</exception>
    public JsonObject Ask(string method, string path, IReadOnlyDictionary<string, string>? query = null, string body = "",
        string contentType = "application/json", string accept = "application/json")
    {
        ApiResponse response = Send(method, path, query, body, contentType, accept);
        JsonObject answer = JsonNode.Parse(response.Body) as JsonObject ?? [];
        return (int)response.Status < 400 ? answer : throw Refused(answer);
    }

    public static KubectlException Refused(JsonObject status) => new($"Error from server ({status.Text("reason")}): {status.Text("message")}");

    /// <summary>Whether an object is there, and the object.</summary>
    public JsonObject? Find(ResourceKind kind, string? @namespace, string name)
    {
        ApiResponse response = Send("GET", ApiPath.Of(kind, @namespace, name));
        JsonObject answer = JsonNode.Parse(response.Body) as JsonObject ?? [];
        return response.Status == System.Net.HttpStatusCode.NotFound ? null : (int)response.Status < 400 ? answer : throw Refused(answer);
    }

    /// <summary>Kinds and names of "pods", "pod x y", "pods,nodes" or "pod/x".</summary>
    public IReadOnlyList<(ResourceKind Kind, string? Name)> Targets()
    {
        string[] words = [.. options.Words.Skip(1)];
        if (words.Length == 0)
            throw new KubectlException("error: You must specify the type of resource to get.");
        if (words[0].Contains('/', StringComparison.Ordinal))
            return [.. words.Select(word => (Kind(word.Split('/')[0]), (string?)word.Split('/')[1]))];
        ResourceKind[] kinds = [.. (words[0] == "all" ? "pods,services,daemonsets,deployments,replicasets" : words[0]).Split(',').Select(Kind)];
        return words.Length == 1 ? [.. kinds.Select(kind => (kind, (string?)null))] : [.. words.Skip(1).Select(name => (kinds[0], (string?)name))];
    }

    private static ResourceKind Kind(string word) => ResourceKind.FindByWord(word)
        ?? throw new KubectlException($"error: the server doesn't have a resource type \"{word}\"");
}
