using System.Globalization;
using System.Text.Json.Nodes;
using CsePowerShell.Simulator.Kubernetes.CommandLine;
using CsePowerShell.Simulator.Kubernetes.Kubectl;
using CsePowerShell.Simulator.Kubernetes.Model;

namespace CsePowerShell.Simulator.Kubernetes.Kubeadm;

/// <summary>kubeadm token create, list, delete, generate.</summary>
internal static class KubeadmTokens
{
    public static async Task<int> RunAsync(KubeadmCall call, CommandOptions options, CancellationToken cancellationToken)
    {
        string verb = options.Words.FirstOrDefault() ?? "";
        if (verb == "generate")
        {
            await call.SayAsync(BootstrapToken.Generate(), cancellationToken);
            return 0;
        }
        SimulatedCluster cluster = await ClusterAsync(call, options, cancellationToken);
        switch (verb)
        {
            case "create":
                await CreateAsync(call, cluster, options, cancellationToken);
                return 0;
            case "list":
                await ListAsync(call, cluster, cancellationToken);
                return 0;
            case "delete":
                await DeleteAsync(call, cluster, [.. options.Words.Skip(1)], cancellationToken);
                return 0;
            default:
                throw new KubeadmException($"unknown command \"{verb}\" for \"kubeadm token\"");
        }
    }

    // It works with whatever kubeconfig it is given, on any node.
    private static async Task<SimulatedCluster> ClusterAsync(KubeadmCall call, CommandOptions options, CancellationToken cancellationToken)
    {
        string path = options.Value("--kubeconfig") ?? KubeadmCall.AdminKubeconfig;
        byte[] content = await call.Command.Console.ReadFileAsync(call.Command.Resolve(path), cancellationToken)
            ?? throw new KubeadmException($"failed to load admin kubeconfig: open {path}: no such file or directory");
        try
        {
            KubectlTarget target = KubectlTarget.Read(System.Text.Encoding.UTF8.GetString(content), null, call.Kubernetes);
            return target.Connect();
        }
        catch (KubectlException e)
        {
            throw new KubeadmException(e.Message);
        }
    }

    private static async Task CreateAsync(KubeadmCall call, SimulatedCluster cluster, CommandOptions options, CancellationToken cancellationToken)
    {
        string text = options.Words.ElementAtOrDefault(1) ?? BootstrapToken.Generate();
        if (!BootstrapToken.IsToken(text))
            throw new KubeadmException(BootstrapToken.FormError(text));
        TimeSpan ttl = TimeSpan.FromHours(24);
        if (options.Value("--ttl") is { } asked)
            ttl = GoDuration.TryParse(asked) ?? throw new KubeadmException(
                $"invalid argument \"{asked}\" for \"--ttl\" flag: time: invalid duration \"{asked}\"");
        BootstrapToken token = BootstrapToken.Create(text, ttl, call.Now, options.Value("--description") ?? "",
            options.Value("--usages")?.Split(','), options.Value("--groups")?.Split(','));
        cluster.State.Change(() =>
        {
            if (cluster.State.Store.Find(ResourceKind.Secret, "kube-system", $"bootstrap-token-{token.Id}") is not null)
                throw new KubeadmException($"a token with id \"{token.Id}\" already exists");
            cluster.State.Store.Create(ResourceKind.Secret, token.ToSecret());
        });
        await call.SayAsync(options.Is("--print-join-command")
            ? $"kubeadm join {cluster.Settings.Endpoint} --token {token.Text} --discovery-token-ca-cert-hash {cluster.Authority.Hash} "
            : token.Text, cancellationToken);
    }

    private static async Task ListAsync(KubeadmCall call, SimulatedCluster cluster, CancellationToken cancellationToken)
    {
        BootstrapToken[] tokens = [.. cluster.State.Read(() => cluster.State.Store.List(ResourceKind.Secret, "kube-system"))
            .Select(BootstrapToken.Read).OfType<BootstrapToken>()];
        if (tokens.Length == 0)
            return;
        List<string[]> rows = [["TOKEN", "TTL", "EXPIRES", "USAGES", "DESCRIPTION", "EXTRA GROUPS"]];
        foreach (BootstrapToken token in tokens)
        {
            string ttl = token.Expires is { } end ? GoDuration.Write(end - call.Now) : "<forever>";
            string expires = token.Expires is { } date ? KubeObject.Time(date) : "<never>";
            rows.Add([token.Text, ttl, expires, string.Join(',', token.Usages.Order()), token.Description.Length > 0 ? token.Description : "<none>",
                string.Join(',', token.Groups)]);
        }
        await call.Command.Console.OutAsync(TextTable.Write(rows), cancellationToken);
    }

    private static async Task DeleteAsync(KubeadmCall call, SimulatedCluster cluster, string[] tokens, CancellationToken cancellationToken)
    {
        if (tokens.Length == 0)
            throw new KubeadmException("missing argument; 'token delete' is missing token of form \"[a-z0-9]{6}\" or \"[a-z0-9]{6}.[a-z0-9]{16}\"");
        foreach (string text in tokens)
        {
            if (!BootstrapToken.IsId(text) && !BootstrapToken.IsToken(text))
                throw new KubeadmException(string.Create(CultureInfo.InvariantCulture,
                    $"given token or token id \"{text}\" didn't match pattern \"\\\\A([a-z0-9]{{6}})\\\\z\" or \"\\\\A([a-z0-9]{{6}})\\\\.([a-z0-9]{{16}})\\\\z\""));
            string id = text[..6];
            cluster.State.Change(() =>
            {
                JsonObject secret = cluster.State.Store.Find(ResourceKind.Secret, "kube-system", $"bootstrap-token-{id}")
                    ?? throw new KubeadmException($"failed to delete bootstrap token \"{id}\": secrets \"bootstrap-token-{id}\" not found");
                cluster.State.Store.Remove(ResourceKind.Secret, secret);
            });
            await call.SayAsync($"bootstrap token \"{id}\" deleted", cancellationToken);
        }
    }
}
