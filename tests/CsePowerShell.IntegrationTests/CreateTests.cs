using CsePowerShell.Clusters;

namespace CsePowerShell.IntegrationTests;

public sealed class CreateTests(CloudFixture fixture) : IClassFixture<CloudFixture>
{
    [Fact]
    public async Task A_cluster_is_created()
    {
        fixture.NeedsGuests();
        DirectOperations operations = await fixture.OperationsAsync();
        ClusterOperation operation = await operations.StartCreateAsync(CloudFixture.Spec("first"), new CreateOptions { NoRollback = true }, TestContext.Current.CancellationToken);
        operation.Progress += (_, progress) => { if (progress.Line is { } line) TestContext.Current.TestOutputHelper!.WriteLine(line.ToString()); };
        await operation.Completion;
    }
}
