using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Faults;
using CsePowerShell.Simulator.Http;
using CsePowerShell.Simulator.Tasks;
using CsePowerShell.Simulator.Wire;

namespace CsePowerShell.Simulator.Api;

/// <summary>What must hold before a vApp or a VM of it is changed: the right, the share, and that no other task has it in hand.</summary>
internal sealed class ChangeGuard(FaultPlan faults)
{
    public void Check(ApiRequest request, VApp vApp, Rights rights, Operation operation, string rightName, AccessLevel level = AccessLevel.Change)
    {
        if (!request.User.May(rights, vApp, level)) throw Refuse.NoRight(rightName);
        if (vApp.IsBusy || faults.TryTake(FaultKinds.Busy, out _, ("name", vApp.Name), ("operation", operation.Name))) throw Refuse.Busy(vApp.Name);
    }

    public void CheckWhole(VApp vApp)
    {
        if (vApp.IsFailed) throw Refuse.BadRequest($"The vApp \"{vApp.Name}\" could not be created; it can only be deleted.");
    }
}
