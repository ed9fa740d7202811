using CsePowerShell.Clusters.Contract;

namespace CsePowerShell.Clusters.Tests.Remote;

/// <summary>An error that goes into a vCD task in the service comes out of it as the same error at the client.</summary>
public sealed class FailureTextTests
{
    private static readonly ClusterException s_failure = new(ErrorCodes.GuestScriptFailed, "\"init-control-plane\" failed on \"mstr-a1b2\" with exit code 3.", "Correct the cause; then run it again.")
    {
        Step = "init-control-plane",
        Node = "mstr-a1b2",
        Elapsed = TimeSpan.FromSeconds(17),
        LastLines = ["[preflight] checking; all of it", "boom"],
    };

    [Fact]
    public void Nothing_is_lost_on_the_way_through_a_task()
    {
        ClusterException read = FailureText.Read(ErrorStatus.Of(s_failure.Code), s_failure.Code, s_failure.Message, FailureText.Write(s_failure));
        Assert.Equal((s_failure.Code, s_failure.Summary, s_failure.Hint, s_failure.Message), (read.Code, read.Summary, read.Hint, read.Message));
        Assert.Equal((s_failure.Step, s_failure.Node, s_failure.Elapsed), (read.Step, read.Node, read.Elapsed));
        Assert.Equal(s_failure.LastLines, read.LastLines);
    }

    [Fact]
    public void Without_step_node_and_lines_there_is_still_code_and_sentence()
    {
        var plain = new ClusterException(ErrorCodes.QuotaExceeded, "The VDC has room for 2 VMs.");
        ClusterException read = FailureText.Read(409, plain.Code, plain.Message, FailureText.Write(plain));
        Assert.Equal((plain.Code, plain.Message, ""), (read.Code, read.Message, read.Hint));
        Assert.Empty(read.LastLines);
        Assert.Null(read.Step);
    }

    [Fact]
    public void A_task_of_the_original_is_read_too()
    {
        ClusterException read = FailureText.Read(500, "INTERNAL_SERVER_ERROR", "Cluster already exists.", "");
        Assert.Equal((ErrorCodes.VcdError, "Cluster already exists."), (read.Code, read.Message));
        Assert.Equal(ErrorCodes.VcdError, FailureText.Read(500, null, "", null).Code);
    }
}
