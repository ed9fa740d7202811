using System.Xml.Linq;
using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Http;
using CsePowerShell.Simulator.Power;
using CsePowerShell.Simulator.Tasks;
using CsePowerShell.Simulator.Wire;
using CsePowerShell.Simulator.Wire.Requests;

namespace CsePowerShell.Simulator.Api;

/// <summary>Deploy, undeploy and power, of vApps and of single VMs.</summary>
internal sealed class PowerRoutes(PowerControl power, TaskEngine engine, ChangeGuard guard)
{
    private const string Right = "vApp: Power Operations";
    private static readonly string[] s_undeployActions = ["powerOff", "suspend", "shutdown", "force", "default"];

    public void Map(Router router)
    {
        foreach (string self in (string[])["/api/vApp/vapp-{id}", "/api/vApp/vm-{id}"])
        {
            router.Post(self + "/action/deploy", MediaTypes.Deploy, Deploy);
            router.Post(self + "/action/undeploy", MediaTypes.Undeploy, Undeploy);
            router.Post(self + "/power/action/powerOn", null, request => On(request, deployOnly: false, force: false));
            router.Post(self + "/power/action/powerOff", null, request =>
                Off(request, Operation.PowerOffVApp, Operation.PowerOffVm, undeploy: false, suspend: false));
            router.Post(self + "/power/action/shutdown", null, request =>
                Off(request, Operation.ShutdownVApp, Operation.ShutdownVm, undeploy: false, suspend: false));
            router.Post(self + "/power/action/suspend", null, request =>
                Off(request, Operation.SuspendVApp, Operation.SuspendVm, undeploy: false, suspend: true));
            router.Post(self + "/power/action/reset", null, request => Again(request, Operation.ResetVApp, Operation.ResetVm));
            router.Post(self + "/power/action/reboot", null, request => Again(request, Operation.RebootVApp, Operation.RebootVm));
            router.Post(self + "/action/discardSuspendedState", null, Discard);
        }
    }

    private ApiResponse Deploy(ApiRequest request)
    {
        XElement root = request.Body("DeployVAppParams");
        bool powerOn = RequestBody.Flag(root.Attribute("powerOn")) ?? true;
        return On(request, deployOnly: !powerOn, RequestBody.Flag(root.Attribute("forceCustomization")) ?? false);
    }

    private ApiResponse On(ApiRequest request, bool deployOnly, bool force)
    {
        Target target = Read(request, Operation.DeployVApp, Operation.DeployVm);
        Vm[] off = [.. target.Vms.Where(vm => !vm.IsPoweredOn && !vm.IsFailed)];
        if (off.Length == 0) throw Refuse.BadRequest($"The requested operation could not be executed: {target.Name} is already running.");
        return Start(request, target, run => power.PowerOnAsync(run, off, deployOnly, force));
    }

    private ApiResponse Undeploy(ApiRequest request)
    {
        string action = request.Body("UndeployVAppParams").Child("UndeployPowerAction")?.Value.Trim() ?? "default";
        if (!s_undeployActions.Contains(action))
            throw Refuse.BadRequest($"'{action}' is not an UndeployPowerAction; use {string.Join(", ", s_undeployActions)}.");
        bool suspend = action == "suspend";
        return Off(request, suspend ? Operation.SuspendVApp : Operation.UndeployVApp, suspend ? Operation.SuspendVm : Operation.UndeployVm,
            undeploy: true, suspend);
    }

    private ApiResponse Off(ApiRequest request, Operation forVApp, Operation forVm, bool undeploy, bool suspend)
    {
        Target target = Read(request, forVApp, forVm);
        if (!Array.Exists(target.Vms, vm => undeploy ? vm.IsDeployed || vm.IsPoweredOn : vm.IsPoweredOn))
            throw Refuse.BadRequest($"The requested operation could not be executed since {target.Name} is not running.");
        return Start(request, target, run => power.PowerOffAsync(run, target.Vms, undeploy, suspend));
    }

    private ApiResponse Again(ApiRequest request, Operation forVApp, Operation forVm)
    {
        Target target = Read(request, forVApp, forVm);
        if (!Array.Exists(target.Vms, vm => vm.IsPoweredOn))
            throw Refuse.BadRequest($"The requested operation could not be executed since {target.Name} is not running.");
        return Start(request, target, run => power.RebootAsync(run, target.Vms));
    }

    private ApiResponse Discard(ApiRequest request)
    {
        Target target = Read(request, Operation.DiscardVAppState, Operation.DiscardVmState);
        if (!Array.Exists(target.Vms, vm => vm.IsSuspended))
            throw Refuse.BadRequest($"The requested operation could not be executed since {target.Name} is not suspended.");
        return Start(request, target, async run =>
        {
            await run.PassAsync(engine.Latency.PowerOff);
            run.Commit(() =>
            {
                foreach (Vm vm in target.Vms) vm.IsSuspended = false;
            });
        });
    }

    /// <summary>The vApp or the VM that the path names.</summary>
    private Target Read(ApiRequest request, Operation forVApp, Operation forVm)
    {
        bool isVm = request.Route.Pattern.StartsWith("/api/vApp/vm-", StringComparison.Ordinal);
        Vm? vm = isVm ? request.Find<Vm>(EntityKind.Vm) : null;
        VApp vApp = vm?.VApp ?? request.Find<VApp>(EntityKind.VApp);
        Operation operation = isVm ? forVm : forVApp;
        guard.Check(request, vApp, Rights.PowerVApp, operation, Right);
        guard.CheckWhole(vApp);
        return vm is null
            ? new Target(new TaskOrder(request.User, operation, vApp), [.. vApp.Vms], $"vApp \"{vApp.Name}\"")
            : new Target(new TaskOrder(request.User, operation, vm), [vm], $"VM \"{vm.Name}\"");
    }

    private ApiResponse Start(ApiRequest request, Target target, Func<TaskRun, Task> work) => request.Accepted(engine.Start(target.Order, work));

    private sealed record Target(TaskOrder Order, Vm[] Vms, string Name);
}
