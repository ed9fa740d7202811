namespace CsePowerShell.Clusters.Tests;

public class SpecValidatorTests
{
    private const string Ed25519 = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl user@host";

    [Fact]
    public void A_good_spec_has_no_fault()
    {
        ClusterSpec spec = Specs.Valid();
        spec.SshPublicKey = Ed25519;
        spec.KubernetesVersion = "1.31.4";
        Assert.Empty(SpecValidator.Validate(spec));
    }

    [Theory]
    [InlineData("c1", true)]
    [InlineData("a-name-of-25-characters-xx", false)]
    [InlineData("a-name-of-25-characters-x", true)]
    [InlineData("team.c1", true)]
    [InlineData("team..c1", false)]
    [InlineData("", false)]
    [InlineData("-c1", false)]
    [InlineData("c1-", false)]
    [InlineData("C1", false)]
    [InlineData("c_1", false)]
    [InlineData("c1\n", false)]
    [InlineData("günther", false)]
    [InlineData("template", false)]
    [InlineData("system", false)]
    [InlineData("swagger", false)]
    [InlineData("swagger.yaml", false)]
    [InlineData("ovdc", false)]
    [InlineData("info", false)]
    public void A_name_is_a_short_host_name_that_the_service_can_address(string name, bool good)
    {
        ClusterSpec spec = Specs.Valid();
        spec.Name = name;
        Assert.Equal(good, SpecValidator.Validate(spec).All(fault => fault.Name != "Name"));
    }

    [Theory]
    [InlineData(-1, false)]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(100, true)]
    [InlineData(101, false)]
    [InlineData(1000, false)]
    [InlineData(int.MaxValue, false)]
    public void A_cluster_has_0_to_100_workers(int workers, bool good)
    {
        IReadOnlyList<ErrorDetail> faults = SpecValidator.Validate(Specs.Valid(workers));
        Assert.Equal(good, faults.Count == 0);
        if (!good)
            Assert.Contains(faults, fault => fault.Name == "WorkerCount" && fault.Message.Contains("0 to 100"));
    }

    [Fact]
    public void One_fault_is_told_once()
    {
        ErrorDetail workers = Assert.Single(SpecValidator.Validate(Specs.Valid(workers: -1)));
        Assert.Equal("WorkerCount", workers.Name);
        ClusterSpec spec = Specs.Valid();
        spec.Name = new string('a', 200);
        Assert.Contains("200 characters", Assert.Single(SpecValidator.Validate(spec)).Message);
        spec = Specs.Valid();
        spec.Pools.Add(new NodePoolSpec { Name = "gpu", Count = -1 });
        Assert.Equal("NodePool[gpu].Count", Assert.Single(SpecValidator.Validate(spec)).Name);
    }

    [Theory]
    [InlineData("/home/me/.ssh/id_ed25519.pub", true)]
    [InlineData("~/.ssh/id", true)]
    [InlineData(@"C:\Users\me\id.pub", true)]
    [InlineData("ssh-ed25519", false)]
    [InlineData("AAAAC3NzaC1lZDI1NTE5", false)]
    public void The_name_of_a_key_file_is_seen_for_what_it_is(string text, bool isPath)
    {
        ClusterSpec spec = Specs.Valid();
        spec.SshPublicKey = text;
        Assert.Equal(isPath, Assert.Single(SpecValidator.Validate(spec)).Message.Contains("Get-Content -Raw " + text));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_cluster_has_one_control_plane_node(int count)
    {
        ClusterSpec spec = Specs.Valid();
        spec.Pools[0].Count = count;
        Assert.Equal("ControlPlaneCount", Assert.Single(SpecValidator.Validate(spec)).Name);
    }

    [Fact]
    public void All_faults_are_told_together_by_the_parameter()
    {
        var spec = new ClusterSpec
        {
            Name = "No Good Name",
            Pools =
            [
                new NodePoolSpec { Name = "control-plane", Role = NodeRole.ControlPlane, Count = 1, Cpu = 1 },
                new NodePoolSpec { Name = "workers", Count = 1000, MemoryMB = 5, DiskMB = 1 },
            ],
            KubernetesVersion = "1.10.11",
            SshPublicKey = "hello",
            PodSubnet = "10.0.0.0/8",
            ServiceSubnet = "10.96.0.0/12",
        };

        var error = new SpecValidationException(SpecValidator.Validate(spec));

        string[] names = ["Name", "Vdc", "Network", "Template", "KubernetesVersion", "WorkerCount", "Cpu", "MemoryMB", "DiskMB", "SshPublicKey", "ServiceSubnet"];
        Assert.Equal(names.Order(), error.Details.Select(detail => detail.Name).Distinct().Order());
        Assert.Equal(ErrorCodes.ValidationFailed, error.Code);
        Assert.All(names, name => Assert.Contains(name + ":", error.Message));
    }

    [Theory]
    [InlineData("10.244.0.0/16", "10.96.0.0/12", null)]
    [InlineData("10.96.0.0/16", "10.96.0.0/12", "ServiceSubnet")]
    [InlineData("10.244.0.1/16", "10.96.0.0/12", "PodSubnet")]
    [InlineData("10.244.0.0/24", "10.96.0.0/12", "PodSubnet")]
    [InlineData("10.244.0.0/22", "10.96.0.0/12", null)]
    [InlineData("10.244.0.0/16", "10.96.0.0/11", "ServiceSubnet")]
    [InlineData("10.244.0.0/16", "10.96.0.0/29", "ServiceSubnet")]
    [InlineData("10.244.0.0", "10.96.0.0/12", "PodSubnet")]
    [InlineData("10.244/16", "10.96.0.0/12", "PodSubnet")]
    [InlineData("fd00::/64", "10.96.0.0/12", "PodSubnet")]
    [InlineData("10.244.0.0/33", "10.96.0.0/12", "PodSubnet")]
    [InlineData("", "10.96.0.0/12", "PodSubnet")]
    public void Subnets_are_IPv4_networks_that_fit_and_do_not_overlap(string pods, string services, string? fault)
    {
        ClusterSpec spec = Specs.Valid();
        spec.PodSubnet = pods;
        spec.ServiceSubnet = services;
        Assert.Equal(fault, SpecValidator.Validate(spec).Select(detail => detail.Name).FirstOrDefault());
    }

    [Theory]
    [InlineData(Ed25519, true)]
    [InlineData("ssh-rsa AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl", false)]
    [InlineData("ssh-ed25519 AAAA", false)]
    [InlineData("ssh-ed25519 ???", false)]
    [InlineData("ssh-ed25519", false)]
    [InlineData("-----BEGIN OPENSSH PRIVATE KEY-----", false)]
    [InlineData("command=\"rm -rf /\" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl", false)]
    [InlineData(Ed25519 + "\nssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl", false)]
    [InlineData("", false)]
    public void A_public_key_is_read_and_not_trusted(string key, bool good)
    {
        ClusterSpec spec = Specs.Valid();
        spec.SshPublicKey = key;
        Assert.Equal(good, SpecValidator.Validate(spec).All(fault => fault.Name != "SshPublicKey"));
    }

    [Fact]
    public void Pools_have_names_of_their_own()
    {
        ClusterSpec spec = Specs.Valid();
        spec.Pools.Add(new NodePoolSpec { Name = "workers", Count = 1 });
        Assert.Contains(SpecValidator.Validate(spec), fault => fault.Name == "NodePool" && fault.Message.Contains("workers"));
    }
}
