namespace CsePowerShell.Simulator;

/// <summary>How long the things take that a real cloud takes its time for.</summary>
public sealed record LatencyProfile
{
    /// <summary>Tens of milliseconds each: for tests.</summary>
    public static LatencyProfile Fast { get; } = new()
    {
        Name = "fast",
        Compose = Milliseconds(20), CloneVm = Milliseconds(40), Reconfigure = Milliseconds(20), Metadata = Milliseconds(10),
        PowerOn = Milliseconds(20), PowerOff = Milliseconds(15), Delete = Milliseconds(15),
        Boot = Milliseconds(20), Customize = Milliseconds(20),
        KubeadmInit = Milliseconds(50), KubeadmJoin = Milliseconds(30), NodeReady = Milliseconds(80),
    };

    /// <summary>
    /// What was seen on real clouds: clone 30 s; 45 s from power-on to the end of customization (power-on 5, two boots of 10, customization 20);
    /// kubeadm init 60 s; join 20 s; Ready 8 s later.
    /// </summary>
    public static LatencyProfile Realistic { get; } = new()
    {
        Name = "realistic",
        Compose = TimeSpan.FromSeconds(2), CloneVm = TimeSpan.FromSeconds(30), Reconfigure = TimeSpan.FromSeconds(3),
        Metadata = TimeSpan.FromSeconds(1),
        PowerOn = TimeSpan.FromSeconds(5), PowerOff = TimeSpan.FromSeconds(5), Delete = TimeSpan.FromSeconds(5),
        Boot = TimeSpan.FromSeconds(10), Customize = TimeSpan.FromSeconds(20),
        KubeadmInit = TimeSpan.FromSeconds(60), KubeadmJoin = TimeSpan.FromSeconds(20), NodeReady = TimeSpan.FromSeconds(8),
    };

    /// <summary>The word <c>--latency</c> takes.</summary>
    public string Name { get; init; } = "custom";

    /// <summary>Composing a vApp without VMs.</summary>
    public TimeSpan Compose { get; init; }

    /// <summary>Cloning VMs from a template; those of one request are cloned side by side.</summary>
    public TimeSpan CloneVm { get; init; }

    /// <summary>Changing a VM's hardware or a section of it.</summary>
    public TimeSpan Reconfigure { get; init; }

    /// <summary>Writing metadata, a lease and the like.</summary>
    public TimeSpan Metadata { get; init; }

    /// <summary>The task of a deploy or power-on.</summary>
    public TimeSpan PowerOn { get; init; }

    /// <summary>The task of an undeploy or power-off.</summary>
    public TimeSpan PowerOff { get; init; }

    /// <summary>Deleting VMs or a vApp.</summary>
    public TimeSpan Delete { get; init; }

    /// <summary>From power-on until the guest answers; a customization boots twice.</summary>
    public TimeSpan Boot { get; init; }

    /// <summary>What customization itself takes, both its phases together.</summary>
    public TimeSpan Customize { get; init; }

    /// <summary>From the power-on request to GC_COMPLETE.</summary>
    public TimeSpan PowerOnToCustomized => PowerOn + Boot + Boot + Customize;

    /// <summary>kubeadm init inside a guest.</summary>
    public TimeSpan KubeadmInit { get; init; }

    /// <summary>kubeadm join inside a guest.</summary>
    public TimeSpan KubeadmJoin { get; init; }

    /// <summary>From the end of a join, with a network plugin, until the node is Ready.</summary>
    public TimeSpan NodeReady { get; init; }

    private static TimeSpan Milliseconds(int value) => TimeSpan.FromMilliseconds(value);
}
