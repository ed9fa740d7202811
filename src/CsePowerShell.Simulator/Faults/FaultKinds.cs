namespace CsePowerShell.Simulator.Faults;

/// <summary>The kinds of fault and the facts each can be narrowed by. Every kind also takes <c>count=</c> and <c>skip=</c>.</summary>
public static class FaultKinds
{
    /// <summary>A task ends in error. <c>operation=</c> (operationName) <c>name=</c> (of the object) <c>vm=</c> (a VM it works on) <c>message=</c>
    /// <c>minor=</c>.</summary>
    public const string TaskFails = "task-fails";

    /// <summary>A task takes longer. <c>operation= name= vm= seconds=</c>.</summary>
    public const string TaskSlow = "task-slow";

    /// <summary>Cloning VMs takes longer. <c>name=</c> (of the vApp) <c>vm= seconds=</c>.</summary>
    public const string SlowClone = "slow-clone";

    /// <summary>A change is refused as if another task ran on the object. <c>operation= name=</c>.</summary>
    public const string Busy = "busy";

    /// <summary>A request gets this status instead of being served. <c>method= path= status= minor= message= retry-after=</c> (seconds).</summary>
    public const string Http = "http";

    /// <summary>A request is answered late. <c>method= path= seconds= when=before|after</c>: after means that it is carried out at once and only its answer
    /// waits.</summary>
    public const string SlowResponse = "slow-response";

    /// <summary>The connection breaks. <c>method= path= when=before|after</c>: after means that the request was carried out and its answer is
    /// lost.</summary>
    public const string LostConnection = "lost-connection";

    /// <summary>The session of the request is forgotten: 401. <c>method= path= user=</c>.</summary>
    public const string ExpiredSession = "expired-session";

    /// <summary>The pool of a network is exhausted for one VM. <c>network= vm=</c>.</summary>
    public const string NoAddress = "no-address";

    /// <summary>A VM is made, but its network card never gets an address. <c>vm=</c>.</summary>
    public const string AddressMissing = "address-missing";

    /// <summary>Guest customization ends in GC_FAILED. <c>vm=</c>.</summary>
    public const string CustomizationFails = "customization-fails";

    /// <summary>Guest customization never ends. <c>vm=</c>.</summary>
    public const string CustomizationHangs = "customization-hangs";

    /// <summary>A guest boots without its sshd. <c>vm=</c>.</summary>
    public const string SshRefused = "ssh-refused";

    /// <summary>All SSH connections of a guest are cut in the middle of a command. <c>vm= command=</c> (how the command line begins, such as "kubeadm
    /// init").</summary>
    public const string SshCut = "ssh-cut";

    /// <summary>A command of the Kubernetes tools in a guest fails. <c>vm= command= exit= message=</c>.</summary>
    public const string ScriptFails = "script-fails";

    /// <summary>A command of the Kubernetes tools in a guest never ends. <c>vm= command=</c>.</summary>
    public const string ScriptHangs = "script-hangs";

    /// <summary>A command in a guest prints megabytes before it goes on. <c>vm= command= bytes=</c>.</summary>
    public const string ScriptPrints = "script-prints";

    /// <summary>A guest boots more slowly. <c>vm= seconds=</c>.</summary>
    public const string SlowBoot = "slow-boot";

    internal static IReadOnlyList<string> All { get; } =
        [TaskFails, TaskSlow, SlowClone, Busy, Http, SlowResponse, LostConnection, ExpiredSession, NoAddress, AddressMissing,
         CustomizationFails, CustomizationHangs, SshRefused, SshCut, ScriptFails, ScriptHangs, ScriptPrints, SlowBoot];
}
