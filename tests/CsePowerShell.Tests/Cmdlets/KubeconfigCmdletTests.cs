using CsePowerShell.Binding;
using CsePowerShell.Clusters;
using CsePowerShell.Cmdlets;
using CsePowerShell.Tests.Support;

namespace CsePowerShell.Tests.Cmdlets;

public sealed class KubeconfigCmdletTests : IDisposable
{
    private readonly Session _session = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("cse-kube-").FullName;

    public KubeconfigCmdletTests() => _session.Clusters.Kubeconfig = Kubeconfig("Q0E=");

    private string Config => Path.Combine(_folder, "config");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Get_shows_everything_but_the_text_which_no_property_has()
    {
        Cluster web = Add("web");
        _session.Run(new GetCseKubeconfigCommand { Cluster = [new CseClusterIdentity(web.ToOutput(_session.Connection.Id))] });
        CseKubeconfig config = Assert.Single(_session.OutputOf<CseKubeconfig>());
        Assert.Equal((web.Id, "web", "web", "web-admin", "https://10.0.0.5:6443"), (config.ClusterId, config.ClusterName, config.ContextName, config.User, config.ApiServer));
        Assert.DoesNotContain(typeof(CseKubeconfig).GetProperties(), property => property.GetValue(config)?.ToString()?.Contains("S0VZ", StringComparison.Ordinal) == true);
        Assert.Contains("S0VZ", config.GetText());
        _session.Host.Output.Clear();
        _session.With("Raw").Run(new GetCseKubeconfigCommand { Cluster = [new CseClusterIdentity("web")] });
        Assert.Equal(_session.Clusters.Kubeconfig, Assert.Single(_session.Host.Output));
    }

    [Fact]
    public void Import_takes_the_file_of_KUBECONFIG_and_says_what_it_did()
    {
        Cluster web = Add("web");
        CseKubeconfigChange change = Import("web");
        Assert.Equal((Config, "Added", true, web.Id), (change.Path, change.Action, change.IsCurrent, change.ClusterId));
        Assert.Equal(["web"], change.Context);
        Assert.Equal("Unchanged", Import("web").Action);
        _session.Clusters.Kubeconfig = Kubeconfig("TkVX");
        change = Import("web");
        Assert.Equal("Replaced", change.Action);
        Assert.True(File.Exists(change.Backup));
    }

    [Fact]
    public void Import_of_several_clusters_keeps_the_file_as_it_was_before_the_first()
    {
        Add("one");
        Add("two");
        File.WriteAllText(Config, KubeconfigText.ForContext(Kubeconfig("T1c="), "mine"));
        string before = File.ReadAllText(Config);
        _session.Run(new ImportCseKubeconfigCommand { Cluster = [new CseClusterIdentity("*")], Variable = Variable });
        Assert.Equal(["mine", "one", "two"], Contexts().Select(context => context.Name));
        Assert.Equal(before, File.ReadAllText(KubeconfigStore.BackupOf(Config)));
        Assert.True(Contexts()[0].IsCurrent);
    }

    [Fact]
    public void Import_with_a_name_a_namespace_and_SetCurrent()
    {
        Add("web");
        _session.With("SetCurrent").Run(new ImportCseKubeconfigCommand { Cluster = [new CseClusterIdentity("web")], Path = Config, ContextName = "prod", Namespace = "shop" });
        KubeconfigContext context = Assert.Single(Contexts());
        Assert.Equal(("prod", "shop", true, "web"), (context.Name, context.Namespace, context.IsCurrent, context.Origin!.ClusterName));
    }

    [Fact]
    public void Import_of_clusters_of_one_name_in_two_organizations_is_an_error_for_the_second()
    {
        Cluster acme = Add("web");
        Cluster globex = Add("web", "globex");
        _session.Run(new ImportCseKubeconfigCommand { Cluster = [new CseClusterIdentity(acme.Id)], Variable = Variable });
        _session.Clusters.Kubeconfig = Kubeconfig("T1RIRVI=");
        _session.Run(new ImportCseKubeconfigCommand { Cluster = [new CseClusterIdentity(globex.Id)], Variable = Variable });
        Assert.Equal("CseSpecConflict", Assert.Single(_session.Host.Errors).Id);
        Assert.Equal(acme.Id, Assert.Single(Contexts()).Origin!.ClusterId);
    }

    [Fact]
    public void Import_with_WhatIf_fetches_no_secret_and_writes_nothing()
    {
        Add("web");
        _session.Host.IsWhatIf = true;
        _session.Run(new ImportCseKubeconfigCommand { Cluster = [new CseClusterIdentity("web")], Variable = Variable });
        Assert.DoesNotContain(_session.Clusters.Calls, call => call.StartsWith("kubeconfig", StringComparison.Ordinal));
        Assert.Contains(Config, Assert.Single(_session.Host.Asked));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Fact]
    public void Remove_finds_a_context_by_its_mark_whatever_it_is_called_and_asks_no_server()
    {
        Cluster web = Add("web");
        _session.Run(new ImportCseKubeconfigCommand { Cluster = [new CseClusterIdentity("web")], Path = Config, ContextName = "prod" });
        _session.Clusters.All.Clear();
        _session.Clusters.Calls.Clear();
        _session.Host.Output.Clear();
        CseRemoval gone = new() { ClusterId = web.Id, ClusterName = "web" };
        _session.Run(new RemoveCseKubeconfigCommand { Cluster = [new CseClusterIdentity(new CseCluster { Id = gone.ClusterId, Name = gone.ClusterName })], Variable = Variable });
        Assert.Equal("Removed", Assert.Single(_session.OutputOf<CseKubeconfigChange>()).Action);
        Assert.Empty(Contexts());
        Assert.Empty(_session.Clusters.Calls);
    }

