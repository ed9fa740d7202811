using CsePowerShell.Binding;
using CsePowerShell.Clusters;
using CsePowerShell.Cmdlets;
using CsePowerShell.Connections;
using CsePowerShell.Tests.Support;

namespace CsePowerShell.Tests;

/// <summary>The command that takes an operation up again has to run as it is printed.</summary>
public sealed class ResumeCommandTests
{
    private readonly Session _session = new();

    [Theory]
    [InlineData("Remove-CseCluster web", "Remove-CseCluster web -Mode Direct")]
    [InlineData("Set-CseClusterSize web (with the same values as before)", "Set-CseClusterSize web -Mode Direct (with the same values as before)")]
    [InlineData("New-CseCluster -Name web -Vdc 'Org VDC (Gold)' -Network n", "New-CseCluster -Name web -Vdc 'Org VDC (Gold)' -Network n -Mode Direct")]
    [InlineData("New-CseCluster -Name web -Vdc 'Org VDC (Gold)'", "New-CseCluster -Name web -Vdc 'Org VDC (Gold)' -Mode Direct")]
    [InlineData("New-CseCluster -Name web -Vdc 'VDC (1)' (with the same pools as before)", "New-CseCluster -Name web -Vdc 'VDC (1)' -Mode Direct (with the same pools as before)")]
    public void Parameters_come_before_a_remark_and_into_no_value(string command, string expected) => Assert.Equal(expected, ResumeCommand.With(command, " -Mode Direct"));

    [Theory]
    [InlineData(OperationKind.Create, "Make-It x -Mode Direct")]
    [InlineData(OperationKind.Import, "Make-It x")]
    public void Where_the_service_works_a_cluster_is_continued_here_and_a_template_as_ever(OperationKind kind, string expected)
    {
        _session.Connection.Server.Mode = nameof(CseMode.Service);
        ClusterOperation operation = new("id", kind, "", "x", "acme", "", "Make-It x", TimeProvider.System);
        Assert.Equal(expected, new LocalOperation(_session.Connection, operation, new PhaseTimes()).Task.ResumeCommand);
    }

    [Fact]
    public void Stopping_says_the_command_that_the_task_has()
    {
        _session.Connection.Server.Mode = nameof(CseMode.Service);
        CseTask task = _session.Operations.Add(_session.Connection, new ClusterOperation("1", OperationKind.Create, "", "web", "acme", "v", "New-CseCluster -Name web", TimeProvider.System)).Task;
        _session.Run(new StopCseTaskCommand { Task = [new CseTaskIdentity(task)] });
        Assert.Contains("run: New-CseCluster -Name web -Mode Direct;", Assert.Single(_session.Host.Warnings));
    }
}
