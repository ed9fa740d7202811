using CsePowerShell.Binding;
using CsePowerShell.Clusters;
using CsePowerShell.Cmdlets;
using CsePowerShell.Tests.Support;

namespace CsePowerShell.Tests.Cmdlets;

public sealed class NodeTemplateKubeconfigTests : IDisposable
{
    private readonly Session _session = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("cse-export-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Nodes_are_filtered_by_name_and_role()
    {
        Cluster web = WithNodes();
        _session.Run(new GetCseNodeCommand { Cluster = [new CseClusterIdentity("web")], Role = ["worker"] });
        Assert.Equal(["node-1", "node-2"], _session.OutputOf<CseNode>().Select(node => node.Name));
        _session.Host.Output.Clear();
        _session.Run(new GetCseNodeCommand { Cluster = [new CseClusterIdentity(web.ToOutput(_session.Connection.Id))], Name = ["*-2", "none"] });
        Assert.Equal(["node-2"], _session.OutputOf<CseNode>().Select(node => node.Name));
        Assert.Equal("CseNodeNotFound", Assert.Single(_session.Host.Errors).Id);
    }

    [Fact]
    public void Kubernetes_is_asked_unless_it_is_to_be_left_out()
    {
        WithNodes();
        _session.Run(new GetCseNodeCommand { Cluster = [new CseClusterIdentity("web")] }).With("SkipKubernetes").Run(new GetCseNodeCommand { Cluster = [new CseClusterIdentity("web")] });
        Assert.Equal(["nodes+k8s web", "nodes web"], _session.Clusters.Calls);
    }

    [Fact]
    public void That_Kubernetes_could_not_be_asked_is_a_warning_beside_the_nodes()
    {
        WithNodes();
        _session.Clusters.NodeWarnings.Add("Kubernetes could not be asked: the key does not fit.");
        _session.Run(new GetCseNodeCommand { Cluster = [new CseClusterIdentity("web")] });
        Assert.Equal("web: Kubernetes could not be asked: the key does not fit.", Assert.Single(_session.Host.Warnings));
        Assert.NotEmpty(_session.OutputOf<CseNode>());
    }

    [Fact]
    public void Templates_are_filtered_by_name_revision_and_catalog()
    {
        _session.Clusters.Templates.AddRange(
        [
            new Template { Name = "ubuntu-22", Revision = 1, Catalog = "cse" }, new Template { Name = "ubuntu-24", Revision = 1, Catalog = "cse" },
            new Template { Name = "ubuntu-24", Revision = 2, Catalog = "cse" }, new Template { Name = "ubuntu-24", Revision = 2, Catalog = "own" },
        ]);
        _session.Run(new GetCseTemplateCommand { Name = ["ubuntu-2[4]"], Revision = 2, Catalog = "own" });
        Assert.Equal("own", Assert.Single(_session.OutputOf<CseTemplate>()).Catalog);
        _session.Run(new GetCseTemplateCommand { Name = ["none"] });
        Assert.Equal("CseTemplateNotFound", Assert.Single(_session.Host.Errors).Id);
    }

    [Fact]
    public void Test_gives_the_rows_and_checks_for_the_cluster_that_is_wanted()
    {
        _session.Clusters.Checks.Add(new CheckResult { Name = "Addresses", Result = CheckOutcome.Failed, Detail = "needs 6, free 4", Fix = "Use another network.", Code = ErrorCodes.AddressesExhausted });
        _session.Run(new TestCseEnvironmentCommand());
        Assert.Equal(("Failed", "ADDRESSES_EXHAUSTED"), (((CseTestResult)_session.Host.Output[0]).Result, ((CseTestResult)_session.Host.Output[0]).Code));
        Assert.Empty(_session.Clusters.Specs);
        _session.Run(new TestCseEnvironmentCommand { Vdc = "acme-vdc", Network = "acme-net", Template = "ubuntu", WorkerCount = 5, StorageProfile = "gold" });
        ClusterSpec spec = Assert.Single(_session.Clusters.Specs);
        Assert.Equal((5, "gold"), (spec.Pools.Single(pool => pool.Role == NodeRole.Worker).Count, spec.StorageProfile));
    }

    [Fact]
    public void Export_writes_a_private_file_and_returns_it_when_asked()
    {
        _session.Clusters.All.Add(FakeClusters.Cluster("web"));
        _session.Run(new ExportCseKubeconfigCommand { Cluster = [new CseClusterIdentity("web")], Path = _folder });
        Assert.Empty(_session.Host.Output);
        Assert.Equal("apiVersion: v1\n", File.ReadAllText(Path.Combine(_folder, "web.kubeconfig")));
        _session.With("PassThru").Run(new ExportCseKubeconfigCommand { Cluster = [new CseClusterIdentity("web")], LiteralPath = Path.Combine(_folder, "a[1]") });
        Assert.Equal("a[1]", Assert.Single(_session.OutputOf<FileInfo>()).Name);
    }

    [Fact]
    public void Export_over_an_existing_file_asks_the_cluster_nothing()
    {
        _session.Clusters.All.Add(FakeClusters.Cluster("web"));
        string path = Path.Combine(_folder, "x");
        File.WriteAllText(path, "mine");
        _session.Run(new ExportCseKubeconfigCommand { Cluster = [new CseClusterIdentity("web")], Path = path });
        Assert.Equal("CseFileExists", Assert.Single(_session.Host.Errors).Id);
        Assert.Empty(_session.Clusters.Calls);
        _session.With("Force").Run(new ExportCseKubeconfigCommand { Cluster = [new CseClusterIdentity("web")], Path = path });
        Assert.Equal("apiVersion: v1\n", File.ReadAllText(path));
    }

    [Fact]
    public void Export_of_several_clusters_into_one_file_is_an_error_and_keeps_the_first()
    {
        _session.Clusters.All.AddRange([FakeClusters.Cluster("one"), FakeClusters.Cluster("two")]);
        string path = Path.Combine(_folder, "both");
        _session.With("Force").Run(new ExportCseKubeconfigCommand { Cluster = [new CseClusterIdentity("one"), new CseClusterIdentity("two")], Path = path });
        Assert.Equal("CseFileExists", Assert.Single(_session.Host.Errors).Id);
        Assert.Contains("kubeconfig one", _session.Clusters.Calls);
        Assert.DoesNotContain("kubeconfig two", _session.Clusters.Calls);
    }

    [Fact]
    public void Export_with_WhatIf_writes_nothing_and_fetches_no_secret()
    {
        _session.Clusters.All.Add(FakeClusters.Cluster("web"));
        _session.Host.IsWhatIf = true;
        _session.Run(new ExportCseKubeconfigCommand { Cluster = [new CseClusterIdentity("web")], Path = _folder });
        Assert.Empty(Directory.GetFiles(_folder));
        Assert.DoesNotContain("kubeconfig web", _session.Clusters.Calls);
    }

    private Cluster WithNodes()
    {
        Cluster web = FakeClusters.Cluster("web");
        _session.Clusters.All.Add(web);
        _session.Clusters.Nodes.AddRange(
        [
            new Node { Name = "mstr-1", Role = NodeRole.ControlPlane, ClusterId = web.Id }, new Node { Name = "node-1", ClusterId = web.Id }, new Node { Name = "node-2", ClusterId = web.Id },
        ]);
        return web;
    }
}