    [Fact]
    public void Remove_of_what_is_not_there_is_an_error_for_a_name_and_nothing_for_a_wildcard()
    {
        _session.Run(new RemoveCseKubeconfigCommand { Cluster = [new CseClusterIdentity("none"), new CseClusterIdentity("n*")], Variable = Variable });
        _session.Run(new RemoveCseKubeconfigCommand { ContextName = ["none", "n*"], Variable = Variable });
        Assert.Equal(["CseNotFound", "CseNotFound"], _session.Host.Errors.Select(error => error.Id));
    }

    [Fact]
    public void Remove_by_a_name_that_two_clusters_have_lists_them()
    {
        Add("web");
        Import("web");
        _session.Clusters.All.Clear();
        _session.Clusters.Kubeconfig = Kubeconfig("T1RIRVI=");
        Add("web", "globex");
        _session.Run(new ImportCseKubeconfigCommand { Cluster = [new CseClusterIdentity("web")], Variable = Variable, ContextName = "web-globex" });
        _session.Run(new RemoveCseKubeconfigCommand { Cluster = [new CseClusterIdentity("web")], Variable = Variable });
        Assert.Equal("CseNameAmbiguous", Assert.Single(_session.Host.Errors).Id);
        _session.Run(new RemoveCseKubeconfigCommand { Cluster = [new CseClusterIdentity("web")], Org = "globex", Variable = Variable });
        Assert.Equal("web", Assert.Single(Contexts()).Name);
    }

    [Fact]
    public void Stale_contexts_are_those_of_this_connection_whose_cluster_is_gone()
    {
        Add("one");
        Add("two");
        Import("one");
        Import("two");
        File.WriteAllText(Config, KubeconfigText.Merge(File.ReadAllText(Config), KubeconfigText.ForImport(Kubeconfig("WA=="), "theirs",
            new KubeconfigOrigin { ClusterId = "x", ClusterName = "theirs", Server = "elsewhere/acme/bob" }), setCurrent: null).Text);
        _session.Clusters.All.RemoveAll(cluster => cluster.Name == "one");
        _session.With("Stale").Run(new RemoveCseKubeconfigCommand { Variable = Variable });
        Assert.Equal(["two", "theirs"], Contexts().Select(context => context.Name));
    }

    [Fact]
    public void Remove_of_a_cluster_takes_its_context_along_when_asked_and_only_once_it_is_gone()
    {
        Add("web");
        Add("api");
        Import("web");
        Import("api");
        _session.Run(new RemoveCseClusterCommand { Cluster = [new CseClusterIdentity("api")], Variable = Variable });
        Assert.Equal(2, Contexts().Count);
        _session.Clusters.Work = operation =>
        {
            operation.Fail(new ClusterException(ErrorCodes.VcdError, "no"));
            return Task.CompletedTask;
        };
        _session.With("RemoveKubeconfigContext").Run(new RemoveCseClusterCommand { Cluster = [new CseClusterIdentity("web")], Variable = Variable });
        Assert.Equal(2, Contexts().Count);
        _session.Clusters.Work = operation =>
        {
            operation.Succeed(new OperationResult { Changed = true });
            return Task.CompletedTask;
        };
        _session.With("RemoveKubeconfigContext").Run(new RemoveCseClusterCommand { Cluster = [new CseClusterIdentity("web")], Variable = Variable });
        Assert.Equal("api", Assert.Single(Contexts()).Name);
        _session.With("RemoveKubeconfigContext", "RunAsync").Run(new RemoveCseClusterCommand { Cluster = [new CseClusterIdentity("api")], Variable = Variable });
        Assert.Equal("CseBadRequest", _session.Host.Errors[^1].Id);
    }

    private string? Variable(string name) => name == "KUBECONFIG" ? Config : null;

    private CseKubeconfigChange Import(string name)
    {
        _session.Host.Output.Clear();
        _session.Run(new ImportCseKubeconfigCommand { Cluster = [new CseClusterIdentity(name)], Variable = Variable });
        return Assert.Single(_session.OutputOf<CseKubeconfigChange>());
    }

    private IReadOnlyList<KubeconfigContext> Contexts() => KubeconfigText.Contexts(File.ReadAllText(Config));

    private Cluster Add(string name, string org = "acme")
    {
        Cluster cluster = FakeClusters.Cluster(name, org);
        _session.Clusters.All.Add(cluster);
        return cluster;
    }

    private static string Kubeconfig(string authority) => KubeconfigText.ForContext($$"""
        apiVersion: v1
        clusters:
        - cluster: {certificate-authority-data: {{authority}}, server: "https://10.0.0.5:6443"}
          name: kubernetes
        contexts:
        - context: {cluster: kubernetes, user: kubernetes-admin}
          name: kubernetes-admin@kubernetes
        kind: Config
        users:
        - name: kubernetes-admin
          user: {client-certificate-data: Q0VSVA==, client-key-data: S0VZ}
        """, "web");
}
