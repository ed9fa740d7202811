using CsePowerShell.Clusters.Contract;

namespace CsePowerShell.Clusters.Tests.Remote;

/// <summary>What the service writes into a task's Details, and what a cmdlet makes of it.</summary>
public sealed class ProgressTextTests
{
    [Fact]
    public void What_was_written_is_read_back()
    {
        var text = new ProgressText
        {
            Phase = "Customizing guests",
            Activity = "2 of 3 guests are ready: waiting",
            Nodes = [new NodeProgress { Node = "mstr-a1b2", Activity = "GC_COMPLETE", Percent = 100 }, new NodeProgress { Node = "node-c3d4", Activity = "waiting (a while)", Percent = 40 }],
        };
        ProgressText read = ProgressText.Read(text.ToString());
        Assert.Equal((text.Phase, text.Activity), (read.Phase, read.Activity));
        Assert.Equal(text.Nodes.Select(node => (node.Node, node.Activity, node.Percent)), read.Nodes.Select(node => (node.Node, node.Activity, node.Percent)));
    }

    [Theory]
    [InlineData(null, "", "")]
    [InlineData("", "", "")]
    [InlineData("Cloning 3 VMs", "", "Cloning 3 VMs")]
    [InlineData("Wait. It takes long: very long", "", "Wait. It takes long: very long")]
    [InlineData("Cloning VMs: ", "Cloning VMs", "")]
    public void Any_text_is_taken(string? details, string phase, string activity)
    {
        ProgressText read = ProgressText.Read(details);
        Assert.Equal((phase, activity), (read.Phase, read.Activity));
        Assert.Empty(read.Nodes);
    }

    [Fact]
    public void A_text_that_vcd_cut_off_still_tells_what_is_left_of_it()
    {
        ProgressText read = ProgressText.Read("Joining workers: 3 of 9\nnode-a1b2: joining (20 %)\nnode-c3d4: joi…");
        Assert.Equal(("Joining workers", 2), (read.Phase, read.Nodes.Count));
        Assert.Equal(("joi…", 0), (read.Nodes[1].Activity, read.Nodes[1].Percent));
    }

    [Fact]
    public void Line_breaks_of_an_activity_make_no_nodes()
    {
        var text = new ProgressText { Phase = "Preparing nodes", Activity = "first\nnode-x: second" };
        Assert.Empty(ProgressText.Read(text.ToString()).Nodes);
    }
}
