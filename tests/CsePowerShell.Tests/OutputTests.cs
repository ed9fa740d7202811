using System.Reflection;
using System.Xml.Linq;
using CsePowerShell.Clusters;
using CsePowerShell.Formatting;

namespace CsePowerShell.Tests;

public sealed class OutputTests
{
    private static readonly Assembly s_module = typeof(CseCluster).Assembly;

    public static TheoryData<string> Types => [.. s_module.GetExportedTypes().Where(type => type is { Namespace: "CsePowerShell", IsEnum: false }).Select(type => type.Name)];

    [Theory]
    [MemberData(nameof(Types))]
    public void An_output_type_survives_a_job_and_binds_again(string name)
    {
        Type type = s_module.GetType("CsePowerShell." + name)!;
        Assert.NotNull(type.GetConstructor(Type.EmptyTypes));
        Assert.All(type.GetProperties(), property => Assert.True(property.SetMethod is { IsPublic: true }, $"{name}.{property.Name} has no public setter."));
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void An_output_type_has_no_secret_and_no_type_of_a_package(string name)
    {
        Type type = s_module.GetType("CsePowerShell." + name)!;
        Assert.All(type.GetProperties(), property =>
        {
            Assert.DoesNotMatch("(?i)token|password|secret|kubeconfig$", property.Name);
            Type bare = property.PropertyType.IsArray ? property.PropertyType.GetElementType()! : Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
            Assert.True(bare.Namespace is "System" or "CsePowerShell", $"{name}.{property.Name} is a {bare}.");
        });
    }

    [Fact]
    public void Every_property_of_the_engines_cluster_reaches_the_pipeline()
    {
        Cluster cluster = Support.FakeClusters.Cluster("web", workers: 3);
        (cluster.Owner, cluster.ControlPlaneEndpoint, cluster.KubernetesVersion, cluster.Template, cluster.TemplateRevision) = ("alice", "1.2.3.4:6443", "v1.31.4", "ubuntu", 2);
        (cluster.Network, cluster.VmCount, cluster.IsLegacy, cluster.CseVersion, cluster.VAppStatus) = ("net", 4, true, "1.2.7", "POWERED_ON");
        (cluster.Created, cluster.LeaseExpires, cluster.CertificateExpires) = (DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddDays(1), DateTimeOffset.UnixEpoch.AddDays(2));
        cluster.Warnings.Add("look");
        cluster.Nodes = [new Node { Name = "node-1" }];
        cluster.CurrentOperation = new OperationRecord { Id = "op", State = OperationState.Running };
        CseCluster output = cluster.ToOutput("vcd/acme/alice");
        Assert.Equal((cluster.Id, cluster.VAppUrn, "alice", "1.2.3.4:6443", "v1.31.4", "ubuntu", 2), (output.Id, output.VAppId, output.Owner, output.ControlPlaneEndpoint, output.KubernetesVersion, output.Template, output.TemplateRevision));
        Assert.Equal(("net", 4, true, "1.2.7", "POWERED_ON", true), (output.Network, output.VmCount, output.IsLegacy, output.CseVersion, output.VAppStatus, output.IsBusy));
        Assert.Equal((cluster.Created?.LocalDateTime, cluster.LeaseExpires?.LocalDateTime, cluster.CertificateExpires?.LocalDateTime), (output.Created, output.LeaseExpires, output.CertificateExpires));
        Assert.Equal(("node-1", "vcd/acme/alice", "op", "look", 3, 1), (output.Nodes![0].Name, output.Nodes[0].Server, output.Task!.Id, output.Warnings[0], output.WorkerCount, output.ControlPlaneCount));
    }

    [Fact]
    public void A_cluster_of_CSE_1_has_unknown_numbers_and_not_zero()
    {
        CseCluster output = new Cluster { Name = "old", IsLegacy = true }.ToOutput("s");
        Assert.Null(output.WorkerCount);
        Assert.Null(output.DesiredNodes);
    }

    [Theory]
    [InlineData(3, 3, null, "3/3")]
    [InlineData(null, 3, null, "?/3")]
    [InlineData(null, null, 4, "?/4")]
    [InlineData(null, null, null, "")]
    public void Nodes_are_summed_up_as_ready_of_wanted(int? ready, int? wanted, int? vms, string text) =>
        Assert.Equal(text, _CodeMethods.NodeSummary(new CseCluster { ReadyNodes = ready, DesiredNodes = wanted, VmCount = vms }));

    [Fact]
    public void A_duration_is_known_while_it_runs_and_after_its_end_and_not_for_what_died()
    {
        DateTime start = new(2026, 11, 23, 12, 0, 0, DateTimeKind.Local);
        Assert.Equal(TimeSpan.FromSeconds(5), _CodeMethods.Duration(new CseTask { Started = start, Status = "Running" }, start.AddSeconds(5.2)));
        Assert.Equal(TimeSpan.FromSeconds(7), _CodeMethods.Duration(new CseTask { Started = start, Status = "Failed", Ended = start.AddSeconds(7) }, start.AddDays(1)));
        Assert.Equal(TimeSpan.Zero, _CodeMethods.Duration(new CseTask { Started = start, Status = "Running" }, start.AddSeconds(-5)));
        Assert.Null(_CodeMethods.Duration(new CseTask { Started = start, Status = "Interrupted" }, start.AddDays(1)));
    }

    [Fact]
    public void A_plan_reads_as_steps_sums_and_what_happens_on_failure()
    {
        string text = PlanFormat.Of(new ClusterPlan
        {
            Steps = [new PlanStep { Number = 1, Text = "Compose." }], VCpu = 6, MemoryMB = -4096, QuotaLeft = ["Addresses: 4 left."], OnFailure = "It is removed.",
        });
        Assert.Equal(["  1. Compose.", "  In all: +6 vCPU, -4096 MB of memory.", "  Addresses: 4 left.", "  If a step fails: It is removed."], text.Split(Environment.NewLine));
        Assert.Contains("No change", PlanFormat.Of(new ClusterPlan()));
    }

    [Fact]
    public void Views_and_types_name_types_and_members_that_exist()
    {
        XDocument types = XDocument.Load(Module("CsePowerShell.Types.ps1xml"));
        Type[] owners = [typeof(_CodeMethods), typeof(_Columns)];
        foreach (XElement code in types.Descendants("GetCodeReference"))
        {
            Type owner = Assert.Single(owners, owner => owner.FullName == code.Element("TypeName")!.Value);
            MethodInfo method = owner.GetMethod(code.Element("MethodName")!.Value, BindingFlags.Public | BindingFlags.Static)!;
            Assert.NotNull(method);
            Assert.Equal(owner == typeof(_Columns), code.Parent!.Attribute("IsHidden")?.Value == "true");
        }

        string[] used = [.. types.Descendants("GetCodeReference").Select(code => code.Element("MethodName")!.Value)];
        Assert.All(owners.SelectMany(owner => owner.GetMethods(BindingFlags.Public | BindingFlags.Static)), method => Assert.Contains(method.Name, used));

        XDocument views = XDocument.Load(Module("CsePowerShell.Format.ps1xml"));
        foreach (XElement view in views.Descendants("View"))
        {
            string name = view.Descendants("TypeName").First().Value;
            Type type = s_module.GetType(name) ?? throw new InvalidOperationException($"There is no type {name}.");
            string[] members = [.. type.GetProperties().Select(property => property.Name),
                .. types.Descendants("Type").Where(element => element.Element("Name")!.Value == name).Descendants("Name").Select(element => element.Value)];
            Assert.All(view.Descendants("PropertyName"), property => Assert.Contains(property.Value, members));
        }

        Assert.Equal(Types.Select(row => row.Data).Order(), views.Descendants("View").Select(view => view.Element("Name")!.Value).Order());
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void What_travels_to_another_process_is_every_property_and_no_column(string name)
    {
        XDocument types = XDocument.Load(Module("CsePowerShell.Types.ps1xml"));
        string[] expected = [.. s_module.GetType("CsePowerShell." + name)!.GetProperties().Select(property => property.Name),
            .. Of(name).Descendants("CodeProperty").Where(code => code.Attribute("IsHidden") is null).Select(code => code.Element("Name")!.Value)];
        foreach (XElement type in new[] { Of(name), Of(name, "Deserialized.") })
        {
            string[] carried = [.. type.Descendants("PropertySet").Single(set => set.Element("Name")!.Value == "PropertySerializationSet").Descendants("ReferencedProperties").Elements().Select(one => one.Value)];
            Assert.Equal(expected.Order(), carried.Order());
            Assert.Equal(Hidden(Of(name)), Hidden(type));
        }

        XElement Of(string simple, string prefix = "") => types.Descendants("Type").Single(type => type.Element("Name")!.Value == prefix + "CsePowerShell." + simple);
        static IEnumerable<string> Hidden(XElement type) => type.Descendants("CodeProperty").Where(code => code.Attribute("IsHidden") is not null).Select(code => code.Value);
    }

    private static string Module(string file)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "module", file);
            if (File.Exists(path) && File.Exists(Path.Combine(folder.FullName, "global.json")))
            {
                return path;
            }
        }

        throw new InvalidOperationException($"{file} was not found above the test.");
    }
}
