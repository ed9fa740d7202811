using CsePowerShell.Clusters.Contract;

namespace CsePowerShell.Clusters.Tests.Remote;

/// <summary>A resize is said in a way that may be said twice, because an answer may get lost.</summary>
public sealed class RequestsTests
{
    private static Cluster Cluster(params (string Name, int Count)[] pools) => new()
    {
        Pools = [new NodePool { Name = "control-plane", Role = NodeRole.ControlPlane, DesiredCount = 1 }, .. pools.Select(pool => new NodePool { Name = pool.Name, Role = NodeRole.Worker, DesiredCount = pool.Count })],
    };

    [Theory]
    [InlineData(2, null, 5)]
    [InlineData(null, 2, 1)]
    public void A_change_is_said_as_the_total_it_comes_to(int? add, int? remove, int total)
    {
        (ResizeClusterDocument document, bool mayRepeat) = Requests.Resize(new ResizeRequest { Add = add, Remove = remove }, Cluster(("workers", 3)));
        Assert.True(mayRepeat);
        Assert.Equal((total, null, null), (document.WorkerCount, document.Add, document.Remove));
    }

    [Fact]
    public void What_cannot_be_told_from_here_stays_as_it_is_and_is_said_once()
    {
        Assert.False(Requests.Resize(new ResizeRequest { Add = 1 }, Cluster(("a", 1), ("b", 1))).MayRepeat);
        Assert.False(Requests.Resize(new ResizeRequest { Add = 1 }, Cluster()).MayRepeat);
        Assert.False(Requests.Resize(new ResizeRequest { Remove = 3 }, Cluster(("workers", 3))).MayRepeat);
        Assert.False(Requests.Resize(new ResizeRequest { Add = 0 }, Cluster(("workers", 3))).MayRepeat);
        // A create that failed half-way may leave counts that the engine corrects.
        Cluster failed = Cluster(("workers", 3));
        failed.CurrentOperation = new OperationRecord { State = OperationState.Failed };
        (ResizeClusterDocument document, bool mayRepeat) = Requests.Resize(new ResizeRequest { Add = 1 }, failed);
        Assert.Equal((1, null, false), (document.Add, document.WorkerCount, mayRepeat));
    }

    [Fact]
    public void Totals_and_names_may_be_said_twice_as_they_are()
    {
        Assert.True(Requests.Resize(new ResizeRequest { WorkerCount = 4 }, Cluster(("workers", 3))).MayRepeat);
        Assert.True(Requests.Resize(new ResizeRequest { RemoveNodes = ["node-a1b2"] }, Cluster(("workers", 3))).MayRepeat);
        Assert.Equal(5, Requests.Resize(new ResizeRequest { Pool = "b", Add = 1 }, Cluster(("a", 1), ("b", 4))).Document.WorkerCount);
    }
}
