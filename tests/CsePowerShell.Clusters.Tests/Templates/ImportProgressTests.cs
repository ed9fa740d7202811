using CsePowerShell.VCloud;

namespace CsePowerShell.Clusters.Tests;

public class ImportProgressTests
{
    [Fact]
    public void The_rate_of_an_upload_is_that_of_the_upload_however_long_the_package_was_verified()
    {
        FakeClock clock = new();
        var operation = new ClusterOperation("op", OperationKind.Import, "", "t1", "acme", "", "Import-CseTemplate t1", clock);
        ImportProgress progress = new(operation, clock);
        List<string> activities = [];
        operation.Progress += (_, told) => activities.Add(told.Activity);
        PackageFile file = new("disk.vmdk", [new FileSlice("disk.vmdk", 0, 100 << 20)]);
        clock.Advance(TimeSpan.FromSeconds(90));
        foreach (int sent in new[] { 0, 10 << 20, 20 << 20 })
        {
            progress.Uploaded(new UploadProgress(file, sent, sent, file.Size));
            clock.Advance(TimeSpan.FromSeconds(5));
        }

        Assert.Equal("Uploaded 20.0 MB of 100 MB, 2.0 MB/s", activities[^1]);
        for (int times = 0; times < 2; times++)
        {
            progress.Uploaded(new UploadProgress(file, file.Size, file.Size, file.Size));
            clock.Advance(TimeSpan.FromSeconds(1));
            Assert.True(Assert.Single(operation.Nodes).IsDone);
        }
    }
}
