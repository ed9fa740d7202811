using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters.Tests.Preflight;

public sealed class NeedsTests
{
    private static readonly Vm s_silent = new("photon", "https://vcd.example/api/vAppTemplate/vm-1", null, LinkSet.Empty, []);
    private static readonly Vm s_telling = new("photon", "https://vcd.example/api/vAppTemplate/vm-1", null, LinkSet.Empty, []) { Cpu = 2, MemoryMB = 4096 };

    [Fact]
    public void A_template_that_does_not_tell_its_hardware_leaves_the_needs_unknown()
    {
        Assert.True(Needs.Of(Spec(), s_silent).IsHardwareUnknown);
        Assert.True(Needs.Of(Spec(cpu: 2), s_silent).IsHardwareUnknown);
    }

    [Fact]
    public void What_the_spec_says_is_known_whatever_the_template_tells()
    {
        Needs needs = Needs.Of(Spec(cpu: 4, memoryMB: 8192), s_silent);
        Assert.False(needs.IsHardwareUnknown);
        Assert.Equal((3, 12, 24_576L), (needs.Vms, needs.VCpu, needs.MemoryMB));
    }

    [Fact]
    public void The_templates_hardware_counts_where_the_spec_says_nothing()
    {
        Needs needs = Needs.Of(Spec(), s_telling);
        Assert.False(needs.IsHardwareUnknown);
        Assert.Equal((3, 6, 12_288L), (needs.Vms, needs.VCpu, needs.MemoryMB));
    }

    private static ClusterSpec Spec(int? cpu = null, int? memoryMB = null)
    {
        ClusterSpec spec = ClusterSpec.Simple("web", "acme-vdc", "acme-net", "ubuntu", workers: 2);
        foreach (NodePoolSpec pool in spec.Pools)
            (pool.Cpu, pool.MemoryMB) = (cpu, memoryMB);
        return spec;
    }
}
