using CsePowerShell.Simulator.Domain;
using CsePowerShell.Simulator.Tasks;
using static CsePowerShell.Simulator.Query.QueryColumn;

namespace CsePowerShell.Simulator.Query;

internal static class TaskQueries
{
    private static readonly QueryColumn[] s_columns =
    [
        To<VcdTask>("org", task => task.Org), Text<VcdTask>("orgName", task => task.Org.Name), Text<VcdTask>("name", task => task.OperationName),
        Time<VcdTask>("startDate", task => task.Started), Time<VcdTask>("endDate", task => task.Ended), Text<VcdTask>("status", task => task.Status),
        Number<VcdTask>("progress", task => task.Progress), Text<VcdTask>("ownerName", task => task.User.Name),
        // The object of an extension's task need not be one of vCD's: then its href stands as it was written.
        new("object", ColumnKind.Reference, entity => ((VcdTask)entity).Owner.Entity ?? (object?)((VcdTask)entity).Owner.Href),
        Text<VcdTask>("objectName", task => task.Owner.DisplayName),
        Text<VcdTask>("objectType", task => task.Owner.Entity?.Kind.Word ?? task.Owner.Type),
        Text<VcdTask>("serviceNamespace", task => task.ServiceNamespace),
    ];

    public static IReadOnlyList<QueryType> Types { get; } =
    [
        new("task", "TaskRecord", "TaskReference", (_, user) => user.Org.History.Where(user.CanSee), s_columns),
        new("adminTask", "AdminTaskRecord", "TaskReference", (world, _) => world.Tasks,
            [.. s_columns, To<VcdTask>("owner", task => task.User), Text<VcdTask>("cellName", _ => "cell-01"), Flag<VcdTask>("hasOwner", _ => true)]),
    ];
}
