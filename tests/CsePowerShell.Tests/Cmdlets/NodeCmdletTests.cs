using System.Management.Automation;
using CsePowerShell.Binding;
using CsePowerShell.Clusters;
using CsePowerShell.Cmdlets;
using CsePowerShell.Guest;
using CsePowerShell.Tests.Support;

namespace CsePowerShell.Tests.Cmdlets;

public sealed class NodeCmdletTests
{
    private readonly Session _session = new();
    private readonly FakeNodes _nodes = new();
    private readonly Cluster _web;

    public NodeCmdletTests()
    {
        _session.NodeAccess = _nodes;
        _web = FakeClusters.Cluster("web");
        _session.Clusters.All.Add(_web);
        _session.Clusters.Nodes.AddRange(
        [
            Node("mstr-1", NodeRole.ControlPlane), Node("node-1"), Node("node-2"),
        ]);
    }

    [Fact]
    public void Nodes_of_one_cluster_from_the_pipeline_are_removed_in_one_operation()
    {
        _session.Run(new RemoveCseNodeCommand { DrainTimeoutSec = 30 },
            cmdlet => cmdlet.Node = [new CseNodeIdentity(Live("node-2"))],
            cmdlet => cmdlet.Node = [new CseNodeIdentity(Live("node-1"))]);
        ResizeRequest request = Assert.Single(_session.Clusters.Resizes);
        Assert.Equal(["node-1", "node-2"], request.RemoveNodes!);
        Assert.Equal(TimeSpan.FromSeconds(30), request.DrainTimeout);
        Assert.Empty(_session.Host.Output);
    }

    [Fact]
    public void A_name_needs_its_cluster_and_may_have_wildcards_or_be_the_URN_of_a_VM()
    {
        _session.Run(new RemoveCseNodeCommand { Node = [new CseNodeIdentity("node-1")] });
        Assert.Equal("CseBadRequest", Assert.Single(_session.Host.Errors).Id);
        _session.Run(new RemoveCseNodeCommand { Cluster = new CseClusterIdentity("web"), Node = [new CseNodeIdentity("node-*")] });
        _session.Run(new RemoveCseNodeCommand { Cluster = new CseClusterIdentity("web"), Node = [new CseNodeIdentity("urn:vcloud:vm:node-2")] });
        Assert.Equal(["node-1,node-2", "node-2"], _session.Clusters.Resizes.Select(request => string.Join(',', request.RemoveNodes!)));
    }

    [Fact]
    public void A_node_that_is_gone_is_passed_on_for_a_repeat_must_end_well()
    {
        _session.Run(new RemoveCseNodeCommand { Cluster = new CseClusterIdentity("web"), Node = [new CseNodeIdentity("node-9")] });
        Assert.Equal(["node-9"], Assert.Single(_session.Clusters.Resizes).RemoveNodes!);
    }

    [Fact]
    public void Remove_with_WhatIf_shows_the_plan_and_starts_nothing()
    {
        _session.Host.IsWhatIf = true;
        _session.Run(new RemoveCseNodeCommand { Node = [new CseNodeIdentity(Live("node-1"))] });
        Assert.Contains("Make a vApp.", Assert.Single(_session.Host.Asked));
        Assert.Empty(_session.Clusters.Resizes);
    }

    [Fact]
    public void Add_returns_the_nodes_that_were_not_there_before()
    {
        _session.Clusters.Work = operation =>
        {
            _session.Clusters.Nodes.Add(Node("node-3"));
            operation.Succeed(new OperationResult { Changed = true });
            return Task.CompletedTask;
        };
        _session.Run(new AddCseNodeCommand { Cluster = [new CseClusterIdentity("web")], Count = 1 });
        Assert.Equal("node-3", Assert.Single(_session.OutputOf<CseNode>()).Name);
        Assert.Equal(1, Assert.Single(_session.Clusters.Resizes).Add);
    }

    [Fact]
    public void A_command_runs_on_the_chosen_nodes_and_an_unreachable_one_does_not_hide_the_others()
    {
        _nodes.Answer = name => name == "node-1"
            ? new NodeCommandOutcome(name, null, new ClusterException(ErrorCodes.GuestUnreachable, "It does not answer."), TimeSpan.Zero)
            : new NodeCommandOutcome(name, new NodeCommandResult { ExitCode = 3, Output = "out", Error = "err" }, null, TimeSpan.FromSeconds(2));
        _session.Run(new InvokeCseNodeCommandCommand { Cluster = new CseClusterIdentity("web"), Node = [new CseNodeIdentity("node-*")], Command = "true", ArgumentList = ["a b"], TimeoutSec = 7 });
        CseCommandResult result = Assert.Single(_session.OutputOf<CseCommandResult>());
        Assert.Equal(("node-2", 3, "out", "err", "web"), (result.Node, result.ExitCode, result.Output, result.ErrorOutput, result.ClusterName));
        Assert.Equal("CseGuestUnreachable", Assert.Single(_session.Host.Errors).Id);
        NodeCommand command = Assert.Single(_nodes.Commands);
        Assert.Equal(("true", "a b", TimeSpan.FromSeconds(7)), (command.Text, Assert.Single(command.Arguments), command.Timeout));
    }

    [Fact]
    public void Without_nodes_a_command_runs_on_all_and_with_WhatIf_on_none()
    {
        _session.Run(new InvokeCseNodeCommandCommand { Cluster = new CseClusterIdentity("web"), Command = "true" });
        Assert.Equal([null], _nodes.Asked);
        _session.Host.IsWhatIf = true;
        _session.Run(new InvokeCseNodeCommandCommand { Cluster = new CseClusterIdentity("web"), Command = "true" });
        Assert.Single(_nodes.Commands);
        Assert.Contains("all nodes", _session.Host.Asked[^1]);
    }

    [Fact]
    public void A_copy_of_a_node_names_it_with_its_cluster()
    {
        CseNodeIdentity identity = new(Live("node-1"));
        Assert.Equal(("node-1", _web.Id), (identity.Text, identity.Cluster!.Reference.Id));
        Assert.Throws<ArgumentException>(() => new CseNodeIdentity(" "));
    }

    private CseNode Live(string name) => _session.Clusters.Nodes.First(node => node.Name == name).ToOutput(_session.Connection.Id);

    private Node Node(string name, NodeRole role = NodeRole.Worker) => new() { Name = name, Role = role, ClusterId = _web.Id, ClusterName = "web", VmId = "urn:vcloud:vm:" + name };

    private sealed class FakeNodes : INodeAccess
    {
        public List<NodeCommand> Commands { get; } = [];

        public List<IReadOnlyCollection<string>?> Asked { get; } = [];

        public Func<string, NodeCommandOutcome> Answer { get; set; } = name => new NodeCommandOutcome(name, new NodeCommandResult(), null, TimeSpan.Zero);

        public async Task RunAsync(ClusterReference cluster, IReadOnlyCollection<string>? nodes, NodeCommand command, Func<NodeCommandOutcome, Task> onOutcome, CancellationToken ct)
        {
            Commands.Add(command);
            Asked.Add(nodes);
            foreach (string name in (nodes ?? []).Order())
            {
                await onOutcome(Answer(name));
            }
        }
    }
}
